import type { Database } from './database.js';
import { pending } from './internal/pending.js';

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
  add(_domain: string, _now: number): Promise<boolean> {
    return pending();
  }

  list(): Promise<LocalDomain[]> {
    return pending();
  }

  isLocal(_domain: string): Promise<boolean> {
    return pending();
  }

  /** Keys of a domain, or of all; the active one first. */
  keys(_domain?: string): Promise<DomainKeyRecord[]> {
    return pending();
  }

  /** Adds a key. `active` makes the one that was active `accepted` until `previousExpiresAt`. */
  addKey(
    _key: { domain: string; keyId: string; publicKey: string; state: 'active' | 'accepted' },
    _options: { now: number; previousExpiresAt?: number | null },
  ): Promise<void> {
    return pending();
  }

  /** Makes an accepted key the one that signs, as `addKey` does. False when there is no such key. */
  activateKey(
    _domain: string,
    _keyId: string,
    _options: { now: number; previousExpiresAt?: number | null },
  ): Promise<boolean> {
    return pending();
  }

  /** Takes a key out of use, at once. The active one cannot be retired: false. */
  retireKey(_domain: string, _keyId: string, _now: number): Promise<boolean> {
    return pending();
  }
}
