import { Module, type DynamicModule } from '@nestjs/common';
import type { ServiceContext } from '@iimp/platform/context';
import { discover, type Discovered } from '@iimp/peer/discover';
import { SrvResolver } from '@iimp/peer/dns';
import { PeerClient } from '@iimp/peer/peer-client';
import { PeerError } from '@iimp/peer/peer-error';
import { peerClientOptions, staticPeersOf } from '@iimp/peer/peer-settings';
import { cacheCounts } from '@iimp/platform/telemetry/cache-counts';
import { DiscoveryCache } from '@iimp/storage/discovery-cache';
import { DiscoveryController } from './discovery.controller.js';
import { DomainDirectory } from './domain-directory.js';
import { DOMAIN_FRESHNESS, USER_KEYS_FRESHNESS } from './freshness.js';
import { LookupCache } from './lookup-cache.js';
import { Surroundings } from './surroundings.js';
import { storeWatch } from './store-watch.js';
import { askUserKeys, UserKeyDirectory, type KeptKeys } from './user-key-directory.js';

/** One HTTP exchange of a look-up; several, with redirects and targets that do not answer, take at most this long each. */
const REQUEST_TIMEOUT_MS = 10_000;

/** What the service is made of, and what must be closed after it. */
export function discoveryModule(
  context: ServiceContext,
  client: PeerClient = new PeerClient({
    ...peerClientOptions(context.config),
    timeoutMs: REQUEST_TIMEOUT_MS,
    now: context.now,
  }),
): { module: DynamicModule; close(): Promise<void> } {
  const { config, db, policy, now, random, logger } = context;
  const store = new DiscoveryCache(db);
  const resolver = new SrvResolver({ servers: peerClientOptions(config).dnsServers });
  const staticPeers = staticPeersOf(config);
  const shared = { store, now, onStore: storeWatch(logger) };

  const domainCache = new LookupCache<Discovered>({
    ...shared,
    kind: 'domain',
    onLookup: cacheCounts('domains'),
    freshness: DOMAIN_FRESHNESS,
    ask: async (domain) => {
      const signal = AbortSignal.timeout(3 * REQUEST_TIMEOUT_MS);
      const value = await discover(domain, { resolver, staticPeers, client, random, now, signal });
      return { value, freshSeconds: value.freshSeconds };
    },
    isDoubtful: (error) => error instanceof PeerError && error.doubtful,
  });
  const domains = new DomainDirectory({ cache: domainCache, allows: (domain) => policy.allows(domain) });
  const deps = { domains, client, random, now, timeoutMs: REQUEST_TIMEOUT_MS };
  const keyCache = new LookupCache<KeptKeys>({
    ...shared,
    kind: 'user-keys',
    onLookup: cacheCounts('user keys'),
    freshness: USER_KEYS_FRESHNESS,
    ask: (address, known) => askUserKeys(address, known, deps),
  });
  return {
    module: {
      module: DiscoveryModule,
      controllers: [DiscoveryController],
      providers: [
        { provide: Surroundings, useValue: new Surroundings(random, now) },
        { provide: DomainDirectory, useValue: domains },
        { provide: UserKeyDirectory, useValue: new UserKeyDirectory(domains, keyCache) },
      ],
    },
    close: () => client.close(),
  };
}

@Module({})
class DiscoveryModule {}
