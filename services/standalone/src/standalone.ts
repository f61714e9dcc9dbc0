/** One organization in one process: what it starts, in which order, and how it ends. */
import { EmbeddedPostgres } from '@iimp/embedded-postgres/server';
import { loadConfig } from '@iimp/platform/config/load';
import { createContext } from '@iimp/platform/context';
import { listenHealth } from '@iimp/platform/health';
import type { Running } from '@iimp/platform/process';
import { afterRestore } from '@iimp/storage/restored';
import { migrate } from '@iimp/storage/data-source';
import { Database } from '@iimp/storage/database';
import { startAll } from './composition.js';
import { DataFolder } from './data-folder.js';
import { ensureDomains, servedDomains } from './first-start.js';
import { environmentOf, type StandaloneOptions, withOwnParts, withPublicUrls } from './options.js';
import { ensureCertificate, renewInTime } from './own-certificate.js';

export interface Standalone extends Running {
  api: string;
  federation: string;
  admin: string;
  data: string;
  /** Reads again what the services do, and gives its own certificate the domains that were added since. */
  reload(): Promise<void>;
}

/** What the services' stop is followed by has this long: Postgres writes what it holds in memory. */
const STORES_STOP_MS = 10_000;

/**
 * Starts everything and resolves when all listeners answer. Rejects, with nothing left running, when a part cannot start.
 * @param onFailure called once when the database ends by itself: the process should end too
 */
export async function startStandalone(
  options: StandaloneOptions,
  env: NodeJS.ProcessEnv,
  onFailure: (reason: string) => void,
): Promise<Standalone> {
  const endings: (() => Promise<void> | void)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of endings.splice(0).reverse()) await end();
  };
  try {
    const folder = DataFolder.open(options.data);
    endings.push(() => folder.close());
    const variables = withOwnParts(environmentOf(options, env), folder);
    if (!variables.IIMP_DATABASE_URL && !variables.IIMP_DATABASE_URL_FILE) {
      const postgres = await EmbeddedPostgres.start({
        dataDir: folder.file('postgres'),
        database: 'iimp',
        onExit: (code) => onFailure(`Postgres ended by itself (${code})`),
      });
      endings.push(() => postgres.stop());
      variables.IIMP_DATABASE_URL = postgres.url;
    }
    // What is wrong is told before anything changes; the public addresses are right only once the domains are known.
    const { databaseUrl, domainKeysDir } = loadConfig(withPublicUrls(variables, options.domain[0]), 'standalone');
    await migrate(databaseUrl);
    const domains = await withDatabase(databaseUrl, (db) => firstStart(db, options, domainKeysDir));
    const makesCertificate = !variables.IIMP_TLS_CERT_FILE;
    if (makesCertificate) {
      const pair = await ensureCertificate(folder, domains);
      variables.IIMP_TLS_CERT_FILE = pair.cert;
      variables.IIMP_TLS_KEY_FILE = pair.key;
    }
    const config = loadConfig(withPublicUrls(variables, domains[0]), 'standalone');
    const context = await createContext(config);
    endings.push(() => context.close());
    const certify = async () => ensureCertificate(folder, await servedDomains(context.db, options.domain));
    if (makesCertificate) endings.push(renewInTime(folder.file('tls/server.pem'), certify, context.logger));
    const services = await startAll(context);
    endings.push(() => services.stop(AbortSignal.timeout(config.stopTimeoutMs)));
    if (config.healthListen) {
      const health = await listenHealth(context.health, config.healthListen, context.scrape);
      endings.push(() => health.close());
    }
    folder.tellRuntime({
      pid: process.pid,
      database_url: config.databaseUrl,
      domain_keys_dir: config.domainKeysDir,
      blobs_url: config.blobsUrl,
      api: services.apiUrl,
      federation: services.federationUrl,
      admin: services.adminUrl,
    });
    const { apiUrl: api, federationUrl: federation, adminUrl: admin } = services;
    return {
      ...{ api, federation, admin, data: folder.path },
      logger: context.logger,
      stopTimeoutMs: config.stopTimeoutMs + STORES_STOP_MS,
      reload: async () => {
        if (makesCertificate) await certify();
        await context.reload();
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What has to be in the database before any service runs. @returns all domains that are served */
async function firstStart(db: Database, options: StandaloneOptions, keysDir: string): Promise<string[]> {
  const { domain: domains, domainKey: keyFile, keyId, restored } = options;
  const now = Date.now();
  await ensureDomains(
    db,
    { domains, keysDir, ...(keyFile === undefined ? {} : { keyFile }), ...(keyId === undefined ? {} : { keyId }) },
    now,
  );
  // What is given out from now on must not be taken for what was given out before.
  if (restored) await afterRestore(db, { actor: 'standalone', now });
  return servedDomains(db, domains);
}

async function withDatabase<T>(url: string, work: (db: Database) => Promise<T>): Promise<T> {
  const db = new Database({ url, max: 2, applicationName: 'iimp-first-start' });
  try {
    return await work(db);
  } finally {
    await db.close();
  }
}
