/** The key that this deployment signs with, found without a database where there is none: its private half is a file. */
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Environment, given, loadConfig, loadSome } from '@iimp/platform/config/load';
import { maySign } from '@iimp/platform/domain-keyring';
import { isDomain } from '@iimp/protocol/address';
import { Database } from '@iimp/storage/database';
import { Domains } from '@iimp/storage/domains';

export type OwnKey =
  | { readonly domain: string; readonly keyId: string; readonly privateKey: KeyObject }
  /** Why there is none, and what to do about it. */
  | { readonly missing: string; readonly cure: string };

export interface OwnKeyOptions {
  /** Data folder of a standalone. */
  data?: string | undefined;
  from?: string | undefined;
  keyId?: string | undefined;
  keysDir?: string | undefined;
}

const DATABASE_MS = 5_000;
const KEY_FILE = /^([A-Za-z0-9][A-Za-z0-9._-]{0,63})\.pem$/;

/** What to sign with towards `peer`. Never throws: a domain can be looked at without a key too. */
export async function findOwnKey(peer: string, options: OwnKeyOptions, env: Environment): Promise<OwnKey> {
  const place = whereOf(options, env);
  if (place.keysDir === undefined) return none('no private key is at hand', KEYS_DIR);
  try {
    const domains = readdirSync(place.keysDir).filter(isDomain).sort();
    const domain = options.from?.toLowerCase() ?? domains[0];
    if (domains.includes(peer))
      return none(
        `${peer} is served by this very deployment`,
        'Run it beside another deployment: a domain takes nothing from itself.',
      );
    if (domain === undefined || !domains.includes(domain))
      return none(`${place.keysDir} has no key of ${domain ?? 'any domain'}`, KEYS_DIR);
    const files = readdirSync(join(place.keysDir, domain)).flatMap((file) => KEY_FILE.exec(file)?.[1] ?? []);
    const signing = options.keyId === undefined ? await signingKeys(place.databaseUrl, domain, env) : [];
    const keyId =
      options.keyId ??
      signing.find((id) => files.includes(id)) ??
      signing[0] ??
      (files.length === 1 ? files[0] : undefined);
    if (keyId === undefined)
      return none(
        `which key of ${domain} signs now is not known (${files.sort().join(', ') || 'there is none'})`,
        'Name it by --key-id, or the database by --data or IIMP_DATABASE_URL.',
      );
    const privateKey = createPrivateKey(readFileSync(join(place.keysDir, domain, `${keyId}.pem`), 'utf8'));
    if (privateKey.asymmetricKeyType !== 'ed25519') return none(`${keyId} is no Ed25519 key`, KEYS_DIR);
    return { domain, keyId, privateKey };
  } catch (error) {
    return none(`the private key cannot be read: ${(error as Error).message}`, KEYS_DIR);
  }
}

const KEYS_DIR =
  'Run it where the keys are: --data DIR beside a standalone, otherwise IIMP_DOMAIN_KEYS_DIR (--keys-dir) as the services have it.';

const none = (missing: string, cure: string): OwnKey => ({ missing, cure });

function whereOf({ data, keysDir }: OwnKeyOptions, env: Environment) {
  const file = data === undefined ? undefined : join(data, 'runtime.json');
  if (file !== undefined && existsSync(file)) {
    const runtime = JSON.parse(readFileSync(file, 'utf8')) as { database_url: string; domain_keys_dir: string };
    return { keysDir: keysDir ?? runtime.domain_keys_dir, databaseUrl: runtime.database_url };
  }
  return { keysDir: keysDir ?? loadSome(env, ['domainKeysDir']).domainKeysDir, databaseUrl: databaseUrlOf(env) };
}

function databaseUrlOf(env: Environment): string | undefined {
  try {
    return given(loadConfig(env, 'cli'), 'databaseUrl');
  } catch {
    // No usable configuration of a database: then there is none.
    return undefined;
  }
}

/** The ids of the keys that may sign now by the database, as the services try them; none when it cannot be asked. */
async function signingKeys(url: string | undefined, domain: string, env: Environment): Promise<string[]> {
  if (url === undefined) return [];
  const db = new Database({ url, max: 1, applicationName: 'iimpctl' });
  const over = new AbortController();
  try {
    const keys = await Promise.race([
      new Domains(db).keys(domain),
      delay(DATABASE_MS, [], { signal: over.signal, ref: false }),
    ]);
    return maySign(keys, Date.now(), loadSome(env, ['domainKeyLeadMs']).domainKeyLeadMs).map(({ keyId }) => keyId);
  } catch {
    return [];
  } finally {
    over.abort();
    await db.close();
  }
}
