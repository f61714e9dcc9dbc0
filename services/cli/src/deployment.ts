import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { userInfo } from 'node:os';
import type { Administration } from '@iimp/administration/administration';
import { HttpAdministration } from '@iimp/administration/http-administration';
import { LocalAdministration } from '@iimp/administration/local-administration';
import type { BlobStore } from '@iimp/blobs/blob-store';
import { openBlobs } from '@iimp/platform/blobs';
import { loadConfig, loadSome } from '@iimp/platform/config/load';
import { SETTINGS } from '@iimp/platform/config/settings';
import { Database } from '@iimp/storage/database';
import { assertSchemaVersion } from '@iimp/storage/schema-version';
import { withQuarantine } from './quarantine.js';
import { UsageError } from './usage-error.js';

/** Which deployment is meant, and how it is reached. */
export interface Target {
  /** Data folder of a standalone on this machine. */
  data?: string;
  /** Its admin service, and what to trust it by. */
  url?: string;
  ca?: string;
  /** Who acts, for the audit log; by the admin service that is the name of the token. */
  as?: string;
}

interface Where {
  databaseUrl: string;
  keysDir: string | undefined;
  /** Where attachments are, if that is known. */
  blobsUrl: string | undefined;
}

/** Which database is meant: that of a standalone's data folder, or of the variables that its services have. */
export function locate(data: string | undefined, env: NodeJS.ProcessEnv): Where {
  if (data !== undefined) {
    const runtime = readRuntime(data);
    return { databaseUrl: runtime.database_url, keysDir: runtime.domain_keys_dir, blobsUrl: runtime.blobs_url };
  }
  if (!env.IIMP_DATABASE_URL && !env.IIMP_DATABASE_URL_FILE)
    throw new UsageError(
      'say which deployment: --url of its admin service (IIMP_ADMIN_URL), --data DIR of a standalone, or IIMP_DATABASE_URL',
    );
  const { domainKeysDir: keysDir, blobsUrl } = loadSome(env, ['domainKeysDir', 'blobsUrl']);
  return { databaseUrl: loadConfig(env, 'cli').databaseUrl, keysDir, blobsUrl };
}

/** What a standalone tells of itself while it runs. */
function readRuntime(data: string): { database_url: string; domain_keys_dir: string; blobs_url?: string } {
  try {
    return JSON.parse(readFileSync(join(data, 'runtime.json'), 'utf8')) as ReturnType<typeof readRuntime>;
  } catch (error) {
    // It may run, and belong to another account.
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(code === 'ENOENT' ? noneRuns(data) : message, { cause: error });
  }
}

const noneRuns = (data: string): string => `no standalone runs on ${data} (npm start -- --data ${data})`;

/** One that was killed has left what it told of itself. */
function orNoneRuns(error: unknown, data: string | undefined): Error {
  const known = error as Error;
  const isRefused = (known.cause as NodeJS.ErrnoException | undefined)?.code === 'ECONNREFUSED';
  return data !== undefined && isRefused ? new UsageError(noneRuns(data), { cause: known }) : known;
}

/**
 * Runs `work` with the deployment's administration: by HTTP where a URL is given, else next to its database, whose schema must fit.
 * @param keysDir folder of private keys, where the command line names one
 */
export async function withAdministration<T>(
  target: Target,
  work: (administration: Administration) => Promise<T>,
  keysDir?: string,
): Promise<T> {
  const remote = remoteOf(target);
  if (remote) {
    if (keysDir !== undefined) throw new UsageError('--keys-dir: private keys do not travel; give --key-file');
    return work(remote);
  }
  const { databaseUrl, keysDir: known, blobsUrl } = locate(target.data, process.env);
  const db = new Database({ url: databaseUrl, max: 4, applicationName: 'iimpctl' });
  const blobs = new LazyBlobs(blobsUrl);
  try {
    await assertSchemaVersion(db).catch((error: unknown) => Promise.reject(orNoneRuns(error, target.data)));
    return await work(
      new LocalAdministration({
        db,
        actor: `iimpctl:${operatorOf(target, process.env)}`,
        now: Date.now,
        keysDir: keysDir ?? known,
        limits: limitsOf(process.env),
        // The services' own settings: a period of the command line would remove what they still take in.
        retention: loadSome(process.env, ['retentionMs', 'restoreWindowMs']),
        blobs: () => blobs.open(),
        withQuarantine,
      }),
    );
  } finally {
    await blobs.close();
    await db.close();
  }
}

/** The store of attachments, which most commands have no need for. */
class LazyBlobs {
  private store: BlobStore | undefined;

  constructor(private readonly url: string | undefined) {}

  open(): BlobStore {
    if (this.url === undefined) throw new UsageError('say where attachments are kept: IIMP_BLOBS_URL (and IIMP_S3_…)');
    const s3 = loadSome(process.env, ['s3Endpoint', 's3Region', 's3AccessKey', 's3SecretKey']);
    return (this.store ??= openBlobs({ ...s3, blobsUrl: this.url }));
  }

  async close(): Promise<void> {
    await this.store?.close();
  }
}

/** Who acts: as told, or the account of the system, which in a container may be a number without a name. */
function operatorOf({ as }: Target, env: NodeJS.ProcessEnv): string {
  if (as !== undefined) return readOption('--as', SETTINGS.operator.read, as);
  const { operator } = loadSome(env, ['operator']);
  if (operator !== undefined) return operator;
  try {
    return userInfo().username;
  } catch {
    return `uid-${process.getuid?.() ?? 'unknown'}`;
  }
}

/** The administration by HTTP, if that is how the deployment is reached. */
export function remoteOf(target: Target): HttpAdministration | undefined {
  if (target.data !== undefined) {
    if (target.url !== undefined) throw new UsageError('give --url or --data, not both');
    return undefined;
  }
  const given = loadSome(process.env, ['adminUrl', 'adminToken', 'adminCaFile']);
  const url = target.url === undefined ? given.adminUrl : readOption('--url', SETTINGS.adminUrl.read, target.url);
  if (url === undefined) return undefined;
  if (target.as !== undefined) throw new UsageError('--as: by the admin service, the token says who acts');
  if (given.adminToken === undefined)
    throw new UsageError('give the token of an operator: IIMP_ADMIN_TOKEN or IIMP_ADMIN_TOKEN_FILE');
  const caFile = target.ca ?? given.adminCaFile;
  return new HttpAdministration({ url, token: given.adminToken, ca: caFile && readText(caFile) });
}

/** The text of a file that the command line names. */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error });
  }
}

/** Writes a file that the command line names. */
export function writeText(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error });
  }
}

/** The value of an option, read as its variable is. */
function readOption<T>(option: string, read: (text: string) => T, given: string): T {
  try {
    return read(given);
  } catch (error) {
    throw new UsageError(`${option}: ${(error as Error).message}`, { cause: error });
  }
}

function limitsOf(env: NodeJS.ProcessEnv) {
  return loadSome(env, [
    'attachmentMaxBytes',
    'userStorageBytes',
    'rateIp',
    'rateUser',
    'rateDomain',
    'rateLoginUser',
    'rateLoginIp',
  ]);
}
