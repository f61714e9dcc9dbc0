import { eventually } from '@iimp/messaging/wait.testkit';
import { createTestDatabase, type TestDatabase } from '@iimp/storage/testkit.testkit';
import { PolicyStore } from '@iimp/storage/policy';
import { Domains } from '@iimp/storage/domains';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from './config/config.js';
import { loadConfig } from './config/load.js';
import { createContext, type OwnedContext } from './context.js';
import { addDomainKey } from './domain-provisioning.js';
import { createLogger } from './logging.js';
import { startServices, type ServiceDefinition } from './service.js';

const logger = createLogger({ service: 'test', level: 'silent' });
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

function configOf(more: Record<string, string> = {}): Config {
  return loadConfig(
    {
      IIMP_DATABASE_URL: database.url,
      IIMP_DATABASE_POOL: '3',
      IIMP_BROKER_URL: `memory:${randomUUID()}`,
      IIMP_HEALTH_LISTEN: '127.0.0.1:0',
      ...more,
    },
    'discovery',
  );
}

describe('createContext', () => {
  let context: OwnedContext;
  beforeAll(async () => {
    context = await createContext(configOf(), { logger });
  });
  afterAll(() => context.close());

  it('has the policy and the domains of the database, and hears of their changes', async () => {
    expect(context.policy.allows('org2.test')).toBe(true);
    await new PolicyStore(database.db).change({ block: ['org2.test'] }, { actor: 'test', now: 1 });
    await context.messaging.client.emit('policy.changed', {});
    await eventually('the policy is heard of', () => !context.policy.allows('org2.test'));
    await new Domains(database.db).add('org1.test', 1);
    await context.messaging.client.emit('domains.changed', {});
    await eventually('the domain is heard of', () => context.keyring.isLocal('org1.test'));
  });

  it('is ready with its database, and tells what a service without a blob store may not read', async () => {
    expect(await context.health.report()).toMatchObject({ ready: true, checks: { postgres: 'ok' } });
    expect(() => context.blobs).toThrow('IIMP_BLOBS_URL is not given');
  });

  it('is ready though one of its domains has no key here', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'iimp-context-'));
    const domains = new Domains(database.db);
    for (const domain of ['keyed.test', 'keyless.test']) await domains.add(domain, 1);
    await addDomainKey({ domains, directory, domain: 'keyed.test', now: 1 });
    const keyed = await createContext(configOf({ IIMP_DOMAIN_KEYS_DIR: directory }), { logger });
    expect(await keyed.health.report()).toMatchObject({
      ready: true,
      checks: { 'domain keys': expect.stringContaining('keyless.test: has no active key') as string },
    });
    await keyed.close();
    rmSync(directory, { recursive: true });
  });

  it('refuses a database that is away, and leaves nothing open', async () => {
    const config = configOf({ IIMP_DATABASE_URL: 'postgres://postgres@127.0.0.1:1/none' });
    await expect(createContext(config, { logger })).rejects.toThrow();
  });
});

describe('startServices', () => {
  function scripted(name: ServiceDefinition['name'], told: string[], fails = false): ServiceDefinition {
    return {
      name,
      start: () => {
        told.push(`start ${name}`);
        if (fails) return Promise.reject(new Error('cannot'));
        return Promise.resolve({
          url: `http://${name}`,
          stop: () => {
            told.push(`stop ${name}`);
            return Promise.resolve();
          },
        });
      },
    };
  }

  it('starts in order with health after, tells where, and is not ready while it stops', async () => {
    const context = await createContext(configOf(), { logger });
    const told: string[] = [];
    const services = await startServices([scripted('discovery', told), scripted('api', told)], context);
    expect(services.urls).toEqual({ discovery: 'http://discovery', api: 'http://api' });
    expect((await fetch(`${services.healthUrl}/health/ready`)).status).toBe(200);
    await services.stop(new AbortController().signal);
    expect(told).toEqual(['start discovery', 'start api', 'stop discovery', 'stop api']);
    expect((await context.health.report()).ready).toBe(false);
    await expect(fetch(`${services.healthUrl}/health/live`)).rejects.toThrow();
    await context.close();
  });

  it('stops what had started when one cannot start', async () => {
    const context = await createContext(configOf(), { logger });
    const told: string[] = [];
    const start = startServices([scripted('discovery', told), scripted('api', told, true)], context);
    await expect(start).rejects.toThrow('cannot');
    expect(told).toEqual(['start discovery', 'start api', 'stop discovery']);
    await context.close();
  });
});
