import { PeerClient } from '@iimp/peer/peer-client';
import { peerClientOptions } from '@iimp/peer/peer-settings';
import type { ServiceContext } from '@iimp/platform/context';
import type { Logger } from '@iimp/platform/logging';
import { PostgresOutboxStore } from '@iimp/storage/outbox/postgres-outbox-store';
import { Announcer } from './adapters/announcer.js';
import { HttpsPeer } from './adapters/https-peer.js';
import { otelMeter } from './adapters/meter.js';
import { Receipts } from './adapters/receipts.js';
import { DiscoveryResolver } from './adapters/resolver.js';
import { storedOutbox } from './adapters/stored-outbox.js';
import { systemClock } from './adapters/system-clock.js';
import { otelTracing } from './adapters/tracing.js';
import type { World } from './engine/ports.js';
import { DEFAULT_SETTINGS, type EngineSettings } from './engine/settings.js';

/** Destinations with connections that are kept open. */
const MAX_POOLS = 1_024;
/** Each session with a destination holds shards of its own, of which there are so many (libs/storage). */
const MOST_SESSIONS = 8;

/** The engine's settings as the operator gave them. */
export function engineSettings(config: ServiceContext['config']): EngineSettings {
  const { deliveryConcurrency: fastSlots } = config;
  return {
    ...DEFAULT_SETTINGS,
    retryBaseMs: config.retryBaseMs,
    retryCapMs: config.retryCapMs,
    sweepMs: config.deliverySweepMs,
    leaseMs: config.leaseTtlMs,
    postTimeoutMs: config.deliveryTimeoutMs,
    fastSlots,
    slowSlots: Math.ceil(fastSlots * 0.75),
    probeSlots: Math.ceil(fastSlots * 0.5),
    overflowSlots: fastSlots * 8,
    sessionsPerDestination: Math.min(config.deliveryShards, MOST_SESSIONS),
    rate: config.deliveryRate,
    maxBatch: config.deliveryBatch,
  };
}

/** The real world of the engine: Postgres, HTTPS, discovery over the broker. */
export function realWorld(context: ServiceContext, log: Logger): { world: World; close: () => Promise<void> } {
  const { config, db, freshOutbox, messaging, keyring, policy, instance, now, random } = context;
  const { deliveryTimeoutMs: timeoutMs, retryGiveUpMs: giveUpMs } = config;
  const announcer = new Announcer(messaging.client);
  const client = new PeerClient({
    ...peerClientOptions(config),
    timeoutMs,
    maxPools: MAX_POOLS,
    connectionsPerPool: Math.max(DEFAULT_SETTINGS.singleLanes, engineSettings(config).sessionsPerDestination),
  });
  const resolver = new DiscoveryResolver({ client: messaging.client, now });
  const world: World = {
    worker: instance,
    clock: systemClock(now),
    random,
    log,
    outbox: storedOutbox(new PostgresOutboxStore(db, { giveUpMs, fresh: freshOutbox }), instance, now, announcer.grown),
    resolver,
    peer: new HttpsPeer({ client, keyring, receipts: new Receipts(now), resolver, now, timeoutMs }),
    policy: {
      refusal: (domain) =>
        policy.allows(domain)
          ? undefined
          : { code: 'domain_blocked', detail: `the federation policy here excludes ${domain}` },
    },
    wake: announcer,
    meter: otelMeter(),
    tracing: otelTracing(),
  };
  return { world, close: () => client.close() };
}
