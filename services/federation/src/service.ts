import 'reflect-metadata';
import { createHttpApp } from '@iimp/platform/http-app';
import type { RunningService, ServiceDefinition } from '@iimp/platform/service';
import { continueErasures } from '@iimp/storage/erasure/erase';
import { ensurePartitions, sweepExpired } from '@iimp/storage/maintenance';
import { federationParts } from './federation.module.js';
import { keepFor } from './retention.js';
import { Upkeep } from './upkeep.js';

/** The way in for other domains: their messages, their pulls of attachments, and what is published for them. */
export const federationService: ServiceDefinition = {
  name: 'federation',
  async start(context): Promise<RunningService> {
    const { config, db, logger, now, random, tls } = context;
    const { module, beforeBody, close } = federationParts(context);
    const app = await createHttpApp(module, {
      name: 'federation',
      listen: config.federationListen,
      tls,
      logger,
      beforeBody,
      bodyLimit: config.federationMaxBodyBytes,
      trustedProxies: config.trustedProxies,
      maxConnections: config.maxConnections,
    });
    const upkeep = new Upkeep({
      sweep: (at) => sweepExpired(db, at),
      partitions: (at, signal) => ensurePartitions(db, at, undefined, signal),
      ...(config.retentionMs > 0 && { retention: (at, signal) => keepFor(config, db, at, signal) }),
      erasures: (at, signal) => continueErasures(db, at, signal),
      logger,
      now,
      random,
    });
    const url = await app.listen();
    upkeep.start();
    return {
      url,
      stop: async (signal) => {
        await Promise.all([app.close(signal), upkeep.stop(signal)]);
        await close();
      },
    };
  },
};
