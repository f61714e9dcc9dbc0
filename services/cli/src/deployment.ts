import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '@iimp/platform/config/load';
import { Database } from '@iimp/storage/database';
import { assertSchemaVersion } from '@iimp/storage/schema-version';

/** A mistake of the person at the keyboard: told in one line, without a stack. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface Deployment {
  db: Database;
  /** Folder of the domains' private keys, where it is known. */
  keysDir: string | undefined;
}

interface Where {
  databaseUrl: string;
  keysDir: string | undefined;
}

/** Which deployment is meant: a standalone's data folder, or the variables that its services have. */
export function locate(data: string | undefined, env: NodeJS.ProcessEnv): Where {
  if (data !== undefined) {
    const file = join(data, 'runtime.json');
    if (!existsSync(file)) throw new UsageError(`no standalone runs on ${data} (npm start -- --data ${data})`);
    const runtime = JSON.parse(readFileSync(file, 'utf8')) as { database_url: string; domain_keys_dir: string };
    return { databaseUrl: runtime.database_url, keysDir: runtime.domain_keys_dir };
  }
  if (!env.IIMP_DATABASE_URL && !env.IIMP_DATABASE_URL_FILE)
    throw new UsageError('say which deployment: --data DIR of a standalone, or IIMP_DATABASE_URL');
  return { databaseUrl: loadConfig(env, 'cli').databaseUrl, keysDir: env.IIMP_DOMAIN_KEYS_DIR };
}

/** Runs `work` with the deployment's database, whose schema must fit. */
export async function withDeployment<T>(
  data: string | undefined,
  work: (deployment: Deployment) => Promise<T>,
): Promise<T> {
  const { databaseUrl, keysDir } = locate(data, process.env);
  const db = new Database({ url: databaseUrl, max: 2, applicationName: 'iimpctl' });
  try {
    await assertSchemaVersion(db);
    return await work({ db, keysDir });
  } finally {
    await db.close();
  }
}
