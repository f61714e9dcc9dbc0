import { newId } from '@iimp/protocol/ids';
import { ALICE } from '../fixtures.testkit.js';
import { createOutboxWorld, type OutboxWorld } from './outbox.testkit.js';
import type { Lease, OutboxRow } from './store.js';

describe.each(['read', 'known'])('claiming outbox rows whose texts are %s', (texts) => {
  let world: OutboxWorld;
  beforeAll(async () => {
    world = await createOutboxWorld();
  });
  afterAll(() => world.close());

  const send: OutboxWorld['send'] = (domain, ...how) => {
    if (texts === 'known') world.fresh.follow(domain);
    return world.send(domain, ...how);
  };

  const claim = async (lease: Lease, limit = 100, maxBytes = 1 << 20): Promise<OutboxRow[]> =>
    (await world.store.claimBatch(lease, limit, maxBytes, world.now)).rows;
  const ids = (rows: readonly OutboxRow[]): string[] => rows.map(({ messageId }) => messageId);

  it('gives the oldest first, over all shards, as they travel to that domain', async () => {
    const participants = [ALICE, 'carol@org1.test', 'bob@one.test', 'eve@one.test', 'fay@other.test'];
    const sent = await send('one.test', 5, { participants });
    const rows = await claim(await world.lease('one.test'), 3);
    expect(ids(rows)).toEqual(sent.slice(0, 3).map((m) => m.message_id));
    const [row] = rows;
    const own = sent[0]!.encrypted_keys.filter(({ recipient }) => recipient.endsWith('@one.test'));
    expect(JSON.parse(row!.json)).toEqual({ ...sent[0], encrypted_keys: own });
    expect(row).toMatchObject({
      conversationId: sent[0]!.conversation_id,
      origin: 'org1.test',
      sender: ALICE,
      recipients: ['bob@one.test', 'eve@one.test'],
      bytes: Buffer.byteLength(row!.json),
      attempts: 0,
      createdAt: world.now,
      expiresAt: world.now + 72 * 3_600_000,
    });
  });

  it('gives as many as fit, and one that does not fit alone', async () => {
    await send('two.test', 4);
    const lease = await world.lease('two.test');
    const [first, second] = await claim(lease);
    expect(await claim(lease, 100, first!.bytes + second!.bytes)).toHaveLength(2);
    expect(await claim(lease, 100, first!.bytes + second!.bytes - 1)).toHaveLength(1);
    expect(await claim(lease, 100, 1)).toHaveLength(1);
  });

  it('gives only rows of the lease’s shards', async () => {
    const sent = await send('three.test', 60);
    const lease = await world.lease('three.test');
    await world.store.release(lease, world.now, [4, 5, 6, 7]);
    const low = await claim({ ...lease, shards: [0, 1, 2, 3] });
    const high = await claim(await world.lease('three.test', 'w2'));
    expect(low.every(({ shard }) => shard < 4)).toBe(true);
    expect(high.every(({ shard }) => shard >= 4)).toBe(true);
    expect([...ids(low), ...ids(high)].sort()).toEqual(sent.map((m) => m.message_id).sort());
  });

  it('passes over what was put off until it is due, and then gives it in its old place', async () => {
    const conversation = newId();
    const sent = (await send('four.test', 4, { conversation })).map((m) => m.message_id);
    const lease = await world.lease('four.test');
    const [first] = await claim(lease);
    const later = {
      kind: 'deferred',
      code: 'unknown_reference',
      detail: 'not yet',
      nextAttemptAt: world.now + 50,
    } as const;
    await world.store.complete(lease, [{ ...later, row: first! }], world.now);
    expect(ids(await claim(lease))).toEqual(sent.slice(1));
    world.now += 50;
    const rows = await claim(lease);
    expect(ids(rows)).toEqual(sent);
    expect(rows[0]!.attempts).toBe(1);
  });

  it('holds a conversation back behind a message that holds it, and no other', async () => {
    const conversation = newId();
    const held = (await send('five.test', 3, { conversation })).map((m) => m.message_id);
    const others = (await send('five.test', 3)).map((m) => m.message_id);
    const lease = await world.lease('five.test');
    const [first] = await claim(lease);
    await world.store.complete(
      lease,
      [
        {
          kind: 'deferred',
          row: first!,
          code: 'internal',
          detail: '',
          nextAttemptAt: world.now + 50,
          holdConversation: true,
        },
      ],
      world.now,
    );
    expect(ids(await claim(lease))).toEqual(others);
    world.now += 50;
    const rows = await claim(lease);
    expect(ids(rows)).toEqual([held[0], ...others]);
    await world.store.complete(lease, [{ kind: 'delivered', row: rows[0]!, unknownRecipients: [] }], world.now);
    expect(ids(await claim(lease))).toEqual([...held.slice(1), ...others]);
  });
});
