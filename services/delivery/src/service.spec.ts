import { newId } from '@iimp/protocol/ids';
import { DeliveriesView } from '@iimp/storage/outbox/deliveries-view';
import { PolicyStore } from '@iimp/storage/policy';
import type { StoredReceipt } from './adapters/receipts.js';
import { openDeliveryCase, type DeliveryCase } from './delivery-case.testkit.js';
import { until } from './world.testkit.js';

describe('the delivery service', () => {
  let t: DeliveryCase;

  beforeAll(async () => {
    t = await openDeliveryCase();
  }, 60_000);
  afterAll(() => t.world.close(), 60_000);
  beforeEach(() => t.next(), 60_000);

  it('delivers signed batches in order, and keeps receipts that verify', async () => {
    const conversationId = newId();
    const ids: string[] = [];
    for (let i = 0; i < 30; i++) ids.push(await t.world.send([t.bob], { conversationId }));
    await t.settled(ids);
    expect([...t.peer.stored.keys()]).toEqual(ids);
    expect(t.peer.posts.every((post) => post.verified)).toBe(true);
    expect(await Promise.all(ids.map((id) => t.stateOf(id)))).toEqual(ids.map(() => 'delivered'));
    const [found] = await new DeliveriesView(t.world.outbox.database.db).receipts(ids[0] ?? '');
    const receipt = found?.receipt as StoredReceipt;
    expect(receipt).toMatchObject({ version: 1, verified: true, keys: { domain: t.domain } });
    expect(receipt.request.messages).toContain(ids[0]);
    expect(t.said()).toEqual([]);
  });

  it('is woken by whoever stores messages in the same process, while it runs', async () => {
    const wake = (): string[] =>
      t.world.context.nearby.tell({ destinations: [t.domain], mailboxes: [], attachments: [] }).destinations;
    const id = await t.world.send([t.bob], { silent: true });
    expect(wake()).toEqual([]);
    await t.settled([id]);
    await t.world.stopWorkers();
    expect(wake()).toEqual([t.domain]);
  });

  it('does not read again what this process has just committed', async () => {
    const queries = jest.spyOn(t.world.context.db, 'query');
    const asked = (): string[] => queries.mock.calls.map(([name]) => name);
    // The worker rests on its lease, and sees the end of what waits after one of them.
    await until('a look without texts', async () => {
      await t.settled(await t.send(1));
      return asked().includes('outbox-look');
    });
    queries.mockRestore();
    const ids = await t.send(20);
    await t.settled(ids);
    expect(await Promise.all(ids.map((id) => t.stateOf(id)))).toEqual(ids.map(() => 'delivered'));
  });

  it('sends a message whole, with the keys of its destination only', async () => {
    const other = (await t.another()).options.domain;
    const id = await t.world.send([t.bob, `dave@${other}`]);
    await t.settled([id]);
    await t.settled([id], other);
    const message = t.peer.stored.get(id) as unknown as {
      participants: string[];
      encrypted_keys: { recipient: string }[];
    };
    expect(message.participants).toHaveLength(3);
    expect(message.encrypted_keys.map(({ recipient }) => recipient)).toEqual([t.bob]);
  });

  it('keeps to the limits that a peer publishes', async () => {
    await t.world.stopWorkers();
    const limited = await t.another({ maxBatch: 7, maxBodyBytes: 5_000 });
    const at = limited.options.domain;
    const ids = await Promise.all(Array.from({ length: 40 }, () => t.world.send([`bob@${at}`], { silent: true })));
    await t.world.worker();
    await t.settled(ids, at);
    expect(Math.max(...limited.posts.map((post) => post.ids.length))).toBeLessThanOrEqual(7);
    expect(Math.max(...limited.posts.map((post) => post.bytes))).toBeLessThanOrEqual(5_000);
  });

  it('posts one by one, in order, to a peer that knows no batches', async () => {
    await t.world.stopWorkers();
    const plain = await t.another({ capabilities: [] });
    const at = plain.options.domain;
    const conversations = [newId(), newId(), newId()];
    const ids: string[] = [];
    for (let i = 0; i < 30; i++)
      ids.push(await t.world.send([`bob@${at}`], { conversationId: conversations[i % 3] ?? '', silent: true }));
    await t.world.worker();
    await t.settled(ids, at);
    expect(plain.posts.every((post) => !post.batch)).toBe(true);
    for (const conversation of conversations) {
      const came = [...plain.stored.values()].filter((message) => message.conversation_id === conversation);
      expect(came.map((message) => message.message_id)).toEqual(
        ids.filter((id) => plain.stored.get(id)?.conversation_id === conversation),
      );
    }
    expect(await new DeliveriesView(t.world.outbox.database.db).receipts(ids[0] ?? '')).toHaveLength(1);
  });

  it('does not let a wrong or missing receipt hold up anything, and records it', async () => {
    t.peer.moods.push({ kind: 'forged-receipt' }, { kind: 'no-receipt' });
    const ids: string[] = [];
    for (let i = 0; i < 2; i++) {
      ids.push(...(await t.send(1)));
      await t.settled(ids);
    }
    const view = new DeliveriesView(t.world.outbox.database.db);
    const receipts = await Promise.all(ids.map(async (id) => (await view.receipts(id))[0]?.receipt as StoredReceipt));
    expect(receipts.map(({ verified, problem }) => ({ verified, problem }))).toEqual([
      { verified: false, problem: expect.stringContaining('does not verify') as string },
      { verified: false, problem: 'the answer has no receipt' },
    ]);
  });

  it.each(['k2', 'k1'])('learns a new key of the peer from its receipt, by the id %s', async (keyId) => {
    await t.settled(await t.send(1));
    t.peer.rotateKey(keyId);
    const [id] = await t.send(1);
    await t.settled([id ?? '']);
    const [found] = await new DeliveriesView(t.world.outbox.database.db).receipts(id ?? '');
    expect(found?.receipt).toMatchObject({ verified: true });
    expect(t.world.asked).toContain(`${t.domain}!`);
  });

  it('refuses what the policy here excludes, and what does not federate', async () => {
    const by = { actor: 'test', now: Date.now() };
    await new PolicyStore(t.world.outbox.database.db).change({ block: ['blocked.test'] }, by);
    await t.world.context.messaging.client.emit('policy.changed', {});
    await until('policy', () => !t.world.context.policy.allows('blocked.test'));
    const ids = [await t.world.send(['eve@blocked.test']), await t.world.send(['eve@nowhere.test'])];
    await t.settled([ids[0] ?? ''], 'blocked.test');
    await t.settled([ids[1] ?? ''], 'nowhere.test');
    expect(await t.world.outbox.notices(ids[0] ?? '')).toMatchObject([
      { code: 'domain_blocked', domain: 'blocked.test' },
    ]);
    expect(await t.world.outbox.notices(ids[1] ?? '')).toMatchObject([{ code: 'not_found', domain: 'nowhere.test' }]);
    expect(t.world.asked).not.toContain('blocked.test');
  });

  it('refuses at once what waits for a domain that is blocked while it is down', async () => {
    t.peer.always = { kind: 'status', status: 503, headers: {} };
    const [id] = await t.send(1);
    await until('down', () => t.said().some((line) => line.includes('is down')));
    await new PolicyStore(t.world.outbox.database.db).change({ block: [t.domain] }, { actor: 'test', now: Date.now() });
    await t.world.context.messaging.client.emit('policy.changed', {});
    await t.settled([id ?? '']);
    expect(await t.world.outbox.notices(id ?? '')).toMatchObject([{ code: 'domain_blocked' }]);
  });

  it('refuses at once what waits for a domain that the policy leaves out while it is down', async () => {
    t.peer.always = { kind: 'status', status: 503, headers: { 'retry-after': '3600' } };
    const [id] = await t.send(1);
    await until('down', () => t.said().some((line) => line.includes('is down')));
    const { db } = t.world.outbox.database;
    const policy = new PolicyStore(db);
    const by = { actor: 'test', now: Date.now() };
    await policy.change({ mode: 'allow_list' }, by);
    try {
      // As after hours of failures: its turn is far away, though it did not ask for silence.
      await db.query('test-silence', 'update destinations set silent_until = 0 where domain = $1', [t.domain]);
      await t.world.context.messaging.client.emit('policy.changed', {});
      await t.settled([id ?? '']);
      expect(await t.world.outbox.notices(id ?? '')).toMatchObject([{ code: 'domain_blocked' }]);
    } finally {
      await policy.change({ mode: 'open' }, by);
      await t.world.context.policy.refresh();
    }
  });

  it('speaks of changes of state only', async () => {
    t.peer.always = { kind: 'status', status: 503 };
    const ids = await t.send(5);
    await until('several probes', () => t.peer.posts.length > 4);
    t.peer.always = { kind: 'well' };
    t.world.heard(t.domain);
    await t.settled(ids);
    await until('healthy', () => t.said().length >= 3);
    expect(t.said()).toEqual([
      'destination is down: probing it with a growing back-off',
      'destination answers again: delivering its backlog',
      'destination is healthy: its backlog is delivered',
    ]);
  });

  it('finds by itself what nobody told of, with two workers, each message once', async () => {
    await t.world.worker();
    const ids = await Promise.all(
      Array.from({ length: 200 }, (_, i) => t.world.send([t.bob], { silent: i % 2 === 0 })),
    );
    await t.settled(ids);
    expect(t.peer.stored.size).toBe(200);
    const posted = t.peer.posts.flatMap((post) => post.ids);
    expect(posted).toHaveLength(200);
  });

  it('finishes what is in flight when it stops, and leaves the rest to others', async () => {
    t.peer.always = { kind: 'slow', ms: 300 };
    const ids = await t.send(40);
    await until('in flight', () => t.peer.posts.length > 0);
    const stopping = t.world.stopWorkers();
    await t.world.worker();
    await stopping;
    await t.settled(ids);
    const posted = t.peer.posts.flatMap((post) => post.ids);
    expect(posted).toHaveLength(40);
    expect(new Set(posted).size).toBe(40);
  });
});
