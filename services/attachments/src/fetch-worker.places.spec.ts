import { randomBytes } from 'node:crypto';
import { Bench, HERE, until } from './fetch-worker.testkit.js';
import { good, OriginServer, stallAfter, trickle } from './origin-server.testkit.js';

let origin: OriginServer;
let bench: Bench;

beforeAll(async () => {
  origin = await OriginServer.start('org2.test', HERE);
});
afterAll(() => origin.stop());
beforeEach(() => {
  origin.seen.length = 0;
  origin.behaviour = good;
  origin.body = randomBytes(100_000);
  bench = new Bench(origin);
});
afterEach(() => bench.close());

const addJob = () => bench.store.add(origin.body, origin.domain, HERE, Date.now());
const NEVER = 3_600_000;

describe('a worker', () => {
  it('claims until there is nothing, or no place', async () => {
    const claim = bench.store.claimFetches.bind(bench.store);
    bench.store.claimFetches = (worker, limit, ...rest) => claim(worker, Math.min(limit, 1), ...rest);
    origin.behaviour = stallAfter(0);
    for (let n = 0; n < 5; n += 1) addJob();
    bench.worker({ concurrency: 8, sweepMs: NEVER });
    await until('four are at work', () => origin.open === 4);
    expect(bench.store.looks).toBe(5);
  });

  it('tells once that a domain has had what it may on a day, and leaves what else it names', async () => {
    for (let n = 0; n < 6; n += 1) addJob();
    bench.worker({ concurrency: 4, dailyBytes: 250_000 });
    const ready = (): number => [...bench.store.rows.values()].filter(({ state }) => state === 'ready').length;
    await until('three are here', () => ready() >= 3);
    const looks = bench.store.looks;
    await until('it looks again', () => bench.store.looks > looks + 2);
    expect(ready()).toBe(3);
    const told = bench.logged.filter((fields) => 'limit' in fields);
    expect(told).toEqual([{ origin: 'org2.test', bytes: 300_000, limit: 250_000 }]);
  });

  it('marks what it has fetched once more where that failed, and does not fetch it again', async () => {
    const complete = bench.store.completeFetch.bind(bench.store);
    let failures = 2;
    bench.store.completeFetch = async (job) => {
      if (failures-- > 0) throw new Error('a deadlock');
      return complete(job);
    };
    const row = addJob();
    bench.worker();
    await until('ready', () => row.state === 'ready');
    expect([row.errors, row.completions, origin.seen.length]).toEqual([[], 1, 1]);
  });

  it('gives up marking after as long as a lease lasts', async () => {
    bench.store.completeFetch = () => Promise.reject(new Error('never'));
    const row = addJob();
    bench.worker({ leaseMs: 400, retry: { baseMs: NEVER, capMs: NEVER, giveUpMs: 2 * NEVER } });
    await until('noted', () => row.errors.length === 1);
    expect([row.state, origin.seen.length]).toEqual(['pending', 1]);
  });

  it('breaks off what is slow over the whole of it', async () => {
    origin.behaviour = trickle(1_000, 5);
    const row = addJob();
    const settings = { slowBytes: 1, averageBytes: 10 ** 9, graceMs: 50 };
    bench.worker({ settings, retry: { baseMs: NEVER, capMs: NEVER, giveUpMs: 2 * NEVER } });
    await until('noted', () => row.errors.length === 1);
    expect(row.errors[0]).toMatch(/^only \d+ bytes in \d+ ms$/);
    await until('the origin is free', () => origin.open === 0);
  });
});
