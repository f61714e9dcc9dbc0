/**
 * The keys by which other domains sign, as discovery knows them, kept in memory for a short time.
 *
 * A look-up makes this server ask another one, on behalf of a request that nobody has verified yet. So look-ups of domains that have
 * not been heard of here are rationed, for each address that causes them and in total; one a domain is under way at a time, and
 * failures are kept. A domain that is known already costs a look-up now and then, whatever is sent in its name.
 *
 * What a domain publishes is kept as it came, and a KeyObject is made of a key that a request names: it is the larger part, and of
 * 64 published keys hardly one signs.
 */
import type { KeyObject } from 'node:crypto';
import { publicKeyFromRaw } from '@iimp/http-signatures/keys';
import { toBase64url } from '@iimp/protocol/base64url';
import { isCode, isTemporary } from '@iimp/protocol/codes';
import { MIN_DISCOVERY_REFRESH_INTERVAL_MS } from '@iimp/protocol/limits';
import { ProblemError } from '@iimp/protocol/problem';
import type { MessagingClient } from '@iimp/messaging/client';
import { MessagingError } from '@iimp/messaging/errors';
import { addressKey, type RateLimiter } from '@iimp/platform/rate-limit';
import { cacheCounts } from '@iimp/platform/telemetry/cache-counts';
import { SizedMap } from './sized-map.js';

export interface PeerKeysOptions {
  readonly client: Pick<MessagingClient, 'request'>;
  readonly now: () => number;
  /** Look-ups of unknown domains that one address may cause, and all together. */
  readonly perAddress: RateLimiter;
  readonly inTotal: RateLimiter;
  /** How long discovery may take. Default 15,000 ms. */
  readonly timeoutMs?: number;
  /** For what is known of domains, about. Default 64 MiB. */
  readonly maxBytes?: number;
}

/** A key that a domain signs with. */
export interface PeerKey {
  /** To tell whether a later look-up brought another one. */
  readonly raw: string;
  readonly key: KeyObject;
  readonly expiresAt: number | undefined;
}

/** As the domain publishes it; `key` from when a request named it. */
type KnownKey = Omit<PeerKey, 'key'> & { key?: KeyObject };

interface Entry {
  readonly keys: ReadonlyMap<string, KnownKey>;
  /** Asked again after this. */
  freshUntil: number;
  /** Used until then when discovery cannot be asked. */
  readonly usableUntil: number;
  refreshedAt: number;
}

interface Failure {
  readonly error: ProblemError;
  readonly until: number;
  /** Discovery gave no answer: what is known goes on. */
  readonly unanswered: boolean;
}

const FRESH_MS = 60_000;
const USABLE_MS = 3_600_000;
const FAILURE_MS = 5_000;
const MAX_FAILURE_MS = 30_000;
const MAX_FAILURE_BYTES = 16 * 1024 ** 2;
/** Memory, as measured: of a domain without its keys, of a key without its id, of a KeyObject, of a failure without its text. */
const DOMAIN_BYTES = 600;
const KEY_BYTES = 300;
const KEY_OBJECT_BYTES = 2_500;
const FAILURE_BYTES = 1_500;

export class PeerKeys {
  private readonly count = cacheCounts('signing keys');
  private readonly entries: SizedMap<Entry>;
  private readonly failures = new SizedMap<Failure>(MAX_FAILURE_BYTES);
  private readonly lookups = new Map<string, Promise<Entry>>();

  constructor(private readonly options: PeerKeysOptions) {
    this.entries = new SizedMap(options.maxBytes ?? 64 * 1024 ** 2);
  }

  /**
   * The key of a domain under this id; undefined when the domain has none such. `address` is the client's; of IPv6 its /64 counts.
   * @throws ProblemError: what discovery says of the domain, `rate_limited`, or `unavailable`
   */
  async find(domain: string, kid: string, address: string): Promise<PeerKey | undefined> {
    const now = this.options.now();
    let entry = this.entries.get(domain);
    const isFresh = entry && now < entry.freshUntil;
    this.count(isFresh ? 'hit' : this.lookups.has(domain) ? 'joined' : 'miss');
    if (!entry || !isFresh) entry = await this.ask(domain, false, address, entry);
    return this.pick(domain, entry, kid);
  }

