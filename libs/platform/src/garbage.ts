import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Long enough that the first connections are there, which are the last part of a start. */
const LOOK_MS = 5_000;
/** What a process that rests uses of a core at most. */
const REST_SHARE = 0.05;
/** Looks at rest, one after the other, until it is more than a pause: compiled code is collected, too, and the next busy time compiles it again. */
const REST_LOOKS = 12;
/**
 * A transfer holds a few times as much in buffers that nobody needs any more: one for a piece as it is read, others where it is decrypted or
 * written. That has to stay below the 8 MiB by which V8 lets a heap of a service's size grow before it marks all of it once more.
 */
const PASSED_BYTES = 2 * 1024 * 1024;

type Kind = { type: 'minor' } | { type: 'major'; flavor: 'last-resort' };
type Collect = (options?: Kind) => void;

let collector: Collect | undefined;
let passed = 0;

/**
 * Collects what a start leaves behind (source texts, schemas before they were compiled, configuration), and what a busy time does, once it
 * is over for a minute; then memory goes back. In the place of V8's memory reducer, which does so in every pause of eight seconds, and after
 * which a heap grows slowly ever after (README): processes that serve are started with `--no-memory-reducer`.
 *
 * @param everyMs how often it is looked whether the process rests
 * @param used milliseconds of CPU time that the process has used
 */
export function collectAtRest(everyMs = LOOK_MS, used = cpuMs): void {
  let before = used();
  // After a start the first look is enough, unless there is something to do by then.
  let rests = REST_LOOKS - 1;
  setInterval(() => {
    const now = used();
    rests = now - before < REST_SHARE * everyMs ? rests + 1 : 0;
    before = now;
    if (rests === REST_LOOKS) {
      collect();
      // Some 30 ms, in which memory goes back. Node 20 does not know it, and collects young objects once more.
      collect({ type: 'major', flavor: 'last-resort' });
    }
  }, everyMs).unref();
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
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

function collect(kind?: Kind): void {
  if (!collector) {
    // The one way to ask V8 for it from inside; the flag has an effect on contexts made after it alone.
    setFlagsFromString('--expose-gc');
    collector = runInNewContext('gc') as Collect;
    setFlagsFromString('--no-expose-gc');
  }
  collector(kind);
}
