/**
 * What was learned from other domains, in memory and in Postgres.
 *
 * - Fresh in memory: answered at once. Otherwise one look-up a key is under way in this process, and whoever asks joins it.
 * - The look-up begins in Postgres: another replica, or this one before its restart, may have asked already.
 * - Then the origin is asked. Success replaces what was known. A failure is kept for a while too, so that a domain that is down is
 *   not asked by each message that wants to go there; meanwhile what was known serves on, if it is not too old ("stale while error").
 *   A permanent failure is an answer: what was known is forgotten. One that may be a mistake is taken for a temporary one of what is
 *   known until it has lasted for a while.
 * - Whoever has a stale answer waits for a slow origin only briefly; the look-up goes on without him.
 * - `refresh` asks the origin although the answer is fresh, at most once in a while.
 * - A `provisional` look-up, for a stranger, makes no row in Postgres: what it learns of a new key stays in memory, and is stored when
 *   somebody else asks for it. So nobody can fill the database with names that he makes up.
 *
 * Postgres being away makes all this slower and less shared, and nothing else.
 */
import { isTemporary } from '@iimp/protocol/codes';
import { ProblemError } from '@iimp/protocol/problem';
import { failureMs } from '@iimp/platform/failure-time';
import { SizedMap } from '@iimp/platform/sized-map';
import type { CacheResult } from '@iimp/platform/telemetry/cache-counts';
import type { CacheEntry, CacheKind, DiscoveryCache } from '@iimp/storage/discovery-cache';
import { DOUBT_GAP_MS, DOUBT_MS, freshMs, type Freshness } from './freshness.js';
import { Places } from './places.js';
import { failureText, storedFailure } from './stored-failure.js';

/** What asking the origin gave. */
export interface Origin<T> {
  value: T;
  /** As the origin said; undefined when it did not. */
  freshSeconds?: number | undefined;
}

export interface Known<T> {
  value: T;
  /** When it came from the origin. */
  fetchedAt: number;
  /** Fresh until then; later it is stale, and served because the origin is down. */
  expiresAt: number;
}

export interface LookupCacheOptions<T> {
  readonly kind: CacheKind;
  readonly store: Pick<DiscoveryCache, 'get' | 'put' | 'fail'>;
  readonly freshness: Freshness;
  /** Asks the origin. `known` is the last answer, for revalidation. */
  readonly ask: (key: string, known: T | undefined) => Promise<Origin<T>>;
  /** Whether a permanent failure may be a mistake. Default: none. */
  readonly isDoubtful?: (error: ProblemError) => boolean;
  readonly now: () => number;
  /** Told when the store fails and when it works again. */
  readonly onStore?: (error: unknown) => void;
  /** Told how each look-up ends. */
  readonly onLookup?: (result: CacheResult) => void;
  /** Keys in memory. Default 10,000. */
  readonly maxKeys?: number;
  /** Characters of all documents and failures in memory, as JSON; objects take up to twice that in bytes. Default 32 Mi. */
  readonly maxSize?: number;
  /** Origins asked at once, about; what needs more is `rate_limited`, or answered by what was known. Default 512. See Places. */
  readonly maxLookups?: number;
  /** How long a stale answer waits for the origin. Default 2,000. */
  readonly patienceMs?: number;
}

export interface Asking {
  /** Ask the origin although the answer is fresh. */
  readonly refresh?: boolean;
  /** On behalf of a stranger. */
  readonly provisional?: boolean;
}

/** All that is known of a key. */
interface Entry<T> {
  value: T | undefined;
  /** Characters of the value as JSON. */
  size: number;
  fetchedAt: number;
  expiresAt: number;
  /** After a failure: nobody asks the origin before. */
  retryAt: number;
  failures: number;
  error: ProblemError | undefined;
  /** Of a value that is still believed: since when its origin has said that there is none. */
  deniedSince: number | undefined;
  /** When this process last asked the origin. */
  askedAt: number;
  /** Whether Postgres was told of the value. */
  isStored: boolean;
}

interface Lookup<T> {
  readonly outcome: Promise<Entry<T>>;
  /** Until somebody joins it who asks otherwise. */
  isProvisional: boolean;
}

export class LookupCache<T> {
  private readonly entries: SizedMap<Entry<T>>;
  private readonly lookups = new Map<string, Lookup<T>>();
  private readonly places: Places;

