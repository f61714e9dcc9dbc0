import { loadConfig } from './config/load.js';
import type { ServiceName } from './config/setting.js';
import { createContext, type OwnedContext, type ServiceContext } from './context.js';
import { listenHealth } from './health.js';
import { runProcess, type Running } from './process.js';

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

/** Services that run over one context. */
export interface RunningServices {
  /** Where each listens that does. */
  readonly urls: Readonly<Partial<Record<ServiceDefinition['name'], string>>>;
  readonly healthUrl: string | undefined;
  /** Stops all of them at once; the context stays open. */
  stop(signal: AbortSignal): Promise<void>;
}

/**
 * Starts services one after the other, in the order given, and the health listener after them. When one cannot start, those
 * before it are stopped, and its error is thrown.
 */
export async function startServices(
  definitions: readonly ServiceDefinition[],
  context: ServiceContext,
): Promise<RunningServices> {
  const running: RunningService[] = [];
  const urls: Partial<Record<ServiceDefinition['name'], string>> = {};
  const stop = async (signal: AbortSignal): Promise<void> => {
    context.health.beginStop();
    const results = await Promise.allSettled(running.map((service) => service.stop(signal)));
    for (const result of results)
      if (result.status === 'rejected')
        context.logger.error({ err: result.reason as unknown }, 'a service did not stop cleanly');
  };
  try {
    for (const definition of definitions) {
      const service = await definition.start(context);
      running.push(service);
      if (service.url !== undefined) urls[definition.name] = service.url;
    }
    const { healthListen } = context.config;
    const health = healthListen && (await listenHealth(context.health, healthListen, context.scrape));
    if (health) running.push({ url: health.url, stop: () => health.close() });
    return { urls, healthUrl: health?.url, stop };
  } catch (error) {
    await stop(AbortSignal.abort());
    throw error;
  }
}

/** Starts services over a context of their own, which closes with them: what `runService` hands to `runProcess`, and the standalone runs itself. */
export async function startOwned(
  definitions: readonly ServiceDefinition[],
  context: OwnedContext,
): Promise<Running & RunningServices> {
  try {
    const services = await startServices(definitions, context);
    context.logger.info({ instance: context.instance, urls: services.urls }, 'started');
    return {
      ...services,
      logger: context.logger,
      stopTimeoutMs: context.config.stopTimeoutMs,
      reload: () => context.reload(),
      stop: async (signal) => {
        await services.stop(signal);
        await context.close();
      },
    };
  } catch (error) {
    await context.close();
    throw error;
  }
}

/**
 * The whole life of a process with one service, for `main.ts`: reads the configuration from the environment, builds the context,
 * starts, and on SIGTERM or SIGINT stops within `IIMP_STOP_TIMEOUT`. Ends the process with 1 when it cannot start.
 */
export function runService(definition: ServiceDefinition): Promise<void> {
  return runProcess(async () => {
    const config = loadConfig(process.env, definition.name);
    return startOwned([definition], await createContext(config));
  });
}
