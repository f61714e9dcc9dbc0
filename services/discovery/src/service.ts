import 'reflect-metadata';
import { startHandlers } from '@iimp/messaging/handlers';
import { nestLogger } from '@iimp/platform/logging';
import type { RunningService, ServiceDefinition } from '@iimp/platform/service';
import { discoveryModule } from './discovery.module.js';

/** Answers look-ups of domains and of their users' keys over the broker; has no listener of its own. */
export const discoveryService: ServiceDefinition = {
  name: 'discovery',
  async start(context): Promise<RunningService> {
    const { module, close } = discoveryModule(context);
    const app = await startHandlers(module, context.messaging, nestLogger(context.logger));
    return {
      stop: async (signal) => {
        // What still looks up after the deadline is cut off with its connections.
        signal.addEventListener('abort', () => void close(), { once: true });
        await app.close();
        await close();
      },
    };
  },
};
