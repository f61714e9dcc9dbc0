import 'reflect-metadata';
import { createHttpApp } from '@iimp/platform/http-app';
import type { RunningService, ServiceDefinition } from '@iimp/platform/service';
import { federationParts } from './federation.module.js';

/** The way in for other domains: their messages, their pulls of attachments, and what is published for them. */
export const federationService: ServiceDefinition = {
  name: 'federation',
  async start(context): Promise<RunningService> {
    const { config, logger, tls } = context;
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
    const url = await app.listen();
    return {
      url,
      stop: async (signal) => {
        await app.close(signal);
        await close();
      },
    };
  },
};
