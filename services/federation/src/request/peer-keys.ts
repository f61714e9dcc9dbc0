/**
 * The keys by which other domains sign, as discovery knows them, kept in memory for a short time.
 *
 * A look-up makes this server ask another one, on behalf of a request that nobody has verified yet. So look-ups of domains that this
 * deployment has not heard of are rationed, for each address that causes them and in total; one a domain is under way at a time, and
 * failures are kept. A domain that is known already, here or in the database, costs a look-up now and then, whatever is sent in its name.
 * Until a signature of the domain was verified its look-ups are provisional: discovery keeps what they bring in memory, and stores it when
 * it is asked once more.
 *
 * An answer of discovery wins at once: newer keys, or that a domain does not federate. While there is none, because discovery is silent
 * or says that the domain cannot be asked now, what is known serves on for as long as a document may whose origin is down (profile §2),
 * and discovery is asked again after a back-off. Only a request that needs what is not known waits for that.
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
import { failureMs } from '@iimp/platform/failure-time';
import { addressKey, type RateLimiter } from '@iimp/platform/rate-limit';
import { SizedMap } from '@iimp/platform/sized-map';
import { fetchedAtHere, usableUntil } from '@iimp/platform/stale-answers';
import { cacheCounts } from '@iimp/platform/telemetry/cache-counts';

export interface PeerKeysOptions {
  readonly client: Pick<MessagingClient, 'request'>;
  /** Whether the deployment has a document of the domain. While that cannot be told, those that this process does not know are rationed. */
  readonly isKnown: (domain: string) => Promise<boolean>;
  readonly now: () => number;
  /** [0, 1) */
  readonly random: () => number;
  /** Look-ups of unknown domains that one address may cause, and all together. */
  readonly perAddress: RateLimiter;
  readonly inTotal: RateLimiter;
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
  readonly freshUntil: number;
  /** Used until then while no answer is to be had. */
  readonly usableUntil: number;
  /** When the document came from the domain, by the clock here. */
  readonly fetchedAt: number;
  /** When the domain was last asked, or discovery told to ask it. */
  readonly refreshedAt: number;
  /** Whether it could: what is known is not of before. */
  readonly isRefreshed: boolean;
  /** Whether a request was signed by one of these keys, or of those before them. */
  isVerified: boolean;
}

interface Failure {
  readonly error: ProblemError;
  /** Failures in a row. */
  readonly count: number;
  /** Discovery is not asked before. */
  readonly until: number;
}

const FRESH_MS = 60_000;
const TIMEOUT_MS = 15_000;
/** Where there is something to go by. Discovery, where it has something, waits 2 s for an origin: after 5 s it is away, or has lost it. */
const SHORT_TIMEOUT_MS = 5_000;
/** By which the clocks of two servers of ours may differ, and an answer's way, where only the minute between two refreshes is meant. */
const SKEW_MS = 5_000;
/** What came less than this before a request came because of it. */
const MOMENT_MS = 1_000;
const FAILURES = { minFailureMs: 5_000, maxFailureMs: 30_000 };
const MAX_FAILURE_BYTES = 16 * 1024 ** 2;
/** Memory, as measured: of a domain without its keys, of a key without its id, of a KeyObject, of a failure without its text. */
const DOMAIN_BYTES = 600;
const KEY_BYTES = 300;
const KEY_OBJECT_BYTES = 2_500;
const FAILURE_BYTES = 1_500;

export class PeerKeys {
  private readonly count = cacheCounts('signing keys');
  private readonly entries: SizedMap<Entry>;
  private readonly failures = new SizedMap<Failure>({ maxSize: MAX_FAILURE_BYTES });
  private readonly lookups = new Map<string, Promise<Entry>>();

  constructor(private readonly options: PeerKeysOptions) {
    this.entries = new SizedMap({ maxSize: options.maxBytes ?? 64 * 1024 ** 2 });
  }

  /**
   * The key of a domain under this id; undefined when the domain has none such, as far as is known. `address` is the client's; of IPv6
   * its /64 counts.
   * @throws ProblemError: what discovery says of the domain, `rate_limited`, or `unavailable` when nothing usable is known
   */
  async find(domain: string, kid: string, address: string): Promise<PeerKey | undefined> {
    const known = this.entries.get(domain);
    const isFresh = known && this.options.now() < known.freshUntil;
    this.count(isFresh ? 'hit' : this.lookups.has(domain) ? 'joined' : 'miss');
    const entry = isFresh
      ? known
      : await this.ask(domain, false, address, known).catch((error: unknown) => this.goOn(domain, error));
    return this.pick(domain, entry, kid);
  }

  /**
   * The same as the domain says now: it is asked again unless that was done less than a minute ago (profile §2).
   * @throws ProblemError also when it could not be asked, or may not be yet: only its answer tells that a key does not exist
   */
  async findAgain(domain: string, kid: string, address: string): Promise<PeerKey | undefined> {
    const askedAt = this.options.now();
    // One that began before may bring what was known before.
    await this.lookups.get(domain)?.catch(() => undefined);
    const known = this.entries.get(domain);
    const isNew = known && this.options.now() - known.refreshedAt < MIN_DISCOVERY_REFRESH_INTERVAL_MS;
    const entry = isNew ? known : await this.ask(domain, true, address, known);
    // An older document with nothing new for this request does not tell what the domain says now.
    if (!entry.isRefreshed && entry.keys.get(kid)?.raw === known?.keys.get(kid)?.raw)
      throw new ProblemError('unavailable', `${domain} cannot be asked for its keys now`);
    // Nor does one that came before this request tell that a key does not exist: it may have been published since.
    if (!entry.keys.has(kid) && askedAt - entry.fetchedAt > MOMENT_MS) throw this.tooEarly(domain, entry);
    return this.pick(domain, entry, kid);
  }

