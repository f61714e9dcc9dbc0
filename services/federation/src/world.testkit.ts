/**
 * One federation service for tests: the real Nest application over HTTP, a database of its own, messaging in memory; discovery and the
 * peers that send are played by the test.
 */
import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startHandlers } from '@iimp/messaging/handlers';
import { loadConfig } from '@iimp/platform/config/load';
import { createContext, type OwnedContext } from '@iimp/platform/context';
import { addDomainKey } from '@iimp/platform/domain-provisioning';
import type { RunningService } from '@iimp/platform/service';
import { createLogger } from '@iimp/platform/logging';
import { createTestDatabase, type TestDatabase } from '@iimp/storage/testkit.testkit';
import { Domains } from '@iimp/storage/domains';
import { Users } from '@iimp/storage/users';
import { neighboursModule, type Neighbours } from './neighbours.testkit.js';
import { Peer } from './peer.testkit.js';
import { federationService } from './service.js';

export interface World {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  readonly context: OwnedContext;
  readonly neighbours: Neighbours;
  readonly database: TestDatabase;
  /** The service's clock. */
  now(): number;
  /** Turns it forward. */
  advance(ms: number): void;
  /** A domain that discovery knows, with one key. */
  peer(domain: string, kid?: string): Peer;
  /** Another replica over the same database and broker. */
  replica(): Promise<World>;
  stop(): Promise<void>;
}

/** The first domain is `org2.test`, with bob and carol; the second `org3.test`, with dave. */
const USERS = ['bob@org2.test', 'carol@org2.test', 'dave@org3.test'];

let worlds = 0;

export async function startWorld(env: Record<string, string> = {}): Promise<World> {
  const database = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'iimp-federation-'));
  const now = Date.now();
  const domains = new Domains(database.db);
  const users = new Users(database.db);
  for (const domain of ['org2.test', 'org3.test']) {
    await domains.add(domain, now);
    await addDomainKey({ domains, directory: join(folder, 'keys'), domain, keyId: 'k1', now });
  }
  for (const address of USERS) await users.create({ address, passwordHash: null, now });
  const settings = {
    IIMP_DATABASE_URL: database.url,
    IIMP_BROKER_URL: `memory:federation-${process.pid}-${worlds++}`,
    IIMP_BLOBS_URL: `file://${folder}/blobs`,
    IIMP_DOMAIN_KEYS_DIR: join(folder, 'keys'),
    IIMP_FEDERATION_LISTEN: '127.0.0.1:0',
    IIMP_API_URL: 'https://api.org2.test',
    IIMP_RETENTION: '3650d',
    IIMP_RATE_IP: 'off',
    IIMP_RATE_DOMAIN: 'off',
    ...env,
  };
  const shared: Shared = { settings, database, clock: { offset: 0 }, peers: new Map(), stops: [] };
  const world = await startReplica(shared);
  const { stops } = shared;
  return {
    ...world,
    stop: async () => {
      for (const stop of stops.reverse()) await stop();
      await database.drop();
      await rm(folder, { recursive: true });
    },
  };
}

interface Shared {
  readonly settings: Record<string, string>;
  readonly database: TestDatabase;
  readonly clock: { offset: number };
  readonly peers: Map<string, Peer>;
  readonly stops: (() => Promise<unknown>)[];
  neighbours?: Neighbours;
}

async function startReplica(shared: Shared): Promise<World> {
  const { settings, database, clock, peers, stops } = shared;
  const now = () => Date.now() + clock.offset;
  const logger = createLogger({ service: 'federation', level: 'silent' });
  const context = await createContext(loadConfig(settings, 'federation'), { logger, now });
  stops.push(() => context.close());
  const neighbours = (shared.neighbours ??= await startNeighbours(shared, context));
  const service: RunningService = await federationService.start(context);
  const stop = () => service.stop(AbortSignal.timeout(5_000));
  stops.push(stop);
  const url = service.url!;
  return {
    url,
    context,
    neighbours,
    database,
    now,
    advance: (ms) => (clock.offset += ms),
    peer: (domain, kid = 'k1') => {
      const peer = new Peer({ url, domain, kid, now });
      peers.set(domain, peer);
      return peer;
    },
    replica: () => startReplica(shared),
    stop,
  };
}

async function startNeighbours({ peers, stops }: Shared, { messaging }: OwnedContext): Promise<Neighbours> {
  const { module, neighbours } = neighboursModule(peers);
  const handlers = await startHandlers(module, messaging);
  stops.push(() => handlers.close());
  return neighbours;
}
