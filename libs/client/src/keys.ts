/** Public keys of others: fetched through the home server, verified, and held to the identity that was seen first (profile §3). */
import type { UserKeysDocument } from '@iimp/proto/types';
import { parseAddress } from '@iimp/protocol/address';
import { ProblemError } from '@iimp/protocol/problem';
import { verifyUserKeys } from '@iimp/crypto/keys';
import { IdentityChangedError, IdentityNotConfirmedError, NetworkError } from './errors.js';
import type { PinStore } from './pins.js';
import type { Session } from './session.js';

export interface KeyDirectoryOptions {
  session: Pick<Session, 'json'>;
  pins: PinStore;
  onIdentityChange?: (change: IdentityChangedError) => void;
  now: () => number;
  /** How long a document is used without asking again; default 5 min. */
  freshMs?: number;
  /** How long what is read waits for its sender's keys; default 5 s. */
  readPatienceMs?: number;
}

export interface LookUpOptions {
  /** Asks the server whatever is known. */
  fresh?: boolean;
  /** For a reader, who waits for nothing that the server says is not there now, and else a little: NetworkError then, while the look-up goes on for who asks next. */
  toRead?: boolean;
}

const MOST_CACHED = 10_000;

export class KeyDirectory {
  private readonly cache = new Map<string, { document: UserKeysDocument; until: number }>();
  /** Under way, by address and whether a reader asks: a mailbox full of one sender's messages asks once. */
  private readonly lookUps = new Map<string, Promise<UserKeysDocument>>();
  /** The last of those who are at an address's pin, or wait to be. */
  private readonly turns = new Map<string, Promise<void>>();

  constructor(private readonly options: KeyDirectoryOptions) {}

  /** The verified document of a user. Throws ApiError `unknown_user`, ProblemError for a bad document or one older than was seen, IdentityChangedError. */
  async keysOf(user: string, { fresh = false, toRead = false }: LookUpOptions = {}): Promise<UserKeysDocument> {
    const { address } = parseAddress(user);
    const known = fresh ? undefined : await this.cached(address);
    if (known) return known;
    const lookUp = this.lookUp(address, toRead);
    return toRead ? within(this.options.readPatienceMs ?? 5_000, lookUp) : lookUp;
  }

  /** The identity key that a user is held to; nothing is asked of the server. */
  pinned(user: string): Promise<string | undefined> {
    return this.options.pins.get(parseAddress(user).address);
  }

  /** Those that the user was held to before an `acceptIdentity`, as far as the store keeps them. */
  async former(user: string): Promise<readonly string[]> {
    return (await this.options.pins.former?.(parseAddress(user).address)) ?? [];
  }

  /**
   * Holds a user to another identity key from now on, after its owner confirmed it. Throws IdentityNotConfirmedError, and
   * changes nothing, when the server gives a key that is not the confirmed one.
   * @param offered the key that was confirmed, base64url: `offered` of the IdentityChangedError
   */
  async acceptIdentity(user: string, offered: string): Promise<UserKeysDocument> {
    const { address } = parseAddress(user);
    const document = await this.fetch(address);
    const { public_key } = document.identity_key;
    if (public_key !== offered) throw new IdentityNotConfirmedError(address, offered, public_key);
    await this.inTurn(address, async () => {
      await this.options.pins.set(address, public_key);
      await this.options.pins.setUpdatedAt?.(address, document.updated_at);
    });
    return document;
  }

  /** Only while its identity is the one that is held to: that may have changed since. */
  private async cached(address: string): Promise<UserKeysDocument | undefined> {
    const known = this.cache.get(address);
    if (!known || known.until <= this.options.now()) return undefined;
    const pinned = await this.options.pins.get(address);
    return known.document.identity_key.public_key === pinned ? known.document : undefined;
  }

  private lookUp(address: string, toRead: boolean): Promise<UserKeysDocument> {
    const key = toRead ? `${address} to read` : address;
    const running = this.lookUps.get(key);
    if (running) return running;
    const lookUp = this.fetchPinned(address, toRead).finally(() => this.lookUps.delete(key));
    this.lookUps.set(key, lookUp);
    return lookUp;
  }

  private async fetchPinned(address: string, toRead: boolean): Promise<UserKeysDocument> {
    const document = await this.fetch(address, toRead);
    await this.inTurn(address, async () => {
      await this.checkPin(address, document.identity_key.public_key);
      await this.checkAge(address, document.updated_at);
    });
    if (this.cache.size >= MOST_CACHED) this.cache.clear();
    this.cache.set(address, { document, until: this.options.now() + (this.options.freshMs ?? 300_000) });
    return document;
  }

  private async fetch(address: string, toRead = false): Promise<UserKeysDocument> {
    const path = `keys/${encodeURIComponent(address)}`;
    const request = { method: 'GET', path, repeatable: true, ...(toRead && { mostWaitMs: 0 }) } as const;
    const document = await this.options.session.json<UserKeysDocument>(request);
    return verifyUserKeys(document, address);
  }

  /** One at a time for each address: two look-ups at once could else both find no pin, and each set what it was given. */
  private async inTurn(address: string, work: () => Promise<void>): Promise<void> {
    const turn = (this.turns.get(address) ?? Promise.resolve()).then(work);
    const over = turn.catch(() => undefined);
    this.turns.set(address, over);
    await over;
    if (this.turns.get(address) === over) this.turns.delete(address);
    return turn;
  }

  private async checkPin(address: string, offered: string): Promise<void> {
    const pinned = await this.options.pins.get(address);
    if (pinned === undefined) return this.options.pins.set(address, offered);
    if (pinned === offered) return;
    const change = new IdentityChangedError(address, pinned, offered);
    this.options.onIdentityChange?.(change);
    throw change;
  }

  /** Time goes forward in an identity's documents: servers take no step back from its owner (profile §3, §7). */
  private async checkAge(address: string, updatedAt: number): Promise<void> {
    const seen = await this.options.pins.updatedAt?.(address);
    if (seen !== undefined && updatedAt < seen)
      throw new ProblemError('invalid_request', `key document of ${address}: older than one that was seen`);
    if (updatedAt !== seen) await this.options.pins.setUpdatedAt?.(address, updatedAt);
  }
}

function within<T>(ms: number, lookUp: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new NetworkError('the keys did not come in time')), ms);
    lookUp.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
