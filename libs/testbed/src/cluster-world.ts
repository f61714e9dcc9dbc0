import { type Broker, privateBroker, sharedBroker } from './broker.js';
import { ClusterOrganization, type Stores } from './cluster-organization.js';
import { allDone, WorldBase } from './internal/world-base.js';
import { createDatabase, freeConnections, type PostgresServer, privatePostgres, sharedPostgres } from './postgres.js';
import { createBucket, type S3Service, sharedS3 } from './s3.js';
import { find } from './standalone-world.js';
import { SERVICES, type World, type WorldOptions } from './world.js';

export interface ClusterOptions extends WorldOptions {
  /** Processes of each service. Default 1. */
  replicas?: number;
  /** A broker of the world's own, which can be stopped and killed. Default: the one that all tests share. */
  ownBroker?: boolean;
}

/** Connections of each process to Postgres; few, because many processes share one server of 100 connections. */
const POOL = 5;

/**
 * Starts a world in which each organization is five kinds of process, `replicas` of each, over a database, a vhost and a bucket of
 * its own, with one address for its clients and one for other domains.
 */
export async function startClusterWorld(options: ClusterOptions = {}): Promise<World> {
  const base = await WorldBase.create(options);
  const { cleanup } = base;
  try {
    const replicas = options.replicas ?? 1;
    const [postgres, { broker, control }, s3] = await Promise.all([
      findPostgres(base, SERVICES.length * replicas * base.domains.length * POOL),
      findBroker(base, options.ownBroker ?? false),
      sharedS3(),
    ]);
    const env = { IIMP_DATABASE_POOL: String(POOL) };
    const organizations = await allDone(
      base.domains.map(async (domain) => {
        const stores = await createStores(base, domain, postgres, broker, s3);
        return ClusterOrganization.create(base, domain, { stores, replicas, env });
      }),
    );
    await allDone(organizations.map((organization) => organization.start()));
    return {
      form: 'cluster',
      folder: base.folder,
      ca: base.ca,
      organizations,
      org: (domain) => find(organizations, domain),
      fetch: base.fetch,
      ...(base.dns && { dns: base.dns }),
      ...(control && { broker: control }),
      close: () => cleanup.close(),
    };
  } catch (error) {
    await cleanup.close().catch(() => undefined);
    throw error;
  }
}

/** The shared server, or one of our own where the shared one has too few connections left. */
async function findPostgres({ cleanup, say }: WorldBase, connections: number): Promise<PostgresServer> {
  const shared = await sharedPostgres();
  if ((await freeConnections(shared)) >= connections + 20) return shared;
  say('the PostgreSQL server has too few connections left: starting one of our own');
  const own = await privatePostgres();
  cleanup.add('own PostgreSQL', () => own.remove());
  return own;
}

async function findBroker({ cleanup }: WorldBase, own: boolean) {
  if (!own) return { broker: await sharedBroker(), control: undefined };
  const broker = await privateBroker();
  cleanup.add('own broker', () => broker.remove());
  const { stop, kill, start } = broker;
  // It is removed with all its vhosts, perhaps after a test left it stopped.
  const createVhost = async () => ({ ...(await broker.createVhost()), remove: async () => undefined });
  return { broker: { ...broker, createVhost }, control: { stop, kill, start } };
}

async function createStores(
  { cleanup }: WorldBase,
  domain: string,
  postgres: PostgresServer,
  broker: Broker,
  s3: S3Service,
): Promise<Stores> {
  const database = await createDatabase(postgres);
  cleanup.add(`database of ${domain}`, () => database.drop());
  const vhost = await broker.createVhost();
  cleanup.add(`vhost of ${domain}`, () => vhost.remove());
  const bucket = await createBucket(s3);
  cleanup.add(`bucket of ${domain}`, () => bucket.remove());
  return { databaseUrl: database.url, brokerUrl: vhost.url, bucket: bucket.name, s3 };
}
