import type { Database, Queryable } from './database.js';

export interface LocalDomain {
  domain: string;
  createdAt: number;
}

/** `active` signs; `accepted` is published and still valid (before or after its time of signing); `retired` is history. */
export type DomainKeyState = 'active' | 'accepted' | 'retired';

/** Public half of a key of a local domain; private keys are files, never here. */
export interface DomainKeyRecord {
  domain: string;
  keyId: string;
  /** Raw Ed25519 key, base64url. */
  publicKey: string;
  state: DomainKeyState;
  expiresAt: number | null;
  createdAt: number;
}

export class Domains {
  constructor(private readonly db: Database) {}

  /** False when it was there already. */
  async add(domain: string, now: number): Promise<boolean> {
    const rows = await this.db.query(
      'domain-add',
      'insert into domains (domain, created_at) values ($1, $2) on conflict do nothing returning 1',
      [domain, now],
    );
    return rows.length > 0;
  }

  list(): Promise<LocalDomain[]> {
    return this.db.query<LocalDomain>(
      'domain-list',
      'select domain, created_at as "createdAt" from domains order by domain',
    );
  }

  /** Keys of a domain, or of all; the active one first. */
  keys(domain?: string): Promise<DomainKeyRecord[]> {
    return this.db.query<DomainKeyRecord>(
      'domain-keys',
      `select domain, key_id as "keyId", public_key as "publicKey", state, expires_at as "expiresAt", created_at as "createdAt"
         from domain_keys where $1::text is null or domain = $1
        order by domain, state <> 'active', created_at desc, key_id`,
      [domain ?? null],
    );
  }

  /** Adds a key. `active` makes the one that was active `accepted` until `previousExpiresAt`. */
  async addKey(
    key: { domain: string; keyId: string; publicKey: string; state: 'active' | 'accepted' },
    options: { now: number; previousExpiresAt?: number | null },
  ): Promise<void> {
    return this.db.transaction('domain-key-add', async (tx) => {
      if (key.state === 'active') await retireActive(tx, key.domain, options.previousExpiresAt ?? null);
      await tx.query(
        'domain-key-insert',
        'insert into domain_keys (domain, key_id, public_key, state, created_at) values ($1, $2, $3, $4, $5)',
        [key.domain, key.keyId, key.publicKey, key.state, options.now],
      );
    });
  }

  /** Makes an accepted key the one that signs, as `addKey` does. False when there is no such key. */
  async activateKey(domain: string, keyId: string, options: { previousExpiresAt?: number | null }): Promise<boolean> {
    return this.db.transaction('domain-key-activate', async (tx) => {
      const [key] = await tx.query<{ state: DomainKeyState }>(
        'domain-key-lock',
        'select state from domain_keys where domain = $1 and key_id = $2 for update',
        [domain, keyId],
      );
      if (!key || key.state === 'retired') return false;
      if (key.state === 'active') return true;
      await retireActive(tx, domain, options.previousExpiresAt ?? null);
      await tx.query(
        'domain-key-set-active',
        `update domain_keys set state = 'active', expires_at = null where domain = $1 and key_id = $2`,
        [domain, keyId],
      );
      return true;
    });
  }

  /** Takes a key out of use, at once. The active one cannot be retired: false. */
  async retireKey(domain: string, keyId: string, now: number): Promise<boolean> {
    const rows = await this.db.query(
      'domain-key-retire',
      `update domain_keys set state = 'retired', expires_at = $3
        where domain = $1 and key_id = $2 and state = 'accepted' returning 1`,
      [domain, keyId, now],
    );
    return rows.length > 0;
  }
}

/** The key that signed until now stays accepted until its time, so that a rotation overlaps (profile §2). */
async function retireActive(tx: Queryable, domain: string, expiresAt: number | null): Promise<void> {
  await tx.query(
    'domain-key-demote',
    `update domain_keys set state = 'accepted', expires_at = $2 where domain = $1 and state = 'active'`,
    [domain, expiresAt],
  );
}
