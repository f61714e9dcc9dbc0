import type { ServiceName } from './config/setting.js';
import type { ServiceContext } from './context.js';

/** A service, as its `src/service.ts` exports it. */
export interface ServiceDefinition {
  readonly name: Exclude<ServiceName, 'standalone' | 'cli'>;
  /** Starts it over a context that others may share: it must not close the context. Rejects when it cannot start. */
  start(context: ServiceContext): Promise<RunningService>;
}

export interface RunningService {
  /** Where it listens, when it does: `https://127.0.0.1:8443`. */
  readonly url?: string;
  /** Takes no new work, finishes what runs, and resolves. What still runs when `signal` fires is cut off. */
  stop(signal: AbortSignal): Promise<void>;
}

/**
 * The whole life of a process with one service, for `main.ts`: reads the configuration from the environment, builds the context,
 * starts, and on SIGTERM or SIGINT stops within `IIMP_STOP_TIMEOUT`. Ends the process with 1 when it cannot start.
 */
export function runService(_definition: ServiceDefinition): Promise<void> {
  throw new Error('not written yet');
}
