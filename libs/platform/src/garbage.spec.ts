import { mkdtemp, rm } from 'node:fs/promises';
import { get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constants, PerformanceObserver, type NodeGCPerformanceDetail } from 'node:perf_hooks';
import { Readable } from 'node:stream';
import fastify from 'fastify';
import { openBlobs } from './blobs.js';
import { collectAtRest } from './garbage.js';
import { sendStream } from './http/stream-reply.js';

it('collects what a start left behind, and later what a busy time did, once it is over', async () => {
  let used = 0;
  let isBusy = false;
  collectAtRest(1, () => (used += isBusy ? 1 : 0));
  /** Whether it is collected within some turns of the event loop, twice as many as looks are needed, in which nothing would be by itself. */
  const isCollected = async (held: WeakRef<object>, turns = 24): Promise<boolean> => {
    for (let turn = 0; turn < turns && held.deref(); turn++) await new Promise((resolve) => setTimeout(resolve, 2));
    return held.deref() === undefined;
  };
  expect(await isCollected(new WeakRef({ of: 'the start' }), 100)).toBe(true);
  // At rest there is nothing to collect, and what is busy has no time for it.
  expect(await isCollected(new WeakRef({ of: 'a rest' }))).toBe(false);
  isBusy = true;
  const left = new WeakRef({ of: 'a busy time' });
  expect(await isCollected(left)).toBe(false);
  isBusy = false;
  expect(await isCollected(left, 100)).toBe(true);
});

describe('bytes that pass', () => {
  const MIB = 1024 * 1024;
  const { NODE_PERFORMANCE_GC_MINOR, NODE_PERFORMANCE_GC_FLAGS_FORCED } = constants;

  /** Collections of young objects that were asked for while `during` ran. */
  async function collections(during: () => Promise<unknown>): Promise<number> {
    let asked = 0;
    const count = (list: { getEntries(): { detail?: unknown }[] }) => {
      for (const { detail } of list.getEntries()) {
        const { kind, flags = 0 } = detail as NodeGCPerformanceDetail;
        if (kind === NODE_PERFORMANCE_GC_MINOR && flags & NODE_PERFORMANCE_GC_FLAGS_FORCED) asked += 1;
      }
    };
    const observer = new PerformanceObserver(count);
    observer.observe({ entryTypes: ['gc'] });
    await during();
    // Entries come in a later turn.
    await new Promise((resolve) => setImmediate(resolve));
    count({ getEntries: () => observer.takeRecords() });
    observer.disconnect();
    return asked;
  }

  function* pieces(mebibytes: number) {
    for (let at = 0; at < mebibytes; at++) yield Buffer.alloc(MIB);
  }

  it('into a store, and out through an answer, have their buffers collected every 2 MiB', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'iimp-garbage-'));
    const none = { s3Endpoint: undefined, s3AccessKey: undefined, s3SecretKey: undefined, s3Region: 'us-east-1' };
    const blobs = openBlobs({ blobsUrl: `file://${folder}`, ...none });
    const app = fastify();
    app.get('/', async (_request, reply) => {
      sendStream(reply, (await blobs.get('blob')).stream);
      return reply;
    });
    try {
      const putting = collections(() => blobs.put('blob', Readable.from(pieces(16)), { maxBytes: 16 * MIB }));
      expect(await putting).toBe(8);
      await app.listen({ port: 0, host: '127.0.0.1' });
      const { port } = app.server.address() as AddressInfo;
      const received: number[] = [];
      const read = async () => {
        const response = await new Promise<Readable>((resolve) => get({ port, host: '127.0.0.1' }, resolve));
        for await (const chunk of response) received.push((chunk as Buffer).byteLength);
      };
      expect(await collections(read)).toBe(8);
      expect(received.reduce((sum, bytes) => sum + bytes)).toBe(16 * MIB);
    } finally {
      await app.close();
      await rm(folder, { recursive: true });
    }
  });
});
