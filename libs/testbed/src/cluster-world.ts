import { type Broker, privateBroker, sharedBroker } from './broker.js';
import { ClusterOrganization, type Stores } from './cluster-organization.js';
import { allDone, WorldBase } from './internal/world-base.js';
import { createDatabase, freeConnections, type PostgresServer, privatePostgres, sharedPostgres } from './postgres.js';
import { createBucket, type S3Service, sharedS3 } from './s3.js';
import { find } from './standalone-world.js';
import { SERVICES, type ServiceName, type World, type WorldOptions } from './world.js';

export interface ClusterOptions extends WorldOptions {
  /** Processes of each service, or of those that are named. Default 1. */
  replicas?: number | Partial<Record<ServiceName, number>>;
  /** A broker of the world's own, which can be stopped and killed. Default: the one that all tests share. */
  ownBroker?: boolean;
  /** A PostgreSQL server of the world's own, the same for all organizations, which can be stopped and crashed. */
  ownPostgres?: boolean;
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
    const replicas = (service: ServiceName): number =>
      typeof options.replicas === 'object' ? (options.replicas[service] ?? 1) : (options.replicas ?? 1);
    const processes = SERVICES.reduce((sum, service) => sum + replicas(service), 0) * base.domains.length;
    const [{ postgres, database }, { broker, control }, s3] = await Promise.all([
      options.ownPostgres ? ownPostgres(base) : findPostgres(base, processes * POOL),
      findBroker(base, options.ownBroker ?? false),
      sharedS3(),
    ]);
    const env = { IIMP_DATABASE_POOL: String(POOL) };
    const organizations = await allDone(
      base.domains.map(async (domain) => {
        const stores = await createStores(base, domain, { postgres, isOwn: database !== undefined, broker, s3 });
        const admin = options.admin ?? false;
        return ClusterOrganization.create(base, domain, { stores, replicas, env, checkout: options.checkout, admin });
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
      ...(database && { postgres: database }),
      close: () => cleanup.close(),
    };
  } catch (error) {
    await cleanup.close().catch(() => undefined);
    throw error;
  }
}

/** The shared server, or one of our own where the shared one has too few connections left. */
async function findPostgres(base: WorldBase, connections: number): Promise<FoundPostgres> {
  const shared = await sharedPostgres();
  if ((await freeConnections(shared)) >= connections + 20) return { postgres: shared };
  base.say('the PostgreSQL server has too few connections left: starting one of our own');
  const { postgres } = await ownPostgres(base);
  return { postgres };
}

interface FoundPostgres {
  postgres: PostgresServer;
  /** Where it is the world's own. */
  database?: NonNullable<World['postgres']>;
}

async function ownPostgres({ cleanup }: WorldBase): Promise<FoundPostgres> {
  const own = await privatePostgres();
  let isUp = true;
  cleanup.add('own PostgreSQL', () => own.remove());
  const ended = async (end: () => Promise<void>): Promise<void> => {
    isUp = false;
    await end();
  };
  const start = async (): Promise<void> => {
    if (!isUp) await own.start();
    isUp = true;
  };
  return {
    postgres: own,
    database: { stop: () => ended(own.stop), crash: () => ended(own.crash), start },
  };
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
  { postgres, isOwn, broker, s3 }: { postgres: PostgresServer; isOwn: boolean; broker: Broker; s3: S3Service },
): Promise<Stores> {
  const database = await createDatabase(postgres);
  // A server of the world's own goes with all its databases, perhaps after a test left it stopped.
  if (!isOwn) cleanup.add(`database of ${domain}`, () => database.drop());
  const vhost = await broker.createVhost();
  cleanup.add(`vhost of ${domain}`, () => vhost.remove());
  const bucket = await createBucket(s3);
  cleanup.add(`bucket of ${domain}`, () => bucket.remove());
  return { databaseUrl: database.url, brokerUrl: vhost.url, bucket: bucket.name, s3 };
}
