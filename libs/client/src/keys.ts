/** Public keys of others: fetched through the home server, verified, and held to the identity that was seen first (profile §3). */
import type { UserKeysDocument } from '@iimp/proto/types';
import { parseAddress } from '@iimp/protocol/address';
import { verifyUserKeys } from '@iimp/crypto/keys';
import { IdentityChangedError } from './errors.js';
import type { Session } from './session.js';

/** Remembers the identity key of each user at first use. Keep it as long as the account. */
export interface PinStore {
  get(address: string): Promise<string | undefined>;
  set(address: string, identityKey: string): Promise<void>;
}

export class MemoryPinStore implements PinStore {
  private readonly pins = new Map<string, string>();

  async get(address: string): Promise<string | undefined> {
    return this.pins.get(address);
  }

  async set(address: string, identityKey: string): Promise<void> {
    this.pins.set(address, identityKey);
  }
}

export interface KeyDirectoryOptions {
  session: Pick<Session, 'json'>;
  pins: PinStore;
  onIdentityChange?: (change: IdentityChangedError) => void;
  now: () => number;
  /** How long a document is used without asking again; default 5 min. */
  freshMs?: number;
}

const MOST_CACHED = 10_000;

export class KeyDirectory {
  private readonly cache = new Map<string, { document: UserKeysDocument; until: number }>();

  constructor(private readonly options: KeyDirectoryOptions) {}

  /** The verified document of a user. Throws ApiError `unknown_user`, ProblemError for a bad document, IdentityChangedError. */
  async keysOf(user: string, options: { fresh?: boolean } = {}): Promise<UserKeysDocument> {
    const { address } = parseAddress(user);
    const known = this.cache.get(address);
    if (known && known.until > this.options.now() && !options.fresh) return known.document;
    const document = await this.fetch(address);
    await this.checkPin(document);
    if (this.cache.size >= MOST_CACHED) this.cache.clear();
    this.cache.set(address, { document, until: this.options.now() + (this.options.freshMs ?? 300_000) });
    return document;
  }

  /** Trusts the identity key that a user has now, after its owner confirmed it. */
  async acceptIdentity(user: string): Promise<UserKeysDocument> {
    const document = await this.fetch(parseAddress(user).address);
    await this.options.pins.set(document.user, document.identity_key.public_key);
    this.cache.delete(document.user);
    return document;
  }

  private async fetch(address: string): Promise<UserKeysDocument> {
    const path = `keys/${encodeURIComponent(address)}`;
    const document = await this.options.session.json<UserKeysDocument>({ method: 'GET', path, repeatable: true });
    await verifyUserKeys(document, address);
    return document;
  }

  private async checkPin({ user, identity_key }: UserKeysDocument): Promise<void> {
    const pinned = await this.options.pins.get(user);
    if (pinned === undefined) return this.options.pins.set(user, identity_key.public_key);
    if (pinned === identity_key.public_key) return;
    const change = new IdentityChangedError(user, pinned, identity_key.public_key);
    this.options.onIdentityChange?.(change);
    throw change;
  }
}