  /** Says that a request of the domain was signed by one of its keys. */
  verified(domain: string): void {
    const known = this.entries.get(domain);
    if (!known || known.isVerified) return;
    known.isVerified = true;
    // For discovery to store what it has. If that fails, the next look-up does it.
    this.options.client
      .request('discovery.resolve', { domain }, { timeoutMs: SHORT_TIMEOUT_MS })
      .catch(() => undefined);
  }

  /** What is known, unless it is too old. After an answer that decides nothing is known any more. */
  private goOn(domain: string, error: unknown): Entry {
    const known = this.entries.get(domain);
    if (known && this.options.now() < known.usableUntil) return known;
    throw error;
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

  private tooEarly(domain: string, { fetchedAt: cameAt, refreshedAt }: Entry): ProblemError {
    const waitMs = Math.max(cameAt, refreshedAt) + MIN_DISCOVERY_REFRESH_INTERVAL_MS - this.options.now();
    return new ProblemError('unavailable', `${domain} was asked for its keys less than a minute ago`, {
      retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1_000)),
    });
  }

  private async ask(domain: string, refresh: boolean, address: string, known: Entry | undefined): Promise<Entry> {
    const isNew = !known && !this.lookups.has(domain) && !this.failed(domain) && !(await this.isKnown(domain));
    // Others may have begun meanwhile.
    const underWay = this.lookups.get(domain);
    if (underWay) return underWay;
    const failed = this.failed(domain);
    if (failed) throw failed;
    const cameMeanwhile = isNew ? this.entries.get(domain) : undefined;
    if (cameMeanwhile && !refresh) return cameMeanwhile;
    if (isNew && !cameMeanwhile) {
      this.options.perAddress.consume(addressKey(address));
      this.options.inTotal.consume('');
    }
    const lookup = this.lookUp(domain, refresh, known).finally(() => this.lookups.delete(domain));
    this.lookups.set(domain, lookup);
    return lookup;
  }

  private isKnown(domain: string): Promise<boolean> {
    return this.options.isKnown(domain).catch(() => false);
  }

  /** The failure that is kept, and stands for an answer. */
  private failed(domain: string): ProblemError | undefined {
    const failure = this.failures.get(domain);
    return failure && this.options.now() < failure.until ? failure.error : undefined;
  }

  private async lookUp(domain: string, refresh: boolean, known: Entry | undefined): Promise<Entry> {
    try {
      const entry = await this.resolve(domain, refresh, known);
      entry.isVerified = this.entries.get(domain)?.isVerified ?? false;
      this.failures.delete(domain);
      this.entries.set(domain, entry, bytesOf(entry));
      return entry;
    } catch (thrown) {
      const error = asProblem(thrown);
      const { now, random } = this.options;
      const count = (this.failures.get(domain)?.count ?? 0) + 1;
      // Up to a quarter less, so that what failed for many domains at once is not asked again at once.
      const until = now() + failureMs(FAILURES, count, error.retryAfterSeconds) * (1 - random() / 4);
      this.failures.set(domain, { error, count, until }, FAILURE_BYTES + error.detail.length);
      throw error;
    }
  }

  private async resolve(domain: string, refresh: boolean, known: Entry | undefined): Promise<Entry> {
    const askedAt = this.options.now();
    const isUsable = known !== undefined && askedAt < known.usableUntil;
    const timeoutMs = isUsable ? SHORT_TIMEOUT_MS : TIMEOUT_MS;
    const asked = { domain, refresh, provisional: !known?.isVerified };
    const { result } = await this.options.client.request('discovery.resolve', asked, { timeoutMs });
    if (result.case === 'problem') {
      const { code, retryAfterSeconds } = result.value;
      // Whoever does not federate has withdrawn its keys. A code that is not known here may say so.
      if (!isTemporary(code)) this.entries.delete(domain);
      // Its detail is for us: whoever asked is not known yet, and it may tell of this network.
      const options = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
      throw new ProblemError(isCode(code) ? code : 'unavailable', `the keys of ${domain} cannot be had now`, options);
    }
    if (result.case !== 'resolved') throw new ProblemError('unavailable', 'discovery gave no answer');
    const now = this.options.now();
    const keys = new Map<string, KnownKey>();
    for (const { keyId, publicKey, expiresAtMs } of result.value.keys) {
      const expiresAt = expiresAtMs === undefined ? undefined : Number(expiresAtMs);
      keys.set(keyId, { raw: toBase64url(publicKey), expiresAt });
    }
    const cameAt = fetchedAtHere(result.value, askedAt);
    const toldAt = refresh ? now : (known?.refreshedAt ?? 0);
    // Discovery does not ask a domain twice in this time, whoever wants it to: the minute begins when it was asked.
    const isRefreshed = cameAt > toldAt - MIN_DISCOVERY_REFRESH_INTERVAL_MS - SKEW_MS;
    const refreshedAt = refresh && isRefreshed ? Math.min(now, cameAt) : toldAt;
    const times = {
      freshUntil: now + FRESH_MS,
      usableUntil: usableUntil(result.value),
      fetchedAt: cameAt,
      refreshedAt,
    };
    return { keys, ...times, isRefreshed, isVerified: false };
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
