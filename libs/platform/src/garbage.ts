import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Long enough that the first connections are there, which are the last part of a start. */
const START_MS = 5_000;
/**
 * A transfer holds a few times as much in buffers that nobody needs any more: one for a piece as it is read, others where it is decrypted or
 * written. That has to stay below the 8 MiB by which V8 lets a heap of a service's size grow before it marks all of it once more.
 */
const PASSED_BYTES = 2 * 1024 * 1024;

type Collect = (options?: { type: 'minor' }) => void;

let collector: Collect | undefined;
let passed = 0;

/**
 * Collects once what a start leaves behind: source texts, schemas before they were compiled, configuration. A service with little to do
 * allocates so little that V8 would keep all of it for hours.
 */
export function collectStartupGarbage(afterMs = START_MS): void {
  setTimeout(() => collect(), afterMs).unref();
}

/**
 * Says that a large body's bytes went through: a stream makes a new buffer for each piece, and V8, to which such a buffer is a small young
 * object, lets them grow until it collects the whole heap, again and again. Young ones alone are collected in less than a millisecond.
 */
export function bytesPassed(bytes: number): void {
  passed += bytes;
  if (passed < PASSED_BYTES) return;
  passed = 0;
  collect({ type: 'minor' });
}

function collect(options?: { type: 'minor' }): void {
  if (!collector) {
    // The one way to ask V8 for it from inside; the flag has an effect on contexts made after it alone.
    setFlagsFromString('--expose-gc');
    collector = runInNewContext('gc') as Collect;
    setFlagsFromString('--no-expose-gc');
  }
  collector(options);
}
