import { setTimeout as delay } from 'node:timers/promises';
import { PeerError } from '@iimp/peer/peer-error';
import type { FetchJob } from '@iimp/storage/attachment-fetches';
import { FetchFailure } from './fetch-failure.js';
import type { Origin } from './origin.js';

export interface DownloadSettings {
  /** Fewer bytes than this within a window is too slow: a trickle must not hold a place for ever. */
  slowBytes: number;
  slowWindowMs: number;
  /** Times in a row that going on where it broke may fail. */
  resumeTries: number;
  /** First wait before going on, doubled with each failure. */
  resumeBaseMs: number;
}

export const DOWNLOAD_DEFAULTS: DownloadSettings = {
  slowBytes: 64 * 1024,
  slowWindowMs: 60_000,
  resumeTries: 6,
  resumeBaseMs: 250,
};

export interface DownloadDeps {
  origin: Pick<Origin, 'open'>;
  now: () => number;
  random: () => number;
  settings: DownloadSettings;
}

/**
 * The bytes of an attachment, as they come. A connection that breaks after something has arrived is taken up where it broke: a large file over a
 * poor line arrives, and a restart of the origin costs seconds instead of the whole file. Everything else fails: see `failureOf`.
 * Whether they are the right bytes is for the blob store to check, over all of them.
 */
export async function* download(job: FetchJob, signal: AbortSignal, deps: DownloadDeps): AsyncGenerator<Buffer> {
  const { settings, random, now } = deps;
  const pace = new Pace(settings, now);
  let at = 0;
  let failures = 0;
  while (at < job.size) {
    try {
      for await (const chunk of piecesFrom(job, at, signal, deps)) {
        at += chunk.length;
        failures = 0;
        pace.count(chunk.length);
        yield chunk;
      }
      if (at < job.size) throw new FetchFailure('few', `the origin ended after ${at} of ${job.size} bytes`);
    } catch (error) {
      signal.throwIfAborted();
      if (at === 0 || !(error instanceof PeerError) || ++failures > settings.resumeTries) throw error;
      await delay(random() * settings.resumeBaseMs * 2 ** failures, undefined, { signal });
    }
  }
}

/** The bytes from `offset` on, also from an origin that begins anew instead. */
async function* piecesFrom(
  job: FetchJob,
  offset: number,
  signal: AbortSignal,
  { origin }: DownloadDeps,
): AsyncGenerator<Buffer> {
  const { start, stream } = await origin.open(job, offset, signal);
  let skip = offset - start;
  for await (const chunk of stream) {
    const rest = (chunk as Buffer).subarray(skip);
    skip -= (chunk as Buffer).length - rest.length;
    if (rest.length > 0) yield rest;
  }
}

/** Fails a download that trickles. */
class Pace {
  private bytes = 0;
  private since: number;

  constructor(
    private readonly settings: DownloadSettings,
    private readonly now: () => number,
  ) {
    this.since = now();
  }

  count(bytes: number): void {
    this.bytes += bytes;
    const passed = this.now() - this.since;
    if (passed < this.settings.slowWindowMs) return;
    if (this.bytes < this.settings.slowBytes) {
      throw new FetchFailure('later', `only ${this.bytes} bytes in ${passed} ms`);
    }
    this.bytes = 0;
    this.since = this.now();
  }
}
