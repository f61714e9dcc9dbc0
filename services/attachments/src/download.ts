import { setTimeout as delay } from 'node:timers/promises';
import { PeerError } from '@iimp/peer/peer-error';
import type { FetchJob } from '@iimp/storage/attachment-fetches';
import { FetchFailure } from './fetch-failure.js';
import type { Origin } from './origin.js';

export interface DownloadSettings {
  /** Fewer bytes than this within a window is too slow: a trickle must not hold a place for ever. */
  slowBytes: number;
  slowWindowMs: number;
  /** Bytes a second that must be new over the whole try, once `graceMs` have passed: with the above alone a large file would take weeks. */
  averageBytes: number;
  graceMs: number;
  /** Times in a row that going on where it broke may fail; and times in all that the origin may begin anew instead. */
  resumeTries: number;
  /** First wait before going on, doubled with each failure. */
  resumeBaseMs: number;
}

export const DOWNLOAD_DEFAULTS: DownloadSettings = {
  slowBytes: 64 * 1024,
  slowWindowMs: 60_000,
  averageBytes: 16 * 1024,
  graceMs: 300_000,
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
  const { origin, settings, random, now } = deps;
  const pace = new Pace(settings, now);
  let at = 0;
  let failures = 0;
  let restarts = 0;
  while (at < job.size) {
    try {
      const { start, end, stream } = await origin.open(job, at, signal);
      if (start < at) restarts += 1;
      // What an origin that began anew sends again is passed over, but not by the pace.
      let skip = at - start;
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        const rest = chunk.subarray(skip);
        skip -= chunk.length - rest.length;
        pace.count(chunk.length, rest.length);
        if (rest.length === 0) continue;
        at += rest.length;
        failures = 0;
        yield rest;
      }
      // A part may be less than was asked for (RFC 9110 §15.3.7): the rest is asked for next.
      if (at < end) throw new FetchFailure('few', `the origin ended after ${at} of ${job.size} bytes`);
    } catch (error) {
      signal.throwIfAborted();
      if (at === 0 || !(error instanceof PeerError) || ++failures > settings.resumeTries) throw error;
      // What is sent again counts for the pace: restarts, each with one byte more, would otherwise never end.
      if (restarts >= settings.resumeTries) throw error;
      await delay(random() * settings.resumeBaseMs * 2 ** failures, undefined, { signal });
    }
  }
}

/** Fails a download that trickles, or is slow for all it takes. */
class Pace {
  private readonly begun: number;
  private since: number;
  private bytes = 0;
  /** New bytes of the whole try. */
  private gained = 0;

  constructor(
    private readonly settings: DownloadSettings,
    private readonly now: () => number,
  ) {
    this.begun = this.since = now();
  }

  /** @param fresh those of the bytes that did not come before */
  count(bytes: number, fresh: number): void {
    const { slowBytes, slowWindowMs, averageBytes, graceMs } = this.settings;
    const now = this.now();
    this.gained += fresh;
    const passed = now - this.begun;
    if (this.gained < (averageBytes * (passed - graceMs)) / 1_000)
      throw new FetchFailure('later', `only ${this.gained} bytes in ${passed} ms`);
    this.bytes += bytes;
    const inWindow = now - this.since;
    if (inWindow < slowWindowMs) return;
    if (this.bytes < slowBytes) throw new FetchFailure('later', `only ${this.bytes} bytes in ${inWindow} ms`);
    this.bytes = 0;
    this.since = now;
  }
}