  constructor(private readonly options: LookupCacheOptions<T>) {
    const { maxKeys: maxCount = 10_000, maxSize = 32 * 1024 ** 2, maxLookups = 512 } = options;
    this.entries = new SizedMap({ maxSize, maxCount });
    this.places = new Places(maxLookups);
  }

  /** Rejects with ProblemError: the origin's own permanent answer, or a temporary failure with the time to wait. */
  async get(key: string, { refresh = false, provisional = false }: Asking = {}): Promise<Known<T>> {
    const entry = this.entries.get(key);
    if (entry && !this.mustAsk(entry, refresh)) {
      this.options.onLookup?.(this.options.now() < entry.expiresAt ? 'hit' : 'stale');
      if (!provisional) await this.store(key, entry);
      return this.answer(entry);
    }
    const underWay = this.lookups.get(key);
    this.options.onLookup?.(underWay ? 'joined' : 'miss');
    const lookup = underWay ?? this.begin(key, refresh, provisional);
    if (!provisional) lookup.isProvisional = false;
    if (entry && this.serves(entry)) return this.answer(await this.soon(lookup.outcome, entry));
    return this.answer(await lookup.outcome);
  }

  private begin(key: string, refresh: boolean, isProvisional: boolean): Lookup<T> {
    const outcome = this.lookUp(key, refresh, () => lookup.isProvisional).finally(() => this.lookups.delete(key));
    const lookup: Lookup<T> = { outcome, isProvisional };
    this.lookups.set(key, lookup);
    return lookup;
  }

  private async lookUp(key: string, refresh: boolean, isProvisional: () => boolean): Promise<Entry<T>> {
    const mine = this.entries.get(key);
    const shared = await this.load(key);
    // The younger of both; times of different machines are compared here, and a wrong clock costs a look-up.
    const before = latest(mine, shared);
    if (before && !this.mustAsk(before, refresh)) return this.keep(key, before);
    const unknown = before?.value === undefined || !before.isStored;
    const claim = { failed: before?.error !== undefined, unknown, stranger: unknown && isProvisional() };
    const leave = this.places.take(key, claim);
    if (!leave) {
      if (before && this.serves(before)) return this.keep(key, before);
      // Nothing is wrong with the origin: whoever asks must be able to tell.
      throw new ProblemError('rate_limited', 'too many look-ups are under way', { retryAfterSeconds: 1 });
    }
    try {
      // A row that is there is kept up to date whoever asks: what a domain has withdrawn must not come back from it.
      return this.keep(key, await this.ask(key, before, () => shared !== undefined || !isProvisional()));
    } finally {
      leave();
    }
  }

  private async ask(key: string, before: Entry<T> | undefined, isForAll: () => boolean): Promise<Entry<T>> {
    const askedAt = this.options.now();
    try {
      const { value, freshSeconds } = await this.options.ask(key, before?.value);
      const fetchedAt = this.options.now();
      const expiresAt = fetchedAt + freshMs(this.options.freshness, freshSeconds);
      const origin = { value, size: JSON.stringify(value).length, fetchedAt, expiresAt, askedAt };
      const success = { retryAt: 0, failures: 0, error: undefined, deniedSince: undefined };
      const entry = { ...origin, ...success, isStored: false };
      if (isForAll()) await this.store(key, entry);
      return entry;
    } catch (error) {
      return this.failed(key, before, { askedAt, error: asProblem(error), isForAll: isForAll() });
    }
  }

  /** Tells Postgres of a value, once. */
  private async store(key: string, entry: Entry<T>): Promise<void> {
    const { value, fetchedAt, expiresAt } = entry;
    if (entry.isStored || value === undefined) return;
    entry.isStored = true;
    await this.save((store, kind) => store.put(kind, key, { document: JSON.stringify(value), fetchedAt, expiresAt }));
  }

  private async failed(
    key: string,
    before: Entry<T> | undefined,
    { askedAt, error, isForAll }: { askedAt: number; error: ProblemError; isForAll: boolean },
  ): Promise<Entry<T>> {
    const failures = (before?.failures ?? 0) + 1;
    const retryAt = this.options.now() + failureMs(this.options.freshness, failures, error.retryAfterSeconds);
    const deniedSince = this.doubtSince(before, error);
    const isAnswer = deniedSince === undefined && !isTemporary(error.code);
    const told = deniedSince === undefined ? error : new ProblemError('unavailable', error.detail);
    const text = failureText({ error: told, deniedSince });
    if (isForAll) await this.save((store, kind) => store.fail(kind, key, { retryAt, error: text, isAnswer }));
    const nothing = { value: undefined, size: 0, fetchedAt: 0, expiresAt: 0, isStored: false };
    const known = (isAnswer ? undefined : before) ?? nothing;
    return { ...known, retryAt, failures, ...storedFailure(text), askedAt };
  }

