import 'reflect-metadata';
import { startHandlers } from '@iimp/messaging/handlers';
import { nestLogger } from '@iimp/platform/logging';
import { observe, observeQueue } from '@iimp/platform/telemetry/observe';
import { observeQuarantine } from '@iimp/platform/telemetry/stores';
import type { RunningService, ServiceDefinition } from '@iimp/platform/service';
import { observeBacklog } from './adapters/backlog.js';
import { DeliveryModule } from './delivery.module.js';
import { Scheduler } from './engine/scheduler.js';
import { engineSettings, realWorld } from './world.js';

/** Sends what is in the outbox to other domains (spec §7, profile §6). */
export const deliveryService: ServiceDefinition = {
  name: 'delivery',
  async start(context): Promise<RunningService> {
    const { config, messaging, policy, health } = context;
    const logger = context.logger.child({ service: 'delivery' });
    const { world, close } = realWorld(context, logger);
    const scheduler = new Scheduler(world, engineSettings(config));
    const untold = [
      observeBacklog(context.db, world.outbox.shards, context.now),
      observe(
        'iimp.delivery.workers',
        'Delivery processes that share the destinations, as this one sees them',
        () => scheduler.workers,
      ),
      observeQueue('destinations that wait for a slot', () => scheduler.queued),
      observeQuarantine(messaging, ['delivery.heard']),
    ];
    const unregister = health.register('delivery', async () => {
      if (scheduler.trouble !== undefined) throw new Error(`held up: ${scheduler.trouble}`);
    });
    const handlers = await startHandlers(DeliveryModule.over(scheduler, policy), messaging, nestLogger(logger));
    scheduler.start();
    const stopHearing = context.nearby.delivers((domains) => scheduler.wake(domains));
    return {
      async stop(signal) {
        if (signal.aborted) scheduler.cutOff();
        else signal.addEventListener('abort', () => scheduler.cutOff(), { once: true });
        stopHearing();
        // At once: leases go to other workers while handlers are still closing.
        await Promise.all([scheduler.stop(), handlers.close()]);
        unregister();
        for (const stop of untold) stop();
        await close();
      },
    };
  },
};
