import type { Amount } from './batch-size.js';
import { BatchSize } from './batch-size.js';
import { Rate } from './rate.js';
import type { EngineSettings } from './settings.js';
import type { Kind } from './slots.js';
import { TurnedAway } from './turned-away.js';

/** Weight of the newest post in the average time of a destination. */
const NEWEST = 0.3;
/** Causes of a round that are remembered. */
const MAX_ORIGINS = 16;
/** Messages remembered as having made the peer stumble. */
const MAX_SUSPECTS = 100;
const NO_ORIGINS: readonly unknown[] = [];

/**
 * What one worker process remembers of one destination, to do better next time. Nothing here is needed for correctness: it is lost
 * with the process, and the truth is in the outbox.
 */
export class Destination {
  readonly batch: BatchSize;
  /** Undefined: as fast as it takes them. */
  readonly rate: Rate | undefined;
  readonly turnedAway = new TurnedAway();
  /** Failures in a row as last seen. */
  failures = 0;
  /** Not before then, as last seen; wake-ups until then are not worth a query. */
  waitsUntil = 0;
  /** Let be until then because of a trouble of ours, and how many there were in a row. */
  pausedUntil = 0;
  troubles = 0;
  /** How often in a row there was no room to look it up. */
  crowds = 0;
  /** When it last failed, as far as this process saw. */
  failedAt = -Infinity;
  /** Wake-ups counted, so that a session sees whether one came since it last looked into the outbox. */
  wakes = 0;
  /** Found with somebody else, it will be asked for once more. */
  asksAgain = false;
  /** It answered after a failure, and its backlog is not through yet. */
  recovering = false;
  /** While a message that spoils posts is being looked for: messages of one post. */
  isolate = Infinity;
  /** A message that failed alone: whether it is to blame, or the destination, shows with a message of another conversation. */
  doubt: string | undefined;
  /** When it was last heard of, and how many probes in a row because of that failed. */
  heardAt = -Infinity;
  fruitless = 0;
  /** The next session is such a probe. */
  probeIsEarned = false;
  /** It was heard of while it could not be probed at once: a look is due. */
  heardAgain = false;
  /** What woke it since the last round (see Tracing). */
  #origins: unknown[] = [];
  /** How often the peer answered 500 to a message alone, by row. */
  readonly #stumbles = new Map<string, number>();
  #averageMs: number | undefined;

  constructor(settings: EngineSettings, now: number) {
    this.batch = new BatchSize({ messages: settings.maxBatch, bytes: settings.maxBatchBytes });
    this.rate = settings.rate && new Rate(settings.rate.perSecond, settings.rate.burst, now);
  }

  /** For which share of the slots it queues. */
  kind(slowAfterMs: number, crowded: boolean): Kind {
    if (this.probeIsEarned) return 'fast';
    if (this.failures > 0) return 'probe';
    if (this.#averageMs === undefined) return crowded ? 'slow' : 'fast';
    return this.#averageMs >= slowAfterMs ? 'slow' : 'fast';
  }

  /** It never answered this process. */
  get isStranger(): boolean {
    return this.#averageMs === undefined;
  }

  /** How long its work may take before it counts as slow. */
  patienceMs({ slowAfterMs, strangerAfterMs }: EngineSettings): number {
    return this.#averageMs === undefined ? strangerAfterMs : slowAfterMs;
  }

  wokenBy(origin: unknown): void {
    if (origin !== undefined && this.#origins.length < MAX_ORIGINS) this.#origins.push(origin);
  }

  /** What woke it; the next round has other reasons. */
  takeOrigins(): readonly unknown[] {
    if (this.#origins.length === 0) return NO_ORIGINS;
    const origins = this.#origins;
    this.#origins = [];
    return origins;
  }

  took(ms: number): void {
    this.#averageMs = this.#averageMs === undefined ? ms : this.#averageMs * (1 - NEWEST) + ms * NEWEST;
  }

  /** What was seen of it counts no more: an operator knows better. */
  tryAfresh(): void {
    this.waitsUntil = 0;
    this.pausedUntil = 0;
    this.turnedAway.forget();
  }

  /** A post of this size was answered message by message. */
  succeeded(sent: Amount): void {
    this.batch.succeeded(sent);
    this.doubt = undefined;
    this.isolate = this.isolate * 2 > this.batch.limit.messages ? Infinity : this.isolate * 2;
  }

  /** It answers after failures; its backlog is not through yet. */
  cameBack(): void {
    this.failures = 0;
    this.waitsUntil = 0;
    this.fruitless = 0;
    this.probeIsEarned = false;
    this.recovering = true;
  }

  /** @param failures in a row, with this one; times in ms */
  failed(failures: number, now: number, waitsUntil: number): void {
    this.failures = failures;
    this.failedAt = now;
    this.waitsUntil = waitsUntil;
    this.recovering = false;
    if (this.probeIsEarned) this.fruitless++;
    this.probeIsEarned = false;
  }

  /** The peer answered 500 to this message alone: it travels alone from now on. */
  stumbledOver(rowId: string): void {
    const times = this.stumbles(rowId) + 1;
    if (this.#stumbles.size >= MAX_SUSPECTS) this.#stumbles.clear();
    this.#stumbles.set(rowId, times);
  }

  stumbles(rowId: string): number {
    return this.#stumbles.get(rowId) ?? 0;
  }
}

/** Destinations by domain, the least recently used forgotten beyond the bound. */
export class Destinations {
  readonly #byDomain = new Map<string, Destination>();

  constructor(
    private readonly settings: EngineSettings,
    private readonly now: () => number,
    private readonly bound = 20_000,
  ) {}

  get(domain: string): Destination {
    const known = this.#byDomain.get(domain);
    if (known !== undefined) {
      this.#byDomain.delete(domain);
      this.#byDomain.set(domain, known);
      return known;
    }
    const fresh = new Destination(this.settings, this.now());
    this.#byDomain.set(domain, fresh);
    if (this.#byDomain.size > this.bound) {
      for (const oldest of this.#byDomain.keys()) {
        this.#byDomain.delete(oldest);
        break;
      }
    }
    return fresh;
  }

  /** Domains that were down when this process last saw them. */
  down(): string[] {
    return [...this.#byDomain].flatMap(([domain, { failures }]) => (failures > 0 ? [domain] : []));
  }
}
