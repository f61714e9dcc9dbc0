/** How much other domains may have read for them at once, and what it takes to have it read no more. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import type { Peer } from '../peer.testkit.js';
import { startWorld, type World } from '../world.testkit.js';
import { pathOf, pull, uploadFor } from './attachments.testkit.js';

const SIZE = 1_000;
const PLACES = 16;

let world: World;
let org1: Peer;
let org4: Peer;
let id: string;
let sockets: Socket[];
/** What is being read of blobs, none of which gives a byte. */
let reading: PassThrough[];
let changed: () => void;

beforeAll(async () => {
  world = await startWorld();
  org1 = world.peer('org1.test');
  org4 = world.peer('org4.test');
  id = await uploadFor(world, org1, randomBytes(SIZE));
});
afterAll(() => world?.stop());
beforeEach(() => {
  [sockets, reading, changed] = [[], [], () => undefined];
  jest.spyOn(world.context.blobs, 'get').mockImplementation(async () => {
    const stream = new PassThrough();
    stream.on('error', () => undefined).once('close', () => changed());
    reading.push(stream);
    changed();
    return { size: SIZE, stream };
  });
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await until(() => reading.every(({ closed }) => closed));
  jest.restoreAllMocks();
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise<void>((resolve) => (changed = resolve));
}

/** Requests in one go on a connection of their own, of which nothing is read. */
function ask(peer: Peer, count: number, headers: Record<string, string> = {}): Socket {
  const request = (): string => {
    const all = { host: 'org2.test', ...headers, ...peer.sign({ method: 'GET', path: pathOf(id) }) };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
    return `GET ${pathOf(id)} HTTP/1.1\r\n${lines.join('')}\r\n`;
  };
  const socket = connect(Number(new URL(world.url).port), '127.0.0.1');
  socket.on('error', () => undefined).write(Array.from({ length: count }, request).join(''));
  sockets.push(socket);
  return socket;
}

/** Whether one more is read for this domain now. */
async function isServed(peer: Peer): Promise<boolean> {
  const before = reading.length;
  const socket = ask(peer, 1);
  const answered = once(socket, 'data').then(([data]) => String(data));
  await Promise.race([until(() => reading.length > before), answered]);
  if (reading.length > before) return true;
  expect(await answered).toMatch(/^HTTP\/1.1 429 .*retry-after: 5\r\n.*"rate_limited"/is);
  return false;
}

describe.each([
  ['the whole', {}],
  ['a part, for its digest first', { range: 'bytes=1-9' }],
])('reading %s', (_what, headers) => {
  it('is done a number of times at once for each domain, and again when a connection is gone', async () => {
    const [first] = Array.from({ length: PLACES }, () => ask(org1, 1, headers));
    await until(() => reading.length === PLACES);
    expect(await isServed(org1)).toBe(false);
    first!.resetAndDestroy();
    await until(() => reading.some(({ closed }) => closed));
    expect(await isServed(org1)).toBe(true);
    expect(await isServed(org1)).toBe(false);
  });

  it('ends with its connection also where others on it come first', async () => {
    const socket = ask(org1, PLACES, headers);
    await until(() => reading.length === PLACES);
    expect(await isServed(org1)).toBe(false);
    socket.resetAndDestroy();
    await until(() => reading.every(({ closed }) => closed));
    expect(await isServed(org1)).toBe(true);
  });
});

it('what is refused takes no place', async () => {
  for (let i = 0; i <= PLACES; i++) {
    expect((await pull(org4, id)).status).toBe(404);
    expect((await pull(org1, id, { range: `bytes=${SIZE}-` })).status).toBe(416);
  }
  expect(await isServed(org1)).toBe(true);
});

it('what cannot be read gives its place back', async () => {
  jest.spyOn(world.context.blobs, 'get').mockRejectedValue(new Error('down'));
  for (let i = 0; i <= PLACES; i++) expect((await pull(org1, id)).json.code).toBe('unavailable');
});