  /** The same after asking the domain again; undefined when that was done less than a minute ago (profile §2). */
  async findAgain(domain: string, kid: string, address: string): Promise<PeerKey | undefined> {
    // One that began before may bring what was known before.
    await this.lookups.get(domain)?.catch(() => undefined);
    const entry = this.entries.get(domain);
    const now = this.options.now();
    if (entry && now - entry.refreshedAt < MIN_DISCOVERY_REFRESH_INTERVAL_MS) return undefined;
    if (entry) entry.refreshedAt = now;
    return this.pick(domain, await this.ask(domain, true, address, entry), kid);
  }

  private pick(domain: string, entry: Entry, kid: string): PeerKey | undefined {
    const known = entry.keys.get(kid);
    if (!known || (known.expiresAt !== undefined && known.expiresAt <= this.options.now())) return undefined;
    const { raw, expiresAt } = known;
    return { raw, expiresAt, key: known.key ?? this.makeKey(domain, entry, known) };
  }

  private makeKey(domain: string, entry: Entry, known: KnownKey): KeyObject {
    known.key = publicKeyFromRaw(known.raw);
    if (this.entries.get(domain) === entry) this.entries.set(domain, entry, bytesOf(entry));
    return known.key;
  }

  private ask(domain: string, refresh: boolean, address: string, known: Entry | undefined): Promise<Entry> {
    const underWay = this.lookups.get(domain);
    if (underWay) return underWay;
    const now = this.options.now();
    const failure = this.failures.get(domain);
    if (failure && now < failure.until) {
      if (known && failure.unanswered && now < known.usableUntil) return Promise.resolve(known);
      return Promise.reject(failure.error);
    }
    if (!known) {
      try {
        this.options.perAddress.consume(addressKey(address));
        this.options.inTotal.consume('');
      } catch (error) {
        return Promise.reject(error as Error);
      }
    }
    const lookup = this.lookUp(domain, refresh, known).finally(() => this.lookups.delete(domain));
    this.lookups.set(domain, lookup);
    return lookup;
  }

  private async lookUp(domain: string, refresh: boolean, known: Entry | undefined): Promise<Entry> {
    try {
      const entry = await this.resolve(domain, refresh, known?.refreshedAt ?? 0);
      this.failures.delete(domain);
      this.entries.set(domain, entry, bytesOf(entry));
      return entry;
    } catch (thrown) {
      const error = asProblem(thrown);
      const keptMs = Math.min((error.retryAfterSeconds ?? 0) * 1_000 || FAILURE_MS, MAX_FAILURE_MS);
      // Discovery serves stale answers itself; what is known here is for the time when discovery cannot be reached.
      const unanswered = thrown instanceof MessagingError;
      const failure = { error, until: this.options.now() + keptMs, unanswered };
      this.failures.set(domain, failure, FAILURE_BYTES + error.detail.length);
      // Whoever does not federate has withdrawn its keys.
      if (!isTemporary(error.code)) this.entries.delete(domain);
      if (known && unanswered && this.options.now() < known.usableUntil) return known;
      throw error;
    }
  }

  private async resolve(domain: string, refresh: boolean, refreshedAt: number): Promise<Entry> {
    const timeoutMs = this.options.timeoutMs ?? 15_000;
    const { result } = await this.options.client.request('discovery.resolve', { domain, refresh }, { timeoutMs });
    if (result.case === 'problem') {
      const { code, detail, retryAfterSeconds } = result.value;
      const options = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
      throw new ProblemError(isCode(code) ? code : 'unavailable', detail, options);
    }
    if (result.case !== 'resolved') throw new ProblemError('unavailable', 'discovery gave no answer');
    const now = this.options.now();
    const keys = new Map<string, KnownKey>();
    for (const { keyId, publicKey, expiresAtMs } of result.value.keys) {
      const expiresAt = expiresAtMs === undefined ? undefined : Number(expiresAtMs);
      keys.set(keyId, { raw: toBase64url(publicKey), expiresAt });
    }
    return { keys, freshUntil: now + FRESH_MS, usableUntil: now + USABLE_MS, refreshedAt: refresh ? now : refreshedAt };
  }
}

function asProblem(error: unknown): ProblemError {
  return error instanceof ProblemError
    ? error
    : new ProblemError('unavailable', 'the look-up failed', { cause: error });
}

/** Memory of what is known of a domain, about. */
function bytesOf({ keys }: Entry): number {
  let bytes = DOMAIN_BYTES;
  for (const [kid, { key }] of keys) bytes += KEY_BYTES + kid.length + (key ? KEY_OBJECT_BYTES : 0);
  return bytes;
}
