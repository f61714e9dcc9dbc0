import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Bench, HERE, until } from './fetch-worker.testkit.js';
import {
  type Behaviour,
  cutAfter,
  cutWithoutRanges,
  good,
  OriginServer,
  other,
  refuse,
  stallAfter,
  trickle,
} from './origin-server.testkit.js';
import { FEW } from './retry.js';

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
const failed = (row: Row) => until('failed', () => row.state === 'failed');
const incoming = (): string[] => readdirSync(join(bench.folder, 'incoming'));

async function stored(row: Row): Promise<Buffer> {
  const { stream } = await bench.blobs.get(row.job.blobKey);
  return Buffer.concat((await stream.toArray()) as Buffer[]);
}

async function nothingStored(row: Row): Promise<void> {
  expect(await bench.blobs.stat(row.job.blobKey)).toBeUndefined();
  await until('no part is left', () => incoming().length === 0);
}

describe('a good origin', () => {
  it.each([0, 1, 65_536, 3 * MIB + 5])('is pulled from: %d bytes', async (size) => {
    origin.body = randomBytes(size);
    const row = addJob();
    bench.worker();
    await ready(row);
    expect((await stored(row)).equals(origin.body)).toBe(true);
    expect(row.errors).toEqual([]);
  });

  it('is asked by the path of the profile', async () => {
    const row = addJob();
    bench.worker();
    await ready(row);
    expect(origin.seen.map(({ path }) => path)).toEqual([`/federation/v1/attachments/${row.job.attachmentId}`]);
  });

  it('is asked at once after a wake-up', async () => {
    const worker = bench.worker({ sweepMs: 3_600_000 });
    await until('it has looked', () => bench.store.looks === 1);
    const row = addJob();
    worker.wake();
    await ready(row);
  });

  it('serves many, a bounded number at once, and never all places to one origin', async () => {
    const rows = Array.from({ length: 30 }, () => addJob());
    bench.worker({ concurrency: 4 });
    for (const row of rows) await ready(row);
    expect(origin.mostOpen).toBeLessThanOrEqual(2);
    expect(rows.map((row) => row.completions)).toEqual(rows.map(() => 1));
  });
});

describe('a connection that breaks', () => {
  it('is taken up where it broke', async () => {
    origin.behaviour = cutAfter(300_000, 3);
    const row = addJob();
    bench.worker();
    await ready(row);
    expect((await stored(row)).equals(origin.body)).toBe(true);
    expect(row.errors).toEqual([]);
    const starts = origin.seen.map(({ range }) => Number(/\d+/.exec(range ?? '0')?.[0]));
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
    expect(starts.at(-1)).toBeGreaterThan(0);
  });

  it('is taken up also from an origin that knows no ranges', async () => {
    origin.behaviour = cutWithoutRanges(500_000, 2);
    const row = addJob();
    bench.worker();
    await ready(row);
    expect((await stored(row)).equals(origin.body)).toBe(true);
    expect(row.errors).toEqual([]);
  });

  it('is taken up also from an origin that gives less than the rest at a time', async () => {
    const most = Math.ceil(origin.body.length / 5);
    origin.behaviour = (body, request, response, nth) => {
      if (nth === 1) return cutAfter(most, 1)(body, request, response, nth);
      const first = Number(/\d+/.exec(request.headers.range ?? '')?.[0]);
      const part = body.subarray(first, first + most);
      const range = `Bytes ${first}-${first + part.length - 1}/${body.length}`;
      response.writeHead(206, { 'content-length': part.length, 'content-range': range }).end(part);
    };
    const row = addJob();
    bench.worker();
    await ready(row);
    expect((await stored(row)).equals(origin.body)).toBe(true);
    expect(row.errors).toEqual([]);
  });

  it('is tried anew later when it breaks before anything came', async () => {
    origin.behaviour = (body, request, response, nth) => {
      if (nth > 2) good(body, request, response, nth);
      else response.destroy();
    };
    const row = addJob();
    bench.worker();
    await ready(row);
    expect(row.next.every((at) => at !== null)).toBe(true);
  });

  it('is given a bounded number of chances', async () => {
    origin.behaviour = (body, request, response, nth) => {
      if (nth === 1) cutAfter(100_000, 1)(body, request, response, nth);
      else response.destroy();
    };
    const row = addJob();
    bench.worker({ settings: { resumeTries: 3 }, retry: { baseMs: 60_000, capMs: 60_000, giveUpMs: 3_600_000 } });
    await until('noted', () => row.errors.length === 1);
    // Kept-alive connections are retried once more by the client, so a resume is one or two requests.
    expect(origin.seen.length).toBeGreaterThanOrEqual(4);
    expect(origin.seen.length).toBeLessThanOrEqual(8);
    await nothingStored(row);
  });
});

