import { createHttpApp } from '@iimp/platform/http-app';
import type { ServiceDefinition } from '@iimp/platform/service';
import { apiModule } from './api.module.js';
import { buildParts } from './parts.js';

/** The client API (profile §7). */
export const apiService: ServiceDefinition = {
  name: 'api',
  async start(context) {
    const { config, logger, messaging, tls } = context;
    const parts = await buildParts(context);
    const http = await createHttpApp(apiModule(parts), {
      name: 'client API',
      joinsCallers: true,
      listen: config.apiListen,
      tls: config.apiTls ? tls : undefined,
      logger,
      messaging,
      trustedProxies: config.trustedProxies,
      maxConnections: config.maxConnections,
      beforeBody: (request) => parts.gate.admit(request),
      readerOf: (request) => request.account?.user,
    });
    http.app.getHttpAdapter().getInstance().decorateRequest('account', undefined);
    try {
      const url = await http.listen();
      return {
        url,
        stop: async (signal) => {
          // Whoever waits is answered first: a listener closes when its last request is.
          parts.waiters.close();
          await http.close(signal);
          await parts.close();
        },
      };
    } catch (error) {
      parts.waiters.close();
      await http.close(AbortSignal.abort()).catch(() => undefined);
      await parts.close();
      throw error;
    }
  },
};
