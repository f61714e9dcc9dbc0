import { DiscoveryCache } from '@iimp/storage/discovery-cache';
import type { Answer } from '../peer.testkit.js';
import { send } from '../peer.testkit.js';
import { startWorld, type World } from '../world.testkit.js';

let world: World;
afterEach(() => world?.stop());

const limited = ({ status, json, headers }: Answer) => [status, json?.code, Number(headers['retry-after']) >= 1];
const LIMITED = [429, 'rate_limited', true];

describe('rates', () => {
  it('hold for each client address, whatever is asked', async () => {
    world = await startWorld({ IIMP_RATE_IP: '1/m/3' });
    const get = () => send(world.url, { method: 'GET', path: '/.well-known/iimp', headers: { host: 'org2.test' } });
    expect((await get()).status).toBe(200);
    expect((await get()).status).toBe(200);
    const org1 = world.peer('org1.test');
    expect((await org1.post(org1.message())).status).toBe(200);
    expect(limited(await org1.post(org1.message()))).toEqual(LIMITED);
    expect(limited(await get())).toEqual(LIMITED);
    world.advance(60_000);
    expect((await get()).status).toBe(200);
  });

  it('count the addresses of an IPv6 /64 as one client', async () => {
    world = await startWorld({ IIMP_RATE_IP: '1/m/1', IIMP_TRUSTED_PROXIES: '127.0.0.1' });
    const get = (from: string) =>
      send(world.url, {
        method: 'GET',
        path: '/.well-known/iimp',
        headers: { host: 'org2.test', 'x-forwarded-for': from },
      });
    expect((await get('2001:db8::1')).status).toBe(200);
    expect(limited(await get('2001:db8::2'))).toEqual(LIMITED);
    expect((await get('2001:db8:0:1::1')).status).toBe(200);
  });

  it('hold for each domain that signs, and nobody can use up those of another', async () => {
    world = await startWorld({ IIMP_RATE_DOMAIN: '1/m/3' });
    const org1 = world.peer('org1.test');
    const org4 = world.peer('org4.test');
    for (let i = 0; i < 10; i++) {
      const forged = await org4.post(org4.message(), { sign: { keyId: 'org1.test#k1' } });
      expect(forged.json.code).toBe('invalid_signature');
    }
    for (let i = 0; i < 3; i++) expect((await org1.post(org1.message())).status).toBe(200);
    expect(limited(await org1.post(org1.message()))).toEqual(LIMITED);
    expect((await org4.post(org4.message())).status).toBe(200);
  });

  it('bound the look-ups that requests in many names cause', async () => {
    world = await startWorld();
    const org1 = world.peer('org1.test');
    await org1.post(org1.message());
    world.neighbours.asked.length = 0;
    const answers: Answer[] = [];
    for (let i = 0; i < 40; i++) {
      answers.push(await org1.post(org1.message(), { sign: { keyId: `d${i}.test#k1` } }));
    }
    expect(world.neighbours.asked.length).toBeLessThan(35);
    expect(limited(answers.at(-1)!)).toEqual(LIMITED);
    expect((await org1.post(org1.message())).status).toBe(200);
  });

  it('bound no look-ups of domains that are known, though this process began just now', async () => {
    world = await startWorld();
    const known = new DiscoveryCache(world.database.db);
    const domains = Array.from({ length: 40 }, (_, i) => `d${i}.test`);
    const times = { fetchedAt: world.now(), expiresAt: world.now() };
    for (const domain of domains) await known.put('domain', domain, { document: '{}', ...times });
    const answers = await Promise.all(
      domains.map(async (domain) => {
        const peer = world.peer(domain);
        return (await peer.post(peer.message())).status;
      }),
    );
    expect(answers).toEqual(Array(40).fill(200));
  });
});