describe('an origin that begins anew', () => {
  const once = { baseMs: 60_000, capMs: 60_000, giveUpMs: 3_600_000 };

  it('may not trickle what we have already', async () => {
    origin.behaviour = (body, request, response, nth) =>
      (nth === 1 ? cutAfter(500_000, 1) : trickle(1, 5))(body, request, response, nth);
    const row = addJob();
    bench.worker({ settings: { slowWindowMs: 50, slowBytes: 100_000 }, retry: once });
    await until('noted', () => row.errors.length === 1);
    expect(row.errors[0]).toContain('only');
    await until('the origin is free', () => origin.open === 0);
    await nothingStored(row);
  });

  it('is given a bounded number of chances though each brings something new', async () => {
    origin.behaviour = (body, request, response, nth) =>
      cutWithoutRanges(nth * 50_000, 99)(body, request, response, nth);
    const row = addJob();
    bench.worker({ settings: { resumeTries: 3 }, retry: once });
    await until('noted', () => row.errors.length === 1);
    expect(origin.seen).toHaveLength(4);
    await nothingStored(row);
  });
});

describe('an attachment larger than the limit', () => {
  it('is never fetched', async () => {
    const row = addJob();
    bench.worker({ maxBytes: origin.body.length - 1 });
    await failed(row);
    expect(row.errors).toEqual([`${origin.body.length} bytes: more than ${origin.body.length - 1} are not fetched`]);
    expect(origin.seen).toEqual([]);
  });
});

