/** One organization in one process: what it starts, in which order, and how it ends. */
import { pathToFileURL } from 'node:url';
import { EmbeddedPostgres } from '@iimp/embedded-postgres/server';
import { loadConfig } from '@iimp/platform/config/load';
import { createContext } from '@iimp/platform/context';
import { listenHealth } from '@iimp/platform/health';
import { afterRestore } from '@iimp/storage/restored';
import { migrate } from '@iimp/storage/data-source';
import { Database } from '@iimp/storage/database';
import { startAll } from './composition.js';
import { DataFolder } from './data-folder.js';
import { ensureCertificate, ensureDomains } from './first-start.js';
import { environmentOf, type StandaloneOptions, withPublicUrls } from './options.js';

export interface Standalone {
  api: string;
  federation: string;
  admin: string;
  data: string;
  stop(): Promise<void>;
}

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
    const variables = withPublicUrls(environmentOf(options, env), options.domain[0]);
    const given = variables.IIMP_DATABASE_URL ?? variables.IIMP_DATABASE_URL_FILE;
    if (!given) {
      const postgres = await EmbeddedPostgres.start({
        dataDir: folder.file('postgres'),
        database: 'iimp',
        onExit: (code) => onFailure(`Postgres ended by itself (${code})`),
      });
      endings.push(() => postgres.stop());
      variables.IIMP_DATABASE_URL = postgres.url;
    }
    variables.IIMP_BROKER_URL ??= `memory:standalone-${process.pid}`;
    variables.IIMP_BLOBS_URL ??= pathToFileURL(folder.file('blobs')).href;
    variables.IIMP_DOMAIN_KEYS_DIR ??= folder.file('keys');
    if (!variables.IIMP_TOKEN_SECRET_FILE) variables.IIMP_TOKEN_SECRET ??= folder.secret('token-secret');
    if (!variables.IIMP_TLS_CERT_FILE) {
      const pair = await ensureCertificate(folder, options.domain);
      variables.IIMP_TLS_CERT_FILE = pair.cert;
      variables.IIMP_TLS_KEY_FILE = pair.key;
    }
    const config = loadConfig(variables, 'standalone');
    await migrate(config.databaseUrl);
    await withDatabase(config.databaseUrl, (db) =>
      ensureDomains(
        db,
        {
          domains: options.domain,
          keysDir: config.domainKeysDir,
          ...(options.domainKey === undefined ? {} : { keyFile: options.domainKey }),
          ...(options.keyId === undefined ? {} : { keyId: options.keyId }),
        },
        Date.now(),
      ),
    );
    if (options.restored) await withDatabase(config.databaseUrl, restored);
    const context = await createContext(config);
    endings.push(() => context.close());
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
    return { api, federation, admin, data: folder.path, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Before any service runs: what they give out from now on must not be taken for what was given out before. */
async function restored(db: Database): Promise<void> {
  await afterRestore(db, { actor: 'standalone', now: Date.now() });
}

async function withDatabase(url: string, work: (db: Database) => Promise<void>): Promise<void> {
  const db = new Database({ url, max: 2, applicationName: 'iimp-first-start' });
  try {
    await work(db);
  } finally {
    await db.close();
  }
}
