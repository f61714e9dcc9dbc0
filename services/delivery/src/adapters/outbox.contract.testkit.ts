import { type Lease, LeaseLost, type Outcome, type OutboxRow, type OutboxStore } from '@iimp/storage/outbox/store';

/** A store under test, and what is around it. Times are whatever the caller says. */
export interface OutboxHarness {
  store: OutboxStore;
  /** Time after which a message is given up. */
  giveUpMs: number;
  /** `api` accepts a message of alice@org1.test for all these recipients, and commits. Answers its id. */
  accept(message: { recipients: string[]; conversationId?: string; now: number }): Promise<string>;
  newConversation(): string;
  pause(domain: string, paused: boolean): Promise<void>;
  delivery(messageId: string, domain: string): Promise<{ state: string; attempts: number }>;
  /** Failure notices about a message, in order. */
  notices(messageId: string): Promise<{ domain: string; recipients: string[]; code: string }[]>;
  close(): Promise<void>;
}

const TTL = 10_000;

/** What the engine relies on, whatever keeps the outbox. */
export function outboxContract(name: string, open: () => Promise<OutboxHarness>): void {
  describe(`outbox contract: ${name}`, () => {
    let h: OutboxHarness;
    let domain: string;
    let now: number;
    let domains = 0;

    beforeAll(async () => {
      h = await open();
    });
    afterAll(() => h.close());
    beforeEach(() => {
      domain = `d${++domains}.test`;
      now = 1_700_000_000_000 + domains * 1_000_000_000;
    });

    const accept = (conversationId = h.newConversation(), recipients = [`bob@${domain}`]): Promise<string> =>
      h.accept({ recipients, conversationId, now });
    const acquire = async (worker = 'w1'): Promise<Lease> => {
      const got = await h.store.acquire(domain, worker, TTL, now);
      if (typeof got === 'string') throw new Error(got);
      return got.lease;
    };
    const claim = (lease: Lease, limit = 100, maxBytes = 1e6): Promise<OutboxRow[]> =>
      h.store.claimBatch(lease, limit, maxBytes, now);
    const delivered = (row: OutboxRow, unknownRecipients: string[] = []): Outcome => ({
      kind: 'delivered',
      row,
      unknownRecipients,
    });
    const isDue = async (): Promise<boolean> =>
      (await h.store.dueDestinations(now, 1_000)).some((due) => due.domain === domain);
    const fail = (
      lease: Lease,
      more: { startedAt?: number; waitMs?: number; silentMs?: number; tried?: OutboxRow[] } = {},
    ) =>
      h.store.recordFailure(
        lease,
        {
          code: 'unavailable',
          detail: 'connection refused',
          startedAt: more.startedAt ?? now,
          nextAttemptAt: (failures) => now + (more.waitMs ?? 5_000) * failures,
          tried: more.tried ?? [],
          ...(more.silentMs === undefined ? {} : { retryAfterUntil: now + more.silentMs }),
        },
        now,
      );

    it('finds a destination as soon as it has work, and not after', async () => {
      expect(await isDue()).toBe(false);
      const id = await accept();
      expect(await isDue()).toBe(true);
      const lease = await acquire();
      expect(await isDue()).toBe(false);
      await h.store.complete(
        lease,
        (await claim(lease)).map((row) => delivered(row)),
        now,
      );
      await h.store.release(lease, now);
      expect(await isDue()).toBe(false);
      expect(await h.delivery(id, domain)).toEqual({ state: 'delivered', attempts: 1 });
      expect(await h.store.acquire(domain, 'w1', TTL, now)).toBe('waiting');
      expect(await h.notices(id)).toEqual([]);
    });

    it('finds what came while its holder was leaving', async () => {
      await accept();
      const lease = await acquire();
      await h.store.complete(
        lease,
        (await claim(lease)).map((row) => delivered(row)),
        now,
      );
      await accept();
      await h.store.release(lease, now);
      expect(await isDue()).toBe(true);
    });

    it('gives all free shards to one, and the rest to nobody', async () => {
      await accept();
      const lease = await acquire();
      expect([...lease.shards].sort((a, b) => a - b)).toEqual(Array.from({ length: h.store.shards }, (_, i) => i));
      expect(await h.store.acquire(domain, 'w2', TTL, now)).toBe('busy');
    });

    it('serves a crowd that comes at once one lease', async () => {
      await accept();
      const got = await Promise.all(Array.from({ length: 10 }, (_, i) => h.store.acquire(domain, `w${i}`, TTL, now)));
      expect(got.filter((one) => typeof one !== 'string')).toHaveLength(1);
    });

    it('lets half of the shards go to another worker, each sees its own conversations', async () => {
      const conversations = Array.from({ length: 24 }, () => h.newConversation());
      for (const conversation of conversations) for (let i = 0; i < 2; i++) await accept(conversation);
      const first = await acquire('w1');
      const half = first.shards.slice(0, h.store.shards / 2);
      const kept: Lease = { ...first, shards: first.shards.filter((shard) => !half.includes(shard)) };
      await h.store.release(first, now, half);
      expect(await isDue()).toBe(true);
      const second = await acquire('w2');
      expect([...second.shards].sort()).toEqual([...half].sort());
      const [a, b] = [await claim(kept), await claim(second)];
      expect(a.length + b.length).toBe(48);
      const theirs = new Set(b.map((row) => row.conversationId));
      expect(a.some((row) => theirs.has(row.conversationId))).toBe(false);
      await h.store.renew(kept, TTL, now);
      await h.store.complete(
        kept,
        a.map((row) => delivered(row)),
        now,
      );
      await h.store.complete(
        second,
        b.map((row) => delivered(row)),
        now,
      );
    });

    it('hands out rows oldest first, bounded in number and bytes, at least one', async () => {
      const conversation = h.newConversation();
      const ids: string[] = [];
      for (let i = 0; i < 5; i++) ids.push(await accept(i % 2 === 0 ? conversation : h.newConversation()));
      const lease = await acquire();
      const rows = await claim(lease);
      expect(rows.map((row) => row.messageId)).toEqual(ids);
      expect((await claim(lease, 3)).map((row) => row.messageId)).toEqual(ids.slice(0, 3));
      expect(await claim(lease, 5, 1)).toHaveLength(1);
      const two = (rows[0]?.bytes ?? 0) + (rows[1]?.bytes ?? 0);
      expect(await claim(lease, 5, two)).toHaveLength(2);
      for (const row of rows) {
        expect(row.bytes).toBe(Buffer.byteLength(row.json));
        expect(row).toMatchObject({ origin: 'org1.test', sender: 'alice@org1.test', attempts: 0, createdAt: now });
        expect(row.expiresAt).toBe(now + h.giveUpMs);
        expect(row.recipients).toEqual([`bob@${domain}`]);
        expect((JSON.parse(row.json) as { message_id: string }).message_id).toBe(row.messageId);
      }
    });

    it('fences whoever lost the lease, in everything', async () => {
      const id = await accept();
      const old = await acquire('w1');
      const [row] = await claim(old);
      if (row === undefined) throw new Error('no row');
      now += TTL + 1;
      expect(await isDue()).toBe(true);
      const lease = await acquire('w2');
      expect(BigInt(lease.token)).toBeGreaterThan(BigInt(old.token));
      await expect(h.store.renew(old, TTL, now)).rejects.toThrow(LeaseLost);
      await expect(h.store.complete(old, [delivered(row)], now)).rejects.toThrow(LeaseLost);
      await expect(
        h.store.complete(old, [{ kind: 'refused', row, code: 'not_found', detail: '' }], now),
      ).rejects.toThrow(LeaseLost);
      await expect(fail(old, { tried: [row] })).rejects.toThrow(LeaseLost);
      await expect(h.store.recordSuccess(old, now)).rejects.toThrow(LeaseLost);
      await h.store.release(old, now);
      expect(await h.store.acquire(domain, 'w3', TTL, now)).toBe('busy');
      expect(await h.delivery(id, domain)).toEqual({ state: 'queued', attempts: 0 });
      expect(await h.notices(id)).toEqual([]);
      await h.store.complete(lease, [delivered(row)], now);
      expect(await h.delivery(id, domain)).toEqual({ state: 'delivered', attempts: 1 });
    });

    it('fences a part that was released and taken by another', async () => {
      for (let i = 0; i < 16; i++) await accept();
      const first = await acquire('w1');
      const rows = await claim(first);
      await h.store.release(first, now, first.shards.slice(1));
      const second = await acquire('w2');
      const theirs = rows.filter((row) => second.shards.includes(row.shard));
      expect(theirs.length).toBeGreaterThan(0);
      await expect(
        h.store.complete(
          first,
          theirs.map((row) => delivered(row)),
          now,
        ),
      ).rejects.toThrow(LeaseLost);
    });

    it('keeps a lease that is renewed', async () => {
      await accept();
      const lease = await acquire('w1');
      for (let i = 0; i < 3; i++) {
        now += TTL - 1;
        await h.store.renew(lease, TTL, now);
      }
      expect(await h.store.acquire(domain, 'w2', TTL, now + TTL - 1)).toBe('busy');
      expect(await h.store.acquire(domain, 'w2', TTL, now + TTL + 1)).toHaveProperty('lease');
    });

    it('tells the sender once of a refusal, and of unknown recipients by name', async () => {
      const recipients = [`bob@${domain}`, `carol@${domain}`, `dave@${domain}`];
      const refused = await accept(undefined, recipients);
      const partly = await accept(undefined, recipients);
      const lease = await acquire();
      const [a, b] = await claim(lease);
      if (a === undefined || b === undefined) throw new Error('no rows');
      const outcomes: Outcome[] = [
        { kind: 'refused', row: a, code: 'domain_blocked', detail: 'no' },
        delivered(b, [`carol@${domain}`]),
      ];
      await h.store.complete(lease, outcomes, now);
      expect(await h.notices(refused)).toEqual([{ domain, recipients, code: 'domain_blocked' }]);
      expect(await h.notices(partly)).toEqual([{ domain, recipients: [`carol@${domain}`], code: 'unknown_recipient' }]);
      expect(await h.delivery(refused, domain)).toEqual({ state: 'failed', attempts: 1 });
      expect(await h.delivery(partly, domain)).toEqual({ state: 'delivered', attempts: 1 });
      await h.store.complete(lease, outcomes, now);
      expect(await h.notices(refused)).toHaveLength(1);
      expect(await h.notices(partly)).toHaveLength(1);
    });

    it('puts off one message alone', async () => {
      const conversation = h.newConversation();
      const ids = [await accept(conversation), await accept(conversation)];
      const lease = await acquire();
      const [row] = await claim(lease);
      if (row === undefined) throw new Error('no row');
      const deferred: Outcome = {
        kind: 'deferred',
        row,
        code: 'unknown_reference',
        detail: '',
        nextAttemptAt: now + 5_000,
      };
      await h.store.complete(lease, [deferred], now);
      expect((await claim(lease)).map(({ messageId }) => messageId)).toEqual([ids[1]]);
      await h.store.complete(
        lease,
        (await claim(lease)).map((other) => delivered(other)),
        now,
      );
      await h.store.release(lease, now);
      expect(await isDue()).toBe(false);
      now += 5_000;
      expect(await isDue()).toBe(true);
      const again = await acquire();
      expect(await claim(again)).toMatchObject([{ messageId: ids[0], attempts: 1 }]);
    });

    it('keeps a destination that is down for its time, and gives its probe to one', async () => {
      await accept();
      const lease = await acquire();
      const tried = await claim(lease);
      expect(await fail(lease, { tried })).toMatchObject({ failures: 1, first: true });
      await h.store.release(lease, now);
      expect(await isDue()).toBe(false);
      expect(await h.store.acquire(domain, 'w1', TTL, now + 4_999)).toBe('waiting');
      now += 5_000;
      expect(await h.store.dueDestinations(now, 1_000)).toContainEqual({
        domain,
        failures: 1,
        lastCode: 'unavailable',
      });
      const got = await Promise.all(['w1', 'w2', 'w3'].map((worker) => h.store.acquire(domain, worker, TTL, now)));
      const probes = got.flatMap((one) => (typeof one === 'string' ? [] : [one]));
      expect(probes).toMatchObject([{ history: { failures: 1, lastCode: 'unavailable' } }]);
      expect((await claim(probes[0]?.lease as Lease)).map((row) => row.attempts)).toEqual([1]);
      expect(await fail(probes[0]?.lease as Lease)).toMatchObject({ failures: 2, first: false });
    });

    it('counts one outage once, however many requests were under way', async () => {
      for (let i = 0; i < 8; i++) await accept();
      const first = await acquire('w1');
      const half = first.shards.slice(0, h.store.shards / 2);
      await h.store.release(first, now, half);
      const second = await acquire('w2');
      const kept = { ...first, shards: first.shards.filter((shard) => !half.includes(shard)) };
      const startedAt = now;
      now += 1_000;
      expect(await fail(kept, { startedAt })).toMatchObject({ failures: 1, first: true });
      expect(await fail(second, { startedAt })).toMatchObject({ failures: 1, first: false });
    });

    it('lets everything go after a success', async () => {
      for (let i = 0; i < 3; i++) await accept();
      let lease = await acquire();
      for (let i = 1; i <= 3; i++) {
        await fail(lease);
        await h.store.release(lease, now);
        now += 5_000 * i;
        lease = await acquire();
      }
      await h.store.recordSuccess(lease, now);
      await h.store.release(lease, now);
      expect(await isDue()).toBe(true);
      expect(await h.store.acquire(domain, 'w1', TTL, now)).toMatchObject({ history: { failures: 0 } });
    });

    it('allows a probe to who is down, and keeps the history', async () => {
      expect(await h.store.wakeProbe(domain, now)).toBe(false);
      await accept();
      expect(await h.store.wakeProbe(domain, now)).toBe(false);
      const lease = await acquire();
      await fail(lease, { waitMs: 3_600_000 });
      await h.store.release(lease, now);
      now += 10_000;
      expect(await isDue()).toBe(false);
      expect(await h.store.wakeProbe(domain, now)).toBe(true);
      expect(await isDue()).toBe(true);
      expect(await h.store.acquire(domain, 'w1', TTL, now)).toMatchObject({ history: { failures: 1 } });
    });

    it('allows no probe before Retry-After is over', async () => {
      await accept();
      const lease = await acquire();
      await fail(lease, { waitMs: 60_000, silentMs: 60_000 });
      await h.store.release(lease, now);
      expect(await h.store.wakeProbe(domain, now + 59_999)).toBe(false);
      expect(await h.store.acquire(domain, 'w1', TTL, now + 59_999)).toBe('waiting');
      expect(await h.store.wakeProbe(domain, now + 60_000)).toBe(true);
    });

    it('gives up what waited too long, only after a try that failed, once', async () => {
      const old = await accept();
      now += h.giveUpMs - 1_000;
      const young = await accept();
      now += 2_000;
      const lease = await acquire();
      expect(await claim(lease)).toHaveLength(2);
      await fail(lease);
      expect(await h.notices(old)).toEqual([{ domain, recipients: [`bob@${domain}`], code: 'unavailable' }]);
      expect((await h.delivery(old, domain)).state).toBe('failed');
      expect(await h.notices(young)).toEqual([]);
      expect(await claim(lease)).toMatchObject([{ messageId: young }]);
      await fail(lease);
      expect(await h.notices(old)).toHaveLength(1);
    });

    it('leaves a paused destination alone', async () => {
      await accept();
      await h.pause(domain, true);
      expect(await isDue()).toBe(false);
      expect(await h.store.acquire(domain, 'w1', TTL, now)).toBe('waiting');
      await h.pause(domain, false);
      expect(await isDue()).toBe(true);
    });

    it('writes one row for each domain, with its own recipients', async () => {
      const other = `also-${domain}`;
      const id = await accept(undefined, [`bob@${domain}`, `carol@${domain}`, `dave@${other}`]);
      const lease = await acquire();
      const [row] = await claim(lease);
      expect([...(row?.recipients ?? [])].sort()).toEqual([`bob@${domain}`, `carol@${domain}`]);
      await h.store.complete(lease, row === undefined ? [] : [delivered(row)], now);
      expect((await h.delivery(id, other)).state).toBe('queued');
      expect((await h.delivery(id, domain)).state).toBe('delivered');
    });
  });
}