  /** Since when the origin has denied what is known, if that is not to be believed yet. */
  private doubtSince(before: Entry<T> | undefined, error: ProblemError): number | undefined {
    if (!before || !this.serves(before) || isTemporary(error.code) || !this.options.isDoubtful?.(error))
      return undefined;
    const now = this.options.now();
    const isGoingOn = now - before.retryAt < DOUBT_GAP_MS;
    const since = (isGoingOn ? before.deniedSince : undefined) ?? now;
    return now - since < DOUBT_MS ? since : undefined;
  }

  /** Must the origin be asked for this, or does what is known decide? */
  private mustAsk(entry: Entry<T>, refresh: boolean): boolean {
    const now = this.options.now();
    if (refresh && now - Math.max(entry.fetchedAt, entry.askedAt) >= this.options.freshness.refreshIntervalMs)
      return true;
    if (entry.error) return now >= entry.retryAt;
    return entry.value === undefined || now >= entry.expiresAt;
  }

  /** May the known value be given out, at least while the origin is down? Beside a permanent failure one is only in rows of an older version. */
  private serves(entry: Entry<T>): boolean {
    if (entry.value === undefined || (entry.error && !isTemporary(entry.error.code))) return false;
    return this.options.now() < Math.max(entry.expiresAt, entry.fetchedAt + this.options.freshness.maxStaleMs);
  }

  private answer(entry: Entry<T>): Known<T> {
    if (this.serves(entry)) return { value: entry.value!, fetchedAt: entry.fetchedAt, expiresAt: entry.expiresAt };
    const error = entry.error ?? new ProblemError('unavailable', 'nothing is known');
    if (!isTemporary(error.code)) throw error;
    const waitMs = Math.max(0, entry.retryAt - this.options.now());
    throw new ProblemError(error.code, error.detail, {
      retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1_000)),
      cause: error,
    });
  }

  /** The look-up's outcome, or the stale entry when that takes long. */
  private async soon(lookup: Promise<Entry<T>>, stale: Entry<T>): Promise<Entry<T>> {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<Entry<T>>((resolve) => {
      timer = setTimeout(() => resolve(stale), this.options.patienceMs ?? 2_000);
    });
    try {
      return await Promise.race([lookup.catch(() => stale), patience]);
    } finally {
      clearTimeout(timer);
    }
  }

  private keep(key: string, entry: Entry<T>): Entry<T> {
    this.entries.set(key, entry, entry.size + (entry.error?.detail.length ?? 0));
    return entry;
  }

  private async load(key: string): Promise<Entry<T> | undefined> {
    let stored: CacheEntry | undefined;
    await this.save(async (store, kind) => {
      stored = await store.get(kind, key);
    });
    if (!stored) return undefined;
    return {
      value: stored.document === null ? undefined : (parsed(stored.document) as T | undefined),
      size: stored.document?.length ?? 0,
      fetchedAt: stored.fetchedAt ?? 0,
      expiresAt: stored.expiresAt,
      retryAt: stored.retryAt,
      failures: stored.failures,
      ...(stored.failures > 0 ? storedFailure(stored.lastError) : { error: undefined, deniedSince: undefined }),
      askedAt: 0,
      isStored: true,
    };
  }

  private async save(
    work: (store: LookupCacheOptions<T>['store'], kind: CacheKind) => Promise<unknown>,
  ): Promise<void> {
    try {
      await work(this.options.store, this.options.kind);
      this.options.onStore?.(undefined);
    } catch (error) {
      this.options.onStore?.(error);
    }
  }
}

function latest<T>(mine: Entry<T> | undefined, shared: Entry<T> | undefined): Entry<T> | undefined {
  if (!mine || !shared) return mine ?? shared;
  const newer = Math.max(shared.fetchedAt, shared.retryAt) > Math.max(mine.fetchedAt, mine.retryAt) ? shared : mine;
  return { ...newer, askedAt: mine.askedAt };
}

function asProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  return new ProblemError('unavailable', 'the look-up failed', { cause: error });
}

/** Undefined for what is not JSON: then the origin is asked. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
