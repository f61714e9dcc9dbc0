import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { isDomain } from '@iimp/protocol/address';
import { ProblemError } from '@iimp/protocol/problem';
import type { Domains } from '@iimp/storage/domains';

export interface NewDomainKey {
  domains: Pick<Domains, 'addKey'>;
  /** Folder of the private keys: `<folder>/<domain>/<key id>.pem`. */
  directory: string;
  domain: string;
  /** Default: the month it was made in, like `2026-11`. */
  keyId?: string;
  /** PKCS#8 PEM of an Ed25519 key to take instead of making one. */
  pem?: string;
  /** Whether it is to sign (default), once it was published for a while (DomainKeyring), or is only published. */
  state?: 'active' | 'accepted';
  /** Until when the key that signed before stays accepted, ms; null: without end. */
  previousExpiresAt?: number | null;
  now: number;
}

/**
 * Gives a local domain a signing key (profile §2). The private half is on disk before the public
 * half is published, so a crash in between leaves a file too many, never a key that nobody can sign with.
 */
export async function addDomainKey(options: NewDomainKey): Promise<{ keyId: string; publicKey: string }> {
  const { directory, domain, now } = options;
  const keyId = options.keyId ?? new Date(now).toISOString().slice(0, 7);
  if (!isDomain(domain)) throw new ProblemError('invalid_request', `not a domain: ${domain}`);
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(keyId))
    throw new ProblemError('invalid_request', `not a key id: ${keyId}`);
  const folder = join(directory, domain);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `${keyId}.pem`);
  const privateKey = await keyInFile(file, options.pem);
  const publicKey = String(createPublicKey(privateKey).export({ format: 'jwk' }).x);
  await options.domains.addKey(
    { domain, keyId, publicKey, state: options.state ?? 'active' },
    { now, previousExpiresAt: options.previousExpiresAt ?? null },
  );
  return { keyId, publicKey };
}

/** The key of the file; written first when it is not there. A key that is there is never replaced. */
async function keyInFile(file: string, pem: string | undefined): Promise<KeyObject> {
  const existing = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (existing !== undefined && pem !== undefined && existing.trim() !== pem.trim())
    throw new ProblemError('invalid_request', `${file} holds another key`);
  const text =
    existing ?? pem ?? generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const key = createPrivateKey(text);
  if (key.asymmetricKeyType !== 'ed25519') throw new ProblemError('invalid_request', 'a domain key is an Ed25519 key');
  if (existing === undefined) await writeDurably(file, text);
  return key;
}

async function writeDurably(file: string, text: string): Promise<void> {
  const handle = await open(`${file}.new`, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.new`, file);
}
