import { newId } from '@iimp/protocol/ids';
import { DestinationAdmin } from '@iimp/storage/outbox/destination-admin';
import { openDeliveryCase, type DeliveryCase } from './delivery-case.testkit.js';
import { until } from './world.testkit.js';

describe('the delivery service, and a peer that', () => {
  let t: DeliveryCase;

  beforeAll(async () => {
    t = await openDeliveryCase();
  }, 60_000);
  afterAll(() => t.world.close(), 60_000);
  beforeEach(() => t.next(), 60_000);

  it('goes on after 500, 503 and 429', async () => {
    t.peer.moods.push({ kind: 'status', status: 500, code: 'internal' });
    t.peer.moods.push({ kind: 'status', status: 503, body: '<html>bad gateway</html>' });
    t.peer.moods.push({ kind: 'status', status: 429, code: 'rate_limited', headers: { 'retry-after': '1' } });
    const ids = await t.send(3);
    await t.settled(ids);
    expect(t.peer.posts.slice(0, 4).map(({ mood }) => mood)).toEqual(['status', 'status', 'status', 'well']);
    expect(t.peer.moods).toEqual([]);
    expect(await Promise.all(ids.map((id) => t.stateOf(id)))).toEqual(ids.map(() => 'delivered'));
    expect(t.peer.stored.size).toBe(3);
  });

  it('refuses our signatures while the clocks differ loses us nothing', async () => {
    const date = new Date(Date.now() + 300_000).toUTCString();
    for (let i = 0; i < 3; i++)
      t.peer.moods.push({ kind: 'status', status: 401, code: 'invalid_signature', headers: { date } });
    const ids = await t.send(2);
    await t.settled(ids);
    expect(t.peer.posts.slice(0, 3).map(({ mood }) => mood)).toEqual(['status', 'status', 'status']);
    expect(await Promise.all(ids.map((id) => t.stateOf(id)))).toEqual(['delivered', 'delivered']);
    expect(await t.world.outbox.notices(ids[0] ?? '')).toEqual([]);
  });

  it('refused our signature is asked again at once when an operator says so', async () => {
    t.peer.moods.push({ kind: 'status', status: 401, code: 'invalid_signature' });
    const [id = ''] = await t.send(1);
    const admin = new DestinationAdmin(t.world.outbox.database.db);
    await until('put off', async () => (await admin.queued(t.domain, 1))[0]?.nextAttemptAt != null);
    await admin.retryNow(t.domain, { actor: 'test', now: Date.now() });
    t.world.context.messaging.client.emitBestEffort('delivery.wake', { domains: [t.domain], afresh: [t.domain] });
    await t.settled([id]);
    expect(await t.stateOf(id)).toBe('delivered');
    expect(t.peer.posts.map(({ mood }) => mood)).toEqual(['status', 'well']);
  });

  it('gives up waiting for a peer that hangs, and comes back', async () => {
    t.peer.moods.push({ kind: 'hang' });
    await t.settled(await t.send(2));
    expect(t.peer.posts[0]?.mood).toBe('hang');
    expect(t.peer.stored.size).toBe(2);
  });

  it('has one message stored once when the answer is lost after the commit, and is asked twice at most', async () => {
    await t.settled(await t.send(1));
    t.peer.moods.push({ kind: 'cut-after-commit' });
    const [id = ''] = await t.send(1);
    await t.settled([id]);
    const posts = t.peer.posts.filter(({ ids }) => ids.includes(id));
    expect(posts).toHaveLength(2);
    expect(new Set(posts.map((post) => post.nonce)).size).toBe(2);
    expect(t.peer.stored.size).toBe(2);
    expect(await t.stateOf(id)).toBe('delivered');
    expect(t.said()).toEqual([]);
  });

  it('cuts every connection is not asked more often because of it', async () => {
    await t.settled(await t.send(1));
    t.peer.moods.push({ kind: 'cut-after-commit' }, { kind: 'cut-after-commit' });
    const [id = ''] = await t.send(1);
    await t.settled([id]);
    expect(t.peer.posts.filter(({ ids }) => ids.includes(id)).map(({ mood }) => mood)).toEqual([
      'cut-after-commit',
      'cut-after-commit',
      'well',
    ]);
    expect(t.said()[0]).toBe('destination is down: probing it with a growing back-off');
  });

  it('is not believed when its answer cannot be read', async () => {
    t.peer.moods.push({ kind: 'wrong-json' });
    const [id = ''] = await t.send(1);
    await t.settled([id]);
    expect(t.peer.posts.length).toBeGreaterThan(1);
    expect(await t.stateOf(id)).toBe('delivered');
    expect([...t.peer.stored.keys()]).toEqual([id]);
  });

  it('sends again what a batch has no result for', async () => {
    await t.world.stopWorkers();
    t.peer.moods.push({ kind: 'partial' });
    const ids = await t.send(10);
    await t.world.worker();
    await t.settled(ids);
    expect(t.peer.stored.size).toBe(10);
  });

  it('finds the size that a peer takes, whatever it says', async () => {
    await t.world.stopWorkers();
    const small = await t.another({ reallyMaxBytes: 4_000 });
    const at = small.options.domain;
    const conversationId = newId();
    const ids: string[] = [];
    for (let i = 0; i < 60; i++) ids.push(await t.world.send([`bob@${at}`], { conversationId, silent: true }));
    await t.world.worker();
    await t.settled(ids, at);
    expect([...small.stored.keys()]).toEqual(ids);
    expect(small.posts.some((post) => post.bytes > 4_000)).toBe(true);
    expect(small.posts.filter((post) => post.bytes > 4_000).length).toBeLessThan(15);
  });

  it('tells the sender at once of a permanent refusal, in single and batch form', async () => {
    const [single] = await t.send(1);
    await t.settled([single ?? '']);
    await t.world.stopWorkers();
    const ids = await t.send(3);
    t.peer.refused.set(ids[1] ?? '', { code: 'edit_limit_exceeded', times: 1 });
    await t.world.worker();
    await t.settled(ids);
    expect(await t.world.outbox.notices(ids[1] ?? '')).toEqual([
      { domain: t.domain, recipients: [t.bob], code: 'edit_limit_exceeded' },
    ]);
    expect(await t.world.outbox.notices(ids[0] ?? '')).toEqual([]);
    expect(t.world.grown).toContain('alice@org1.test');
    t.peer.always = { kind: 'status', status: 403, code: 'domain_blocked' };
    const [blocked] = await t.send(1);
    await t.settled([blocked ?? '']);
    expect(await t.world.outbox.notices(blocked ?? '')).toMatchObject([{ code: 'domain_blocked' }]);
    expect(t.said()).toEqual([]);
  });

  it('refuses a whole batch because of one message has that one found', async () => {
    await t.world.stopWorkers();
    const ids = await t.send(5);
    const [bad = '', ...good] = ids;
    t.peer.spoils.add(bad);
    await t.world.worker();
    await t.settled(ids);
    expect(await t.stateOf(bad)).toBe('failed');
    expect(await Promise.all(good.map((id) => t.stateOf(id)))).toEqual(good.map(() => 'delivered'));
    expect(await t.world.outbox.notices(bad)).toMatchObject([{ code: 'invalid_request' }]);
  });

  it('names the one unknown recipient of three', async () => {
    t.peer.unknownUsers.add(`carol@${t.domain}`);
    const id = await t.world.send([t.bob, `carol@${t.domain}`, `dave@${t.domain}`]);
    await t.settled([id]);
    expect(await t.stateOf(id)).toBe('delivered');
    expect(await t.world.outbox.notices(id)).toEqual([
      { domain: t.domain, recipients: [`carol@${t.domain}`], code: 'unknown_recipient' },
    ]);
  });

  it('puts off only the message that is refused for now', async () => {
    await t.world.stopWorkers();
    const ids = await t.send(3);
    t.peer.refused.set(ids[0] ?? '', { code: 'unknown_reference', times: 2 });
    await t.world.worker();
    await t.settled(ids);
    expect([...t.peer.stored.keys()]).toEqual([ids[1], ids[2], ids[0]]);
    expect(await t.world.outbox.notices(ids[0] ?? '')).toEqual([]);
  });
});
