import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Bench, HERE, until } from './fetch-worker.testkit.js';
import { cutAfter, good, OriginServer, stallAfter, trickle } from './origin-server.testkit.js';

const MIB = 1024 * 1024;
let origin: OriginServer;
let bench: Bench;

beforeAll(async () => {
  origin = await OriginServer.start('org2.test', HERE);
});
afterAll(() => origin.stop());
beforeEach(() => {
  origin.seen.length = 0;
  origin.mostOpen = 0;
  origin.behaviour = good;
  origin.body = randomBytes(MIB + 17);
  bench = new Bench(origin);
});
afterEach(async () => {
  await bench.close();
  expect(origin.unsigned).toEqual([]);
});

const addJob = (body = origin.body) => bench.store.add(body, origin.domain, HERE, Date.now());
type Row = ReturnType<typeof addJob>;
const ready = (row: Row) => until('ready', () => row.state === 'ready');
const incoming = (): string[] => readdirSync(join(bench.folder, 'incoming'));

async function nothingStored(row: Row): Promise<void> {
  expect(await bench.blobs.stat(row.job.blobKey)).toBeUndefined();
  await until('no part is left', () => incoming().length === 0);
}

describe('what is not the origin’s fault', () => {
  it('waits while the policy does not allow the domain, without a request', async () => {
    bench.blocked = true;
    const row = addJob();
    bench.worker();
    await until('noted', () => row.errors.length > 1);
    expect(origin.seen).toEqual([]);
    bench.blocked = false;
    await ready(row);
  });

  it('waits while discovery does not answer', async () => {
    const { resolve } = bench;
    bench.resolve = () => Promise.reject(new Error('the broker is away'));
    const row = addJob();
    bench.worker();
    await until('noted', () => row.errors.length > 1);
    bench.resolve = resolve;
    await ready(row);
  });

  it('says once that the database is away, and goes on when it is back', async () => {
    bench.store.away = true;
    const worker = bench.worker();
    await until('it noticed', () =>
      worker.check().then(
        () => false,
        () => true,
      ),
    );
    bench.store.away = false;
    const row = addJob();
    await ready(row);
    expect(bench.logged).toHaveLength(2);
    await worker.check();
  });
});

describe('several replicas', () => {
  it('finish each job once', async () => {
    const rows = Array.from({ length: 40 }, () => addJob());
    origin.behaviour = cutAfter(200_000, 1);
    for (let n = 0; n < 3; n += 1) bench.worker();
    for (const row of rows) await ready(row);
    expect(rows.map((row) => row.completions)).toEqual(rows.map(() => 1));
    expect(rows.flatMap((row) => row.errors)).toEqual([]);
  });

  it('one that lost its lease stops, and marks nothing', async () => {
    origin.behaviour = (body, request, response, nth) =>
      (nth === 1 ? trickle(1000, 2) : good)(body, request, response, nth);
    const row = addJob();
    bench.worker({ leaseMs: 60, sweepMs: 3_600_000 });
    await until('it is at work', () => origin.open === 1);
    bench.store.steal(row.job.attachmentId, Date.now() + 60_000);
    await until('it broke off', () => origin.open === 0);
    expect([row.state, row.errors, row.completions]).toEqual(['pending', [], 0]);
    await nothingStored(row);
  });

  it('a lease that cannot be renewed is given up when its time is over', async () => {
    origin.behaviour = trickle(1000, 2);
    const row = addJob();
    bench.worker({ leaseMs: 60, sweepMs: 3_600_000 });
    await until('it is at work', () => origin.open === 1);
    bench.store.away = true;
    await until('it broke off', () => origin.open === 0);
    expect(row.errors).toEqual([]);
  });

  it('one that works longer than a lease renews it', async () => {
    origin.behaviour = (body, request, response, nth) => {
      if (nth > 1) return good(body, request, response, nth);
      response.writeHead(200, { 'content-length': body.length });
      let at = 0;
      const timer = setInterval(() => {
        response.write(body.subarray(at, (at += 32 * 1024)));
        if (at >= body.length) clearInterval(timer);
      }, 45);
      response.on('close', () => clearInterval(timer));
    };
    const row = addJob();
    bench.worker({ leaseMs: 900 });
    bench.worker({ leaseMs: 900 });
    await ready(row);
    expect(origin.seen).toHaveLength(1);
    expect(row.completions).toBe(1);
  });
});

describe('stop', () => {
  it('waits for what runs, and takes nothing new', async () => {
    let finish = (): void => undefined;
    origin.behaviour = (body, request, response) => {
      finish = () => good(body, request, response, 1);
    };
    const row = addJob();
    const worker = bench.worker();
    await until('it is at work', () => origin.open === 1);
    const stopping = worker.stop(new AbortController().signal);
    const late = addJob();
    worker.wake();
    finish();
    await stopping;
    expect([row.state, late.state]).toEqual(['ready', 'pending']);
  });

  it('breaks off when time is up, and leaves the job to others at once', async () => {
    origin.behaviour = stallAfter(100_000);
    const row = addJob();
    const worker = bench.worker({ leaseMs: 3_600_000 });
    await until('it is at work', () => origin.open === 1);
    await worker.stop(AbortSignal.abort());
    expect([row.state, row.job.attempts]).toEqual(['pending', 0]);
    expect(row.due).toBeLessThanOrEqual(Date.now());
    await nothingStored(row);
    origin.behaviour = good;
    bench.worker();
    await ready(row);
  });
});
