import { LocalAdministration } from '@iimp/administration/local-administration';
import { given } from '@iimp/platform/config/load';
import type { ServiceContext } from '@iimp/platform/context';
import { createHttpApp } from '@iimp/platform/http-app';
import { RateLimiter } from '@iimp/platform/rate-limit';
import type { ServiceDefinition } from '@iimp/platform/service';
import { AdminTokens } from '@iimp/storage/admin-tokens';
import { AdminGate } from './access/admin-gate.js';
import { adminModule } from './admin.module.js';

/** The administration API: its own listener and its own tokens (proto/openapi/admin.yaml). */
export const adminService: ServiceDefinition = {
  name: 'admin',
  async start(context) {
    const { config, logger, tls, now } = context;
    const gate = gateOf(context);
    const http = await createHttpApp(adminModule(now), {
      name: 'administration API',
      listen: config.adminListen,
      tls,
      logger,
      trustedProxies: config.trustedProxies,
      maxConnections: config.maxConnections,
      beforeBody: (request) => gate.admit(request),
    });
    http.app.getHttpAdapter().getInstance().decorateRequest('operator', undefined);
    try {
      return { url: await http.listen(), stop: (signal) => http.close(signal) };
    } catch (error) {
      await http.close(AbortSignal.abort()).catch(() => undefined);
      throw error;
    }
  },
};

function gateOf(context: ServiceContext): AdminGate {
  const { config, db, messaging, now } = context;
  const parts = {
    db,
    now,
    keysDir: given(config, 'domainKeysDir'),
    limits: config,
    retention: config,
    // Opened when somebody asks for what is in it.
    blobs: () => context.blobs,
    withQuarantine: <T>(work: (quarantine: typeof messaging.quarantine) => Promise<T>) => work(messaging.quarantine),
    client: messaging.client,
  };
  return new AdminGate({
    tokens: new AdminTokens(db),
    addressRate: new RateLimiter({ rate: config.rateAdmin, what: 'this address', now }),
    administrationOf: (actor) => new LocalAdministration({ ...parts, actor }),
    now,
  });
}
