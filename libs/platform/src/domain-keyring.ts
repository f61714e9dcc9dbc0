/**
 * The domains of this deployment and their keys (profile §2, §6). Postgres says which domains are local, which keys they
 * publish and which one signs; the private halves are files, `<folder>/<domain>/<key id>.pem` (PKCS#8, Ed25519), mounted
 * as secrets and never stored anywhere else.
 *
 * A new key is published first and signs some minutes later, while the key before is there: who gets a signature by a key that it does
 * not know asks for our keys once a minute, and may be given what a process that has not heard of it, or a cache, has.
 */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDomain } from '@iimp/protocol/address';
import { ProblemError } from '@iimp/protocol/problem';
import type { DomainKeyRecord, Domains } from '@iimp/storage/domains';
import type { Logger } from './logging.js';
import { Refresher } from './refresher.js';

/** What signs for a domain. `keyId` alone; on the wire it is `<domain>#<keyId>`. */
export interface Signer {
  domain: string;
  keyId: string;
  privateKey: KeyObject;
}

export interface DomainKeyringOptions {
  domains: Pick<Domains, 'list' | 'keys'>;
  /** Folder of the private keys; without it nothing can sign. */
  directory: string | undefined;
  logger: Logger;
  /** How long a new key is published before it signs, ms; default 3 min. */
  leadMs?: number;
  /** How often Postgres is asked when nobody tells of a change; default 5 s. */
  intervalMs?: number;
  now?: () => number;
}

interface DomainEntry {
  /** The one that signs first, or that should; none that is retired. */
  keys: DomainKeyRecord[];
  signer: Signer | undefined;
  /** Why there is no signer. */
  reason: string;
}

const DEFAULT_LEAD_MS = 180_000;
const KEY_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/**
 * Which keys of a domain may sign now, in the order in which they are tried; none without an active one.
 * @param leadMs see DomainKeyringOptions
 */
export function maySign(keys: readonly DomainKeyRecord[], now: number, leadMs = DEFAULT_LEAD_MS): DomainKeyRecord[] {
  const active = keys.find((key) => key.state === 'active');
  if (!active) return [];
  const known = now - leadMs;
  if (active.createdAt <= known) return [active];
  const before = keys.filter(
    (key) => key.state !== 'retired' && key.createdAt < active.createdAt && (key.expiresAt ?? Infinity) > now,
  );
  const longer = before.filter((key) => key.createdAt <= known);
  return [...(longer.length > 0 ? longer : before), active];
}

export class DomainKeyring {
  private entries: ReadonlyMap<string, DomainEntry> = new Map();
  private readonly refresher: Refresher;
  private readonly now: () => number;

  constructor(private readonly options: DomainKeyringOptions) {
    this.now = options.now ?? Date.now;
    this.refresher = new Refresher({
      what: 'domain keys',
      intervalMs: options.intervalMs ?? 5_000,
      logger: options.logger,
      load: () => this.load(),
    });
  }

  /** Loads for the first time; rejects when that fails. */
  start(): Promise<void> {
    return this.refresher.start();
  }

  /** Reads everything again now: after `domains.changed`, or SIGHUP. */
  reload(): Promise<void> {
    return this.refresher.refresh();
  }

  /** Local domains, sorted. */
  domains(): string[] {
    return [...this.entries.keys()].sort();
  }

  isLocal(domain: string): boolean {
    return this.entries.has(domain);
  }

  /** What signs for a local domain now. Throws `unavailable` when its key is not here, `internal` for a domain that is not local. */
  signer(domain: string): Signer {
    const entry = this.entries.get(domain);
    if (!entry) throw new ProblemError('internal', 'the domain is not served here');
    if (!entry.signer) throw new ProblemError('unavailable', `this server cannot sign for ${domain} now`);
    return entry.signer;
  }

  /** Public keys that a local domain publishes, the one that signs first; those past their time left out. */
  publicKeys(domain: string): DomainKeyRecord[] {
    const now = this.now();
    const keys = this.entries.get(domain)?.keys ?? [];
    return keys.filter((key) => key.expiresAt === null || key.expiresAt > now);
  }

  /** Local domains that nothing can be signed for now, each with why. */
  unsigned(): { domain: string; reason: string }[] {
    return [...this.entries].flatMap(([domain, { signer, reason }]) => (signer ? [] : [{ domain, reason }]));
  }

  close(): void {
    this.refresher.close();
  }

  private async load(): Promise<void> {
    const { domains } = this.options;
    const [list, keys] = await Promise.all([domains.list(), domains.keys()]);
    const entries = new Map<string, DomainEntry>();
    for (const { domain } of list) {
      const published = keys.filter((key) => key.domain === domain && key.state !== 'retired');
      published.sort((a, b) => Number(b.state === 'active') - Number(a.state === 'active'));
      entries.set(domain, await this.entryOf(domain, published));
    }
    this.entries = entries;
  }

  private async entryOf(domain: string, keys: DomainKeyRecord[]): Promise<DomainEntry> {
    const before = this.entries.get(domain);
    let reason = 'has no active key';
    for (const key of maySign(keys, this.now(), this.options.leadMs)) {
      try {
        const signer = before?.signer?.keyId === key.keyId ? before.signer : await this.readSigner(key);
        return { keys: [key, ...keys.filter((other) => other !== key)], signer, reason: '' };
      } catch (error) {
        reason = (error as Error).message;
      }
    }
    return { keys, signer: undefined, reason: this.tell(domain, before, reason) };
  }

  private async readSigner({ domain, keyId, publicKey }: DomainKeyRecord): Promise<Signer> {
    const { directory } = this.options;
    if (directory === undefined) throw new Error('no folder of private keys is configured');
    // Both come from our own database; they become a path, so they are checked all the same.
    if (!isDomain(domain) || !KEY_ID.test(keyId)) throw new Error('the key id cannot be a file name');
    const file = join(directory, domain, `${keyId}.pem`);
    const pem = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw new Error(`the private key ${keyId} cannot be read (${error.code})`);
    });
    const privateKey = createPrivateKey(pem);
    if (createPublicKey(privateKey).export({ format: 'jwk' }).x !== publicKey)
      throw new Error(`the private key ${keyId} does not belong to the public key`);
    return { domain, keyId, privateKey };
  }

  /** Logs a reason when it is news. */
  private tell(domain: string, before: DomainEntry | undefined, reason: string): string {
    if (before?.reason !== reason && this.options.directory !== undefined)
      this.options.logger.warn({ domain, reason }, 'nothing can be signed for a local domain');
    return reason;
  }
}
