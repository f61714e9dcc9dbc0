import type { Lease, Outcome, OutboxRow } from '@iimp/storage/outbox/store';
import { delivered, LEASE_MS, type OutboxCase } from './outbox-case.testkit.js';

/** What is handed out, and what becomes of it. */
export function outcomeContract(given: () => OutboxCase): void {
  let t: OutboxCase;
  beforeAll(() => {
    t = given();
  });

  it('hands out rows oldest first, bounded in number and bytes, at least one', async () => {
    const conversation = t.h.newConversation();
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.push(await t.accept(i % 2 === 0 ? conversation : t.h.newConversation()));
    const lease = await t.acquire();
    const rows = await t.claim(lease);
    expect(rows.map((row) => row.messageId)).toEqual(ids);
    expect((await t.claim(lease, 3)).map((row) => row.messageId)).toEqual(ids.slice(0, 3));
    expect(await t.claim(lease, 5, 1)).toHaveLength(1);
    const two = (rows[0]?.bytes ?? 0) + (rows[1]?.bytes ?? 0);
    expect(await t.claim(lease, 5, two)).toHaveLength(2);
    const more = async (limit: number, bytes: number): Promise<boolean> =>
      (await t.h.store.claimBatch(lease, limit, bytes, t.now)).more;
    expect([await more(5, two), await more(3, 1e6), await more(9, 1e6)]).toEqual([true, true, false]);
    // Also for whoever holds it already.
    await t.h.pause(t.domain, true);
    expect(await t.claim(lease)).toEqual([]);
    await t.h.pause(t.domain, false);
    expect((await t.claim(lease)).length).toBeGreaterThan(3);
    for (const row of rows) {
      expect(row.bytes).toBe(Buffer.byteLength(row.json));
      expect(row).toMatchObject({ origin: 'org1.test', sender: 'alice@org1.test', attempts: 0, createdAt: t.now });
      expect(row.expiresAt).toBe(t.now + t.h.giveUpMs);
      expect(row.recipients).toEqual([`bob@${t.domain}`]);
      expect((JSON.parse(row.json) as { message_id: string }).message_id).toBe(row.messageId);
    }
  });

  it('tells the sender once of a refusal, and of unknown recipients by name', async () => {
    const recipients = [`bob@${t.domain}`, `carol@${t.domain}`, `dave@${t.domain}`];
    const refused = await t.accept(undefined, recipients);
    const partly = await t.accept(undefined, recipients);
    const lease = await t.acquire();
    const [a, b] = await t.claim(lease);
    if (a === undefined || b === undefined) throw new Error('no rows');
    const outcomes: Outcome[] = [
      { kind: 'refused', row: a, code: 'domain_blocked', detail: 'no' },
      delivered(b, [`carol@${t.domain}`]),
    ];
    await t.h.store.complete(lease, outcomes, t.now);
    expect(await t.h.notices(refused)).toEqual([{ domain: t.domain, recipients, code: 'domain_blocked' }]);
    expect(await t.h.notices(partly)).toEqual([
      { domain: t.domain, recipients: [`carol@${t.domain}`], code: 'unknown_recipient' },
    ]);
    expect(await t.h.delivery(refused, t.domain)).toEqual({ state: 'failed', attempts: 1 });
    expect(await t.h.delivery(partly, t.domain)).toEqual({ state: 'delivered', attempts: 1 });
    await t.h.store.complete(lease, outcomes, t.now);
    expect(await t.h.notices(refused)).toHaveLength(1);
    expect(await t.h.notices(partly)).toHaveLength(1);
  });

  it('puts off one message alone', async () => {
    const conversation = t.h.newConversation();
    const ids = [await t.accept(conversation), await t.accept(conversation)];
    const lease = await t.acquire();
    const [row] = await t.claim(lease);
    if (row === undefined) throw new Error('no row');
    const deferred: Outcome = {
      kind: 'deferred',
      row,
      code: 'unknown_reference',
      detail: '',
      nextAttemptAt: t.now + 5_000,
    };
    await t.h.store.complete(lease, [deferred], t.now);
    expect((await t.claim(lease)).map(({ messageId }) => messageId)).toEqual([ids[1]]);
    await t.h.store.complete(
      lease,
      (await t.claim(lease)).map((other) => delivered(other)),
      t.now,
    );
    await t.h.store.release(lease, t.now);
    expect(await t.isDue()).toBe(false);
    t.now += 5_000;
    expect(await t.isDue()).toBe(true);
    const again = await t.acquire();
    expect(await t.claim(again)).toMatchObject([{ messageId: ids[0], attempts: 1 }]);
  });

  it('lets a message that was not tried hold back its conversation, and no other', async () => {
    const conversation = t.h.newConversation();
    const first = await t.accept(conversation);
    const second = await t.accept(conversation);
    const other = await t.accept();
    const lease = await t.acquire();
    const row = (await t.claim(lease)).find(({ messageId }) => messageId === first) as OutboxRow;
    const nextAttemptAt = t.now + 30_000;
    const waits: Outcome = {
      kind: 'deferred',
      row,
      code: 'unavailable',
      detail: '',
      nextAttemptAt,
      holdConversation: true,
      untried: true,
    };
    await t.h.store.complete(lease, [waits], t.now);
    const free = await t.claim(lease);
    expect(free.map(({ messageId }) => messageId)).toEqual([other]);
    await t.h.store.complete(lease, [delivered(free[0] as OutboxRow)], t.now);
    await t.h.store.release(lease, t.now);
    expect(await t.isDue()).toBe(false);
    expect(await t.h.delivery(first, t.domain)).toEqual({ state: 'queued', attempts: 0 });
    t.now = nextAttemptAt;
    expect(await t.isDue()).toBe(true);
    const later = await t.acquire();
    const [again] = await t.claim(later);
    await t.h.store.complete(later, [delivered(again as OutboxRow)], t.now);
    expect((await t.claim(later)).map(({ messageId }) => messageId)).toEqual([second]);
    expect(await t.h.delivery(first, t.domain)).toEqual({ state: 'delivered', attempts: 1 });
  });

  it('keeps a destination that is down for its time, and gives its probe to one', async () => {
    await t.accept();
    const lease = await t.acquire();
    const tried = await t.claim(lease);
    expect(await t.fail(lease, { tried })).toMatchObject({ failures: 1, first: true });
    await t.h.store.release(lease, t.now);
    expect(await t.isDue()).toBe(false);
    expect(await t.h.store.acquire(t.domain, 'w1', LEASE_MS, t.now + 4_999)).toBe('waiting');
    t.now += 5_000;
    expect(await t.h.store.dueDestinations(t.now, 1_000)).toContainEqual({
      domain: t.domain,
      failures: 1,
      lastCode: 'unavailable',
    });
    const got = await Promise.all(
      ['w1', 'w2', 'w3'].map((worker) => t.h.store.acquire(t.domain, worker, LEASE_MS, t.now)),
    );
    const probes = got.flatMap((one) => (typeof one === 'string' ? [] : [one]));
    expect(probes).toMatchObject([{ history: { failures: 1, lastCode: 'unavailable' } }]);
    expect((await t.claim(probes[0]?.lease as Lease)).map((row) => row.attempts)).toEqual([1]);
    expect(await t.fail(probes[0]?.lease as Lease)).toMatchObject({ failures: 2, first: false });
  });

  it('counts one outage once, however many requests were under way', async () => {
    for (let i = 0; i < 8; i++) await t.accept();
    const first = await t.acquire('w1');
    const half = first.shards.slice(0, t.h.store.shards / 2);
    await t.h.store.release(first, t.now, half);
    const second = await t.acquire('w2');
    const kept = { ...first, shards: first.shards.filter((shard) => !half.includes(shard)) };
    const startedAt = t.now;
    t.now += 1_000;
    expect(await t.fail(kept, { startedAt })).toMatchObject({ failures: 1, first: true });
    expect(await t.fail(second, { startedAt })).toMatchObject({ failures: 1, first: false });
  });

  it('lets everything go after a success', async () => {
    for (let i = 0; i < 3; i++) await t.accept();
    let lease = await t.acquire();
    for (let i = 1; i <= 3; i++) {
      await t.fail(lease);
      await t.h.store.release(lease, t.now);
      t.now += 5_000 * i;
      lease = await t.acquire();
    }
    await t.h.store.recordSuccess(lease, t.now);
    await t.h.store.release(lease, t.now);
    expect(await t.isDue()).toBe(true);
    expect(await t.h.store.acquire(t.domain, 'w1', LEASE_MS, t.now)).toMatchObject({ history: { failures: 0 } });
  });

  it('allows a probe to who is down, and keeps the history', async () => {
    expect(await t.h.store.wakeProbe(t.domain, t.now)).toBe(false);
    await t.accept();
    expect(await t.h.store.wakeProbe(t.domain, t.now)).toBe(false);
    const lease = await t.acquire();
    await t.fail(lease, { waitMs: 3_600_000 });
    await t.h.store.release(lease, t.now);
    t.now += 10_000;
    expect(await t.isDue()).toBe(false);
    expect(await t.h.store.wakeProbe(t.domain, t.now)).toBe(true);
    expect(await t.isDue()).toBe(true);
    expect(await t.h.store.acquire(t.domain, 'w1', LEASE_MS, t.now)).toMatchObject({ history: { failures: 1 } });
  });

  it('allows no probe before Retry-After is over', async () => {
    await t.accept();
    const lease = await t.acquire();
    await t.fail(lease, { waitMs: 60_000, silentMs: 60_000 });
    await t.h.store.release(lease, t.now);
    expect(await t.h.store.wakeProbe(t.domain, t.now + 59_999)).toBe(false);
    expect(await t.h.store.acquire(t.domain, 'w1', LEASE_MS, t.now + 59_999)).toBe('waiting');
    expect(await t.h.store.wakeProbe(t.domain, t.now + 60_000)).toBe(true);
  });

  it('gives up what waited too long, only after a try that failed, once', async () => {
    const old = await t.accept();
    t.now += t.h.giveUpMs - 1_000;
    const young = await t.accept();
    t.now += 2_000;
    const lease = await t.acquire();
    expect(await t.claim(lease)).toHaveLength(2);
    await t.fail(lease);
    expect(await t.h.notices(old)).toEqual([
      { domain: t.domain, recipients: [`bob@${t.domain}`], code: 'unavailable' },
    ]);
    expect((await t.h.delivery(old, t.domain)).state).toBe('failed');
    expect(await t.h.notices(young)).toEqual([]);
    expect(await t.claim(lease)).toMatchObject([{ messageId: young }]);
    await t.fail(lease);
    expect(await t.h.notices(old)).toHaveLength(1);
  });

  it('writes one row for each t.domain, with its own recipients', async () => {
    const other = `also-${t.domain}`;
    const id = await t.accept(undefined, [`bob@${t.domain}`, `carol@${t.domain}`, `dave@${other}`]);
    const lease = await t.acquire();
    const [row] = await t.claim(lease);
    expect([...(row?.recipients ?? [])].sort()).toEqual([`bob@${t.domain}`, `carol@${t.domain}`]);
    await t.h.store.complete(lease, row === undefined ? [] : [delivered(row)], t.now);
    expect((await t.h.delivery(id, other)).state).toBe('queued');
    expect((await t.h.delivery(id, t.domain)).state).toBe('delivered');
  });
}
