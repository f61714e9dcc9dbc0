/** Who is let in by the keys that a domain has at the moment, and by policy (spec §11). */
import { newId } from '@iimp/protocol/ids';
import { sweepExpired } from '@iimp/storage/maintenance';
import { PolicyStore } from '@iimp/storage/policy';
import { MESSAGES_PATH, type Answer, type Peer } from '../peer.testkit.js';
import { startWorld, type World } from '../world.testkit.js';

let world: World;
let org1: Peer;

beforeAll(async () => {
  world = await startWorld();
  org1 = world.peer('org1.test');
});
afterAll(() => world?.stop());

const outcome = ({ status, json }: Answer) => [status, json.code ?? json.status];
const payload = () => Buffer.from(JSON.stringify(org1.message()));

describe('keys of the sending domain', () => {
  it('overlap in a rotation, and end', async () => {
    const peer = world.peer('rotating.test');
    expect((await peer.post(peer.message())).status).toBe(200);
    peer.addKey('k2');
    peer.kid = 'k2';
    // The new key is not known here yet: one look-up brings it.
    expect((await peer.post(peer.message())).status).toBe(200);
    peer.kid = 'k1';
    expect((await peer.post(peer.message())).status).toBe(200);
    peer.keys.get('k1')!.expiresAt = world.now() + 5_000;
    world.advance(61_000);
    peer.kid = 'k2';
    expect((await peer.post(peer.message())).status).toBe(200);
    peer.kid = 'k1';
    expect(outcome(await peer.post(peer.message()))).toEqual([401, 'invalid_signature']);
  });

  it('are asked for again when one is replaced under its id', async () => {
    const peer = world.peer('replaced.test');
    expect((await peer.post(peer.message())).status).toBe(200);
    peer.addKey('k1');
    expect((await peer.post(peer.message())).status).toBe(200);
  });

  it('are asked for again at most once a minute, whatever is sent', async () => {
    const peer = world.peer('forged.test');
    await peer.post(peer.message());
    world.neighbours.asked.length = 0;
    for (let i = 0; i < 5; i++) {
      const forged = await peer.post(peer.message(), { headers: { signature: `iimp=:${'A'.repeat(86)}==:` } });
      expect(forged.json.code).toBe('invalid_signature');
    }
    expect(world.neighbours.asked).toEqual(['forged.test!']);
  });

  it('are asked for once more when one has signed, and then for good', async () => {
    const peer = world.peer('stranger.test');
    const forged = await peer.post(peer.message(), { headers: { signature: `iimp=:${'A'.repeat(86)}==:` } });
    expect(forged.json.code).toBe('invalid_signature');
    expect(world.neighbours.verified).not.toContain('stranger.test');
    for (const _ of [1, 2]) expect((await peer.post(peer.message())).status).toBe(200);
    expect(world.neighbours.verified.filter((domain) => domain === 'stranger.test')).toHaveLength(1);
  });

  it('may be out of reach: then the sender is to try again', async () => {
    const peer = world.peer('unreachable.test');
    world.neighbours.problems.set('unreachable.test', { code: 'unavailable', detail: 'DNS', retryAfterSeconds: 30 });
    const answer = await peer.post(peer.message());
    expect([answer.status, answer.json.code, answer.headers['retry-after']]).toEqual([503, 'unavailable', '30']);
  });

  it('serve on while the domain is out of reach; a key that is new then is to be tried again', async () => {
    const peer = world.peer('known.test');
    expect((await peer.post(peer.message())).status).toBe(200);
    world.neighbours.problems.set('known.test', { code: 'unavailable', detail: 'DNS', retryAfterSeconds: 30 });
    world.advance(61_000);
    for (const _ of [1, 2]) expect((await peer.post(peer.message())).status).toBe(200);
    peer.addKey('k2');
    peer.kid = 'k2';
    expect(outcome(await peer.post(peer.message()))).toEqual([503, 'unavailable']);
    world.neighbours.problems.set('known.test', { code: 'not_found' });
    world.advance(31_000);
    peer.kid = 'k1';
    for (const _ of [1, 2]) expect(outcome(await peer.post(peer.message()))).toEqual([401, 'invalid_signature']);
  });
});

describe('federation policy', () => {
  const change = async (to: Parameters<PolicyStore['change']>[0]) => {
    await new PolicyStore(world.database.db).change(to, { actor: 'test', now: world.now() });
    await world.context.policy.refresh();
  };
  afterEach(() => change({ mode: 'open', unblock: ['org1.test'], disallow: ['org1.test'] }));

  it('excludes blocked domains, before anything is looked up or read for them', async () => {
    await change({ block: ['org1.test', 'fresh.test'] });
    world.neighbours.asked.length = 0;
    world.peer('fresh.test');
    expect(outcome(await org1.send({ body: payload(), sign: { keyId: 'fresh.test#k1' } }))).toEqual([
      403,
      'domain_blocked',
    ]);
    expect(outcome(await org1.post(org1.message()))).toEqual([403, 'domain_blocked']);
    const id = newId(world.now());
    const pull = await org1.send({ method: 'GET', path: `/federation/v1/attachments/${id}` });
    expect(outcome(pull)).toEqual([403, 'domain_blocked']);
    expect(world.neighbours.asked).toEqual([]);
  });

  it('may let in listed domains only; an empty list lets in nobody', async () => {
    await change({ mode: 'allow_list' });
    expect(outcome(await org1.post(org1.message()))).toEqual([403, 'domain_blocked']);
    await change({ allow: ['org1.test'] });
    expect(outcome(await org1.post(org1.message()))).toEqual([200, 'stored']);
    await change({ block: ['org1.test'] });
    expect(outcome(await org1.post(org1.message()))).toEqual([403, 'domain_blocked']);
  });

  it('may be closed', async () => {
    await change({ mode: 'closed', allow: ['org1.test'] });
    expect(outcome(await org1.post(org1.message()))).toEqual([403, 'domain_blocked']);
  });
});

describe('the service', () => {
  it('forgets nonces when they have expired', async () => {
    const count = async () => {
      const [row] = await world.database.db.query<{ count: number }>(
        'test-count',
        'select count(*)::int as count from nonces',
      );
      return row!.count;
    };
    await org1.post(org1.message());
    await sweepExpired(world.database.db, world.now());
    expect(await count()).toBeGreaterThan(0);
    await sweepExpired(world.database.db, world.now() + 600_000);
    expect(await count()).toBe(0);
  });

  it('tells a fault of its own as one that passes, and nothing more', async () => {
    const { keyring } = world.context;
    const signer = jest.spyOn(keyring, 'signer').mockImplementation(() => {
      throw new Error('unexpected');
    });
    expect(outcome(await org1.post(org1.message()))).toEqual([500, 'internal']);
    signer.mockRestore();
  });

  it('lets nobody in for the length of what he sends', async () => {
    const answer = await org1.send({
      path: MESSAGES_PATH,
      body: Buffer.alloc(7_000_000),
      headers: { signature: undefined },
    });
    expect(outcome(answer)).toEqual([401, 'invalid_signature']);
  });
});
