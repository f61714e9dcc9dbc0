import { aborted } from '@iimp/platform/aborted';
import type { Logger } from '@iimp/platform/logging';
import type { RunningService } from '@iimp/platform/service';

/**
 * Stops services by their names, one after the other. When `signal` fires, all that are left are stopped at once: one that takes too long
 * keeps no other from ending what it does.
 */
export async function stopInTurn(
  services: readonly (readonly [name: string, service: RunningService])[],
  signal: AbortSignal,
  logger: Pick<Logger, 'error'>,
): Promise<void> {
  const late = aborted(signal);
  const stops: Promise<void>[] = [];
  for (const [name, service] of services) {
    const stopped = service.stop(signal).catch((error: unknown) => logger.error({ err: error, name }, 'stopped badly'));
    stops.push(stopped);
    await Promise.race([stopped, late]);
  }
  await Promise.all(stops);
}
