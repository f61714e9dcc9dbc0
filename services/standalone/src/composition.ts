import { adminService } from '@iimp/admin/service';
import { apiService } from '@iimp/api/service';
import { attachmentsService } from '@iimp/attachments/service';
import { deliveryService } from '@iimp/delivery/service';
import { discoveryService } from '@iimp/discovery/service';
import { federationService } from '@iimp/federation/service';
import type { ServiceContext } from '@iimp/platform/context';
import type { RunningService, ServiceDefinition } from '@iimp/platform/service';
import { stopInTurn } from './stop-in-turn.js';

/** In the order of starting: who is asked before who asks, and the doors to the outside last. */
const SERVICES: readonly ServiceDefinition[] = [
  discoveryService,
  attachmentsService,
  deliveryService,
  federationService,
  apiService,
  adminService,
];

export interface Composition {
  apiUrl: string;
  federationUrl: string;
  adminUrl: string;
  /** Stops in the reverse order of starting. What still runs when `signal` fires is cut off, and nobody waits for their turn any more. */
  stop(signal: AbortSignal): Promise<void>;
}

/** Starts all services over one context. Rejects, with those that had started stopped again, when one cannot start. */
export async function startAll(context: ServiceContext): Promise<Composition> {
  const running = new Map<string, RunningService>();
  const stop = (signal: AbortSignal): Promise<void> => stopInTurn([...running].reverse(), signal, context.logger);
  try {
    for (const definition of SERVICES) running.set(definition.name, await definition.start(context));
  } catch (error) {
    await stop(AbortSignal.timeout(context.config.stopTimeoutMs));
    throw error;
  }
  const urlOf = (name: string): string => running.get(name)?.url ?? '';
  return { apiUrl: urlOf('api'), federationUrl: urlOf('federation'), adminUrl: urlOf('admin'), stop };
}
