import { Readable } from 'node:stream';
import { PeerError } from '@iimp/peer/peer-error';
import type { FetchJob } from '@iimp/storage/attachment-fetches';
import { download, DOWNLOAD_DEFAULTS } from './download.js';

const KIB = 1024;
const MINUTE = 60_000;
const SIZE = 64 * 1024 * KIB;

/** How long a file takes, minutes, from an origin that sends `bytes` each `everyMs`; or why it was broken off, and when. */
async function take(bytes: number, everyMs: number, cutAt = Infinity): Promise<{ minutes: number; error?: string }> {
  let now = 0;
  let sent = 0;
  function* pieces(from: number): Generator<Buffer> {
    for (let at = from; at < SIZE; at += bytes) {
      now += everyMs;
      sent += bytes;
      if (sent > cutAt) {
        cutAt = Infinity;
        throw new PeerError('interrupted', 'cut');
      }
      yield Buffer.alloc(Math.min(bytes, SIZE - at));
    }
  }
  // Once it was cut, it begins anew.
  const open = async () => ({ start: 0, end: SIZE, stream: Readable.from(pieces(0)) });
  const deps = { origin: { open }, now: () => now, random: () => 0, settings: DOWNLOAD_DEFAULTS };
  try {
    for await (const _ of download({ size: SIZE } as FetchJob, new AbortController().signal, deps));
    return { minutes: now / MINUTE };
  } catch (error) {
    return { minutes: now / MINUTE, error: (error as Error).message };
  }
}

describe('the pace of a download', () => {
  it('may be slow', async () => {
    expect(await take(17 * KIB, 1_000)).toEqual({ minutes: expect.closeTo(64.25, 1) as number });
  });

  it('must be kept over the whole of it, whatever comes in a minute', async () => {
    const { minutes, error } = await take(64 * KIB, 59_000);
    expect(error).toMatch(/^only \d+ bytes in \d+ ms$/);
    expect(minutes).toBeLessThan(7);
  });

  it('is that of what is new', async () => {
    // Twenty minutes for what is lost then, and no more than that again to come where it was.
    const { minutes, error } = await take(20 * KIB, 1_000, 20 * 60 * 20 * KIB);
    expect(error).toMatch(/^only/);
    expect(minutes).toBeLessThan(31);
  });
});
