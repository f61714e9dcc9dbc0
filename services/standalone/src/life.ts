/** The life of the process: its start, signals, failures, and an end in bounded time. */
import { collectAtRest } from '@iimp/platform/garbage';
import { reload, stopInTime } from '@iimp/platform/process';
import { reasonOf } from '@iimp/platform/reason';
import type { Standalone } from './standalone.js';

/** What is used of `process`. */
export type Host = Pick<NodeJS.Process, 'on' | 'exit' | 'stdout' | 'stderr'>;

type Start = (onFailure: (reason: string) => void) => Promise<Standalone>;

/**
 * Starts, and ends the process on SIGTERM, SIGINT or a failure: with 0 when it was asked to and stopped in time, otherwise with 1. A
 * second signal ends it at once; the embedded Postgres then notices and stops by itself. SIGHUP reads certificates and keys again.
 */
export async function live(start: Start, host: Host = process): Promise<void> {
  let running: Standalone | undefined;
  let isEnding = false;
  const complain = (reason: string): void => void host.stderr.write(`iimp: ${reason}\n`);
  /** Stops once, whatever asks for it first. */
  const end = async (code: number, reason?: string): Promise<void> => {
    if (isEnding) return;
    isEnding = true;
    if (reason) complain(reason);
    const stopped = running ? await stopInTime(running) : 0;
    host.exit(code || stopped);
  };
  const fail = (error: unknown): void => void end(1, String(error instanceof Error ? error.stack : error));

  const starting = start((reason) => void end(1, reason));
  // A start is not interrupted half way: what has started knows best how to stop.
  const afterStart = (work: (standalone: Standalone) => unknown): void => void starting.then(work, () => undefined);
  let isAsked = false;
  const onStop = (): void => {
    if (isAsked) host.exit(1);
    isAsked = true;
    afterStart(() => end(0));
  };
  host.on('SIGINT', onStop).on('SIGTERM', onStop);
  host.on('SIGHUP', () => afterStart((standalone) => isEnding || reload(standalone)));
  host.on('uncaughtException', fail).on('unhandledRejection', fail);
  try {
    running = await starting;
    const { api, federation, admin, data } = running;
    host.stdout.write(`${JSON.stringify({ event: 'ready', api, federation, admin, data })}\n`);
    collectAtRest();
  } catch (error) {
    // Ctrl-C reaches also what a start runs (initdb): it fails because it was asked to end.
    if (!isAsked) complain(reasonOf(error));
    host.exit(isAsked ? 0 : 1);
  }
}
