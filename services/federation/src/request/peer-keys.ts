/**
 * The keys by which other domains sign, as discovery knows them, kept in memory for a short time.
 *
 * A look-up makes this server ask another one, on behalf of a request that nobody has verified yet. So look-ups of domains that have
 * not been heard of here are rationed, for each address that causes them and in total; one a domain is under way at a time, and
 * failures are kept. A domain that is known already costs a look-up now and then, whatever is sent in its name.
 */
import type { KeyObject } from 'node:crypto';
import { publicKeyFromRaw } from '@iimp/http-signatures/keys';
import { toBase64url } from '@iimp/protocol/base64url';
import { isCode } from '@iimp/protocol/codes';
import { MIN_DISCOVERY_REFRESH_INTERVAL_MS } from '@iimp/protocol/limits';
import { ProblemError } from '@iimp/protocol/problem';
import type { MessagingClient } from '@iimp/messaging/client';
import { MessagingError } from '@iimp/messaging/errors';
import type { RateLimiter } from '@iimp/platform/rate-limit';
import { cacheCounts } from '@iimp/platform/telemetry/cache-counts';

export interface PeerKeysOptions {
  readonly client: Pick<MessagingClient, 'request'>;
  readonly now: () => number;
  /** Look-ups of unknown domains that one address may cause, and all together. */
  readonly perAddress: RateLimiter;
  readonly inTotal: RateLimiter;
  /** How long discovery may take. Default 15,000 ms. */
  readonly timeoutMs?: number;
}

/** A key that a domain signs with. */
export interface PeerKey {
  /** To tell whether a later look-up brought another one. */
  readonly raw: string;
  readonly key: KeyObject;
  readonly expiresAt: number | undefined;
}

interface Entry {
  readonly keys: ReadonlyMap<string, PeerKey>;
  /** Asked again after this. */
  freshUntil: number;
  /** Used until then when discovery cannot be asked. */
  readonly usableUntil: number;
  refreshedAt: number;
}

interface Failure {
  readonly error: ProblemError;
  readonly until: number;
}

const FRESH_MS = 60_000;
const USABLE_MS = 3_600_000;
const FAILURE_MS = 5_000;
const MAX_FAILURE_MS = 30_000;
const MAX_DOMAINS = 10_000;

export class PeerKeys {
  private readonly count = cacheCounts('signing keys');
  private readonly entries = new Map<string, Entry>();
  private readonly failures = new Map<string, Failure>();
  private readonly lookups = new Map<string, Promise<Entry>>();

  constructor(private readonly options: PeerKeysOptions) {}

  /**
   * The key of a domain under this id; undefined when the domain has none such. `address` is the client's.
   * @throws ProblemError: what discovery says of the domain, `rate_limited`, or `unavailable`
   */
  async find(domain: string, kid: string, address: string): Promise<PeerKey | undefined> {
    const now = this.options.now();
    let entry = this.entries.get(domain);
    const isFresh = entry && now < entry.freshUntil;
    this.count(isFresh ? 'hit' : this.lookups.has(domain) ? 'joined' : 'miss');
    if (!entry || !isFresh) entry = await this.ask(domain, false, address, entry);
    return this.pick(entry, kid);
  }

  /** The same after asking the domain again; undefined when that was done less than a minute ago (profile §2). */
  async findAgain(domain: string, kid: string, address: string): Promise<PeerKey | undefined> {
    // One that began before may bring what was known before.
    await this.lookups.get(domain)?.catch(() => undefined);
    const entry = this.entries.get(domain);
    const now = this.options.now();
    if (entry && now - entry.refreshedAt < MIN_DISCOVERY_REFRESH_INTERVAL_MS) return undefined;
    if (entry) entry.refreshedAt = now;
    return this.pick(await this.ask(domain, true, address, entry), kid);
  }

  private pick(entry: Entry, kid: string): PeerKey | undefined {
    const key = entry.keys.get(kid);
    return key && (key.expiresAt === undefined || key.expiresAt > this.options.now()) ? key : undefined;
  }

  private ask(domain: string, refresh: boolean, address: string, known: Entry | undefined): Promise<Entry> {
    const underWay = this.lookups.get(domain);
    if (underWay) return underWay;
    const now = this.options.now();
    const failure = this.failures.get(domain);
    if (failure && now < failure.until) {
      if (known && now < known.usableUntil) return Promise.resolve(known);
      return Promise.reject(failure.error);
    }
    if (!known) {
      try {
        this.options.perAddress.consume(address);
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
      remember(this.entries, domain, entry);
      return entry;
    } catch (thrown) {
      const error = asProblem(thrown);
      const keptMs = Math.min((error.retryAfterSeconds ?? 0) * 1_000 || FAILURE_MS, MAX_FAILURE_MS);
      remember(this.failures, domain, { error, until: this.options.now() + keptMs });
      // Discovery serves stale answers itself; this is for the time when discovery cannot be reached.
      if (known && thrown instanceof MessagingError && this.options.now() < known.usableUntil) return known;
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
    const keys = new Map<string, PeerKey>();
    for (const { keyId, publicKey, expiresAtMs } of result.value.keys) {
      const raw = toBase64url(publicKey);
      keys.set(keyId, {
        raw,
        key: publicKeyFromRaw(raw),
        expiresAt: expiresAtMs === undefined ? undefined : Number(expiresAtMs),
      });
    }
    return { keys, freshUntil: now + FRESH_MS, usableUntil: now + USABLE_MS, refreshedAt: refresh ? now : refreshedAt };
  }
}

function asProblem(error: unknown): ProblemError {
  return error instanceof ProblemError
    ? error
    : new ProblemError('unavailable', 'the look-up failed', { cause: error });
}

/** The longest unrenewed is forgotten first. */
function remember<T>(map: Map<string, T>, domain: string, value: T): void {
  map.delete(domain);
  map.set(domain, value);
  if (map.size > MAX_DOMAINS) map.delete(map.keys().next().value!);
}
