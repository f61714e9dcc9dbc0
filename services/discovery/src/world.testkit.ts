/** The service as others see it: over messaging, against real DNS, real TLS and Postgres. Only the clock is the test's. */
import 'reflect-metadata';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { UserKeysDocument } from '@iimp/proto/types';
import type { Outgoing } from '@iimp/messaging/topology';
import { loadConfig } from '@iimp/platform/config/load';
import { createContext, type OwnedContext } from '@iimp/platform/context';
import { createLogger } from '@iimp/platform/logging';
import type { RunningService } from '@iimp/platform/service';
import { startDns } from '@iimp/peer/dns-server.testkit';
import { createCa, startHttps, type TestServer } from '@iimp/peer/https-server.testkit';
import { createTestDatabase, type TestDatabase } from '@iimp/storage/testkit.testkit';
import { discoveryService } from './service.js';

export const DAY = 24 * 3_600_000;
export const MINUTE = 60_000;
export const KEY_A = 'A'.repeat(43);
export const KEY_B = `${'B'.repeat(42)}A`;

/** A discovery document. */
export const documentOf = (domain: string, more: object = {}) => ({
  domain,
  federation_endpoint: `https://${domain}`,
  api_endpoint: `https://${domain}`,
  public_key: KEY_A,
  key_id: 'k1',
  keys: [{ key_id: 'k1', public_key: KEY_A, expires_at: null }],
  capabilities: ['batch'],
  limits: { max_batch: 50 },
  ...more,
});

/** An answer of the other domain. */
export const json =
  (value: unknown, headers: Record<string, string> = {}, status = 200): RequestListener =>
  (_, response) =>
    void response.writeHead(status, headers).end(JSON.stringify(value));

export interface World {
  readonly database: TestDatabase;
  /** The server of org2.test and static.test. */
  readonly org2: TestServer;
  /** What it answers, by path. */
  answers: Record<string, RequestListener>;
  /** How far the clock of the service is ahead, ms. */
  offset: number;
  now(): number;
  /** One replica, and somebody who asks it. */
  replica(): Promise<Replica>;
  /** Ends the replicas and forgets what they learned. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

export interface Replica {
  readonly context: OwnedContext;
  resolve(domain: string, refresh?: boolean, provisional?: boolean): ReturnType<typeof resolve>;
  keysOf(address: string): ReturnType<typeof keysOf>;
}

let replicas = 0;

export async function startWorld(): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'iimp-discovery-'));
  const ca = await createCa();
  await writeFile(join(folder, 'ca.pem'), ca.pem.cert);
  const database = await createTestDatabase();
  const org2 = await startHttps(ca, ['org2.test', 'static.test'], (request, response) => {
    const answer = world.answers[request.url!] ?? json({ code: 'not_found' }, {}, 404);
    answer(request, response);
  });
  const srv = [`_iimp._tcp.org2.test,host.test,${org2.port}`, '_iimp._tcp.no.test,.,0'];
  const dns = await startDns({ srv, a: ['host.test=127.0.0.1'] });
  const stops: (() => Promise<unknown>)[] = [];
  const reset = async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
    world.offset = 0;
    org2.seen.length = 0;
    world.answers = { '/.well-known/iimp': json(documentOf('org2.test')) };
    await database.db.query('test-clear', 'delete from discovery_cache');
  };
  const world: World = {
    database,
    org2,
    answers: {},
    offset: 0,
    now: () => Date.now() + world.offset,
    reset,
    replica: () =>
      startReplica(world.now, stops, {
        IIMP_DATABASE_URL: database.url,
        IIMP_BROKER_URL: `memory:discovery-${process.pid}-${replicas++}`,
        IIMP_DNS_SERVERS: dns.server,
        IIMP_ALLOWED_CIDRS: '127.0.0.0/8',
        IIMP_STATIC_PEERS: `static.test=127.0.0.1:${org2.port}`,
        IIMP_EXTRA_CA_FILE: join(folder, 'ca.pem'),
      }),
    stop: async () => {
      await reset();
      await Promise.all([org2.stop(), dns.stop(), database.drop()]);
      await rm(folder, { recursive: true });
    },
  };
  return world;
}

async function startReplica(
  now: () => number,
  stops: (() => Promise<unknown>)[],
  env: Record<string, string>,
): Promise<Replica> {
  const logger = createLogger({ service: 'discovery', level: 'silent' });
  const context = await createContext(loadConfig(env, 'discovery'), { logger, now, random: () => 0 });
  const service: RunningService = await discoveryService.start(context);
  stops.push(async () => {
    await service.stop(AbortSignal.timeout(5_000));
    await context.close();
  });
  return {
    context,
    resolve: (domain, refresh = false, provisional = false) => resolve(context, { domain, refresh, provisional }),
    keysOf: (address) => keysOf(context, address),
  };
}

async function resolve({ messaging }: OwnedContext, request: Outgoing<'discovery.resolve'>) {
  const { result } = await messaging.client.request('discovery.resolve', request, { timeoutMs: 20_000 });
  return result.case === 'resolved' ? { resolved: result.value } : { problem: result.value };
}

async function keysOf({ messaging }: OwnedContext, address: string) {
  const { result } = await messaging.client.request('discovery.user-keys', { address }, { timeoutMs: 20_000 });
  return result.case === 'documentJson'
    ? { keys: JSON.parse(result.value) as UserKeysDocument }
    : { problem: result.value };
}
