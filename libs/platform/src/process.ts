/** The life of a process: start, signals, stop with a deadline. */
import { ConfigError } from './config/load.js';
import type { Logger } from './logging.js';
import { collectAtRest } from './garbage.js';
import { reasonOf } from './reason.js';

/** What runs in a process. */
export interface Running {
  readonly logger: Logger;
  /** How long `stop` may take. */
  readonly stopTimeoutMs: number;
  /** SIGHUP. */
  reload?(): Promise<void>;
  /** Finishes what runs; `signal` fires when the time is over. */
  stop(signal: AbortSignal): Promise<void>;
}

/** After the deadline, what does not heed it has this long. */
const GRACE_MS = 3_000;

/**
 * Runs until SIGTERM or SIGINT, then stops and ends the process: with 0 when everything stopped in time, with 1 otherwise or when it
 * could not start. A second signal ends it at once. A signal during the start takes effect after it, and so does SIGHUP.
 */
export async function runProcess(start: () => Promise<Running>): Promise<void> {
  const stopRequested = new Promise<string>((resolve) => {
    let asked = false;
    const onSignal = (name: string): void => {
      if (asked) process.exit(1);
      asked = true;
      resolve(name);
    };
    process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
  });
  const starting = start();
  process.on('SIGHUP', () => void starting.then(reload, () => undefined));
  let running: Running;
  try {
    running = await starting;
  } catch (error) {
    // There may be no logger yet. A wrong configuration needs its list, nothing else a stack's worth of it.
    process.stderr.write(`${error instanceof ConfigError ? error.message : describeStart(error)}\n`);
    process.exit(1);
  }
  const { logger } = running;
  const fatal = (error: unknown): void => {
    logger.fatal({ err: error }, 'an error that nobody caught');
    process.exit(1);
  };
  process.on('uncaughtException', fatal).on('unhandledRejection', fatal);
  collectAtRest();
  logger.info({ signal: await stopRequested }, 'stopping');
  process.exit(await stopInTime(running));
}

/** The reason in the first line, and where it happened. */
export function describeStart(error: unknown): string {
  const frames = error instanceof Error ? error.stack?.match(/\n\s+at .*/g) : undefined;
  return `cannot start: ${reasonOf(error)}${frames?.join('') ?? ''}`;
}

/** Reads again what is kept in memory. What cannot be read is no reason to end: what was read before goes on. */
export async function reload(running: Running): Promise<void> {
  const { logger } = running;
  try {
    await running.reload?.();
    logger.info('reloaded');
  } catch (error) {
    logger.error({ err: error }, 'cannot reload');
  }
}

/** Stops, within its time. @returns the exit code */
export async function stopInTime({ logger, stopTimeoutMs, stop }: Running): Promise<number> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), stopTimeoutMs);
  let late: NodeJS.Timeout | undefined;
  const tooLate = new Promise<'late'>((resolve) => {
    late = setTimeout(() => resolve('late'), stopTimeoutMs + GRACE_MS);
  });
  try {
    const outcome = await Promise.race([stop(deadline.signal).then(() => 'stopped' as const), tooLate]);
    if (outcome === 'late') logger.error('did not stop in time');
    else logger.info('stopped');
    return outcome === 'late' ? 1 : 0;
  } catch (error) {
    logger.error({ err: error }, 'did not stop cleanly');
    return 1;
  } finally {
    clearTimeout(timer);
    clearTimeout(late);
  }
}