describe('an origin that misbehaves for a while', () => {
  const wrong = (size: number): Buffer => randomBytes(size);
  const cases: [string, () => Behaviour][] = [
    ['is short, and says so', () => other(origin.body.subarray(0, 1000))],
    ['is short, and does not say so', () => other(origin.body.subarray(0, 1000), { length: false })],
    ['is long, and says so', () => other(Buffer.concat([origin.body, Buffer.of(1)]))],
    ['is long, and does not say so', () => other(Buffer.concat([origin.body, Buffer.of(1)]), { length: false })],
    ['has other bytes', () => other(wrong(origin.body.length))],
    ['compresses', () => other(origin.body, { headers: { 'content-encoding': 'gzip' } })],
    [
      'answers a range that nobody asked for',
      () => other(origin.body, { status: 206, headers: { 'content-range': `bytes 0-1/${origin.body.length}` } }),
    ],
    ['redirects', () => other(Buffer.alloc(0), { status: 302, headers: { location: 'https://127.0.0.1/' } })],
    ['is busy', () => refuse(429, 'rate_limited')],
    ['is down', () => refuse(503, 'unavailable')],
    ['still has it pending', () => refuse(409, 'attachment_pending')],
    ['has an error that is no problem document', () => other(Buffer.from('<html>'), { status: 500 })],
    ['trickles', () => trickle(100, 5)],
  ];

  const stalling: [string, () => Behaviour, number] = ['stalls', () => stallAfter(0), 400];

  it.each([...cases, stalling])(
    '%s: nothing is stored, and it is tried again',
    async (_what, behaviour, timeoutMs = 10_000) => {
      await bench.close();
      bench = new Bench(origin, timeoutMs);
      const bad = behaviour();
      origin.behaviour = (body, request, response, nth) => (nth > 2 ? good : bad)(body, request, response, nth);
      const row = addJob();
      bench.worker({ settings: { slowWindowMs: 50, slowBytes: 100_000 } });
      await until('noted', () => row.errors.length > 0);
      await ready(row);
      expect((await stored(row)).equals(origin.body)).toBe(true);
      await until('no part is left', () => incoming().length === 0);
    },
  );

  it('wrong bytes for ever are given up after a few tries, without a trace', async () => {
    origin.behaviour = other(wrong(origin.body.length));
    const row = addJob();
    bench.worker();
    await failed(row);
    expect(row.errors).toHaveLength(FEW);
    expect(row.errors[0]).toContain('SHA-256');
    expect(bench.logged).toHaveLength(1);
    await nothingStored(row);
  });

  it('that has nothing of what it names does not fill the log', async () => {
    origin.behaviour = refuse(404, 'not_found');
    const rows = Array.from({ length: 50 }, () => addJob());
    // All in one interval of the log, however slow the machine is.
    const now = Date.now();
    bench.worker({ now: () => now });
    for (const row of rows) await failed(row);
    expect(bench.logged).toHaveLength(20);
  });

  it('is given its few tries though it was away for long before', async () => {
    origin.behaviour = (body, request, response, nth) => {
      if (nth <= 2 * FEW) refuse(503, 'unavailable')(body, request, response, nth);
      else if (nth === 2 * FEW + 1) other(Buffer.from('<html>'))(body, request, response, nth);
      else good(body, request, response, nth);
    };
    const row = addJob();
    bench.worker();
    await ready(row);
    expect([row.job.attempts, row.job.refusals]).toEqual([2 * FEW + 1, 1]);
  });

  it('is not asked again within the minute in which it may not ask for our keys', async () => {
    origin.behaviour = refuse(401, 'invalid_signature');
    const row = addJob();
    const from = Date.now();
    bench.worker({ retry: { baseMs: 1, capMs: 10, giveUpMs: 3_600_000 } });
    await until('noted', () => row.next.length === 1);
    expect(row.next[0]).toBeGreaterThanOrEqual(from + 61_000);
  });

  it('waits at least as long as Retry-After says', async () => {
    origin.behaviour = refuse(503, 'unavailable', { 'retry-after': '7' });
    const row = addJob();
    const from = Date.now();
    bench.worker();
    await until('noted', () => row.next.length === 1);
    expect(row.next[0]).toBeGreaterThanOrEqual(from + 7_000);
  });

  it.each([
    [404, 'not_found'],
    [403, 'domain_blocked'],
    [413, 'too_large'],
  ])('is believed when it says %d', async (status, code) => {
    origin.behaviour = refuse(status, code);
    const row = addJob();
    bench.worker();
    await failed(row);
    expect(origin.seen).toHaveLength(1);
    await nothingStored(row);
  });

  it.each([403, 404, 410])('is asked again after a %d that says nothing', async (status) => {
    const bad = other(Buffer.from('<html>'), { status });
    origin.behaviour = (body, request, response, nth) => (nth > 1 ? good : bad)(body, request, response, nth);
    const row = addJob();
    bench.worker();
    await ready(row);
    expect(row.job.refusals).toBe(1);
  });

  it('is not waited for though its refusal never ends', async () => {
    origin.behaviour = trickle(1, 20, 404);
    const row = addJob();
    bench.worker({ problemMs: 100, retry: { baseMs: 60_000, capMs: 60_000, giveUpMs: 3_600_000 } });
    await until('noted', () => row.errors.length === 1);
    await until('the origin is free', () => origin.open === 0);
  });
});
