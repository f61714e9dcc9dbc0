import { nextTryAt } from './backoff.js';
import { Courier, type RoundFailure } from './courier.js';
import type { Destination } from './destination.js';
import { LeaseKeeper } from './lease-keeper.js';
import { arrange, boundsOf, fitting, oversized, wanted, withoutHeldUp } from './parcels.js';
import {
  type DestinationHistory,
  LeaseLost,
  type OutboxRow,
  type Outcome,
  type Resolution,
  type Target,
  type World,
} from './ports.js';
import type { SessionHooks } from './session-hooks.js';
import type { EngineSettings } from './settings.js';
import type { Slot } from './slots.js';
import type { Obstacle } from './turned-away.js';

/**
 * Why a session ended. `busy`, `waiting`: it never began (see OutboxPort.acquire). `empty`: nothing is left. `failed`: the destination
 * is down now. `yielded`: others go first. `crowded`: too much is looked up at the moment. `lost`: somebody else holds the lease. `stopped`:
 * we are draining.
 */
export type SessionEnd = 'busy' | 'waiting' | 'empty' | 'failed' | 'yielded' | 'crowded' | 'lost' | 'stopped';

/** Something of ours does not work: a destination is not to blame, and nothing is written about it. */
export class Trouble extends Error {
  override readonly name = 'Trouble';
}

/** Rows refused in one go when nothing needs to be posted. */
const REFUSE_ROWS = 500;
/** Failures in a row after which it may have moved. */
const RESOLVE_AGAIN_AFTER = 3;
/** How often in a row there may be no room to look it up before that counts as a failure: some minutes. */
const MOST_CROWDS = 20;
/** Full posts in a row that make a destination hot. */
const HOT_AFTER = 2;

/**
 * One worker's stay at one destination: takes the lease, then posts the oldest rows and marks them, until nothing is left, the
 * destination fails, the lease is lost, or others should have the slot. Nothing is marked after the lease was lost.
 */
export class Session {
  readonly #courier: Courier;
  /** The lease is lost, or time to stop is over: posts in flight are given up. */
  readonly #ending = new AbortController();
  #keeper: LeaseKeeper | undefined;
  #history: DestinationHistory = { failures: 0 };
  #fullPosts = 0;
  #wakesSeen = 0;
  #startedAt = 0;
  /** The lease was given back already. */
  #left = false;
  #slot: Slot;

  constructor(
    private readonly world: World,
    private readonly settings: EngineSettings,
    readonly domain: string,
    private readonly destination: Destination,
    slot: Slot,
    private readonly hooks: SessionHooks,
  ) {
    this.#slot = slot;
    this.#courier = new Courier(world, settings, domain, destination, () => this.#slot.slowed());
  }

  /** What it runs in; the last one, while it rests. */
  get slot(): Slot {
    return this.#slot;
  }

  /** Shards held now. */
  get shards(): number {
    return this.#keeper === undefined || this.#keeper.lost ? 0 : this.#keeper.lease.shards.length;
  }

  /** A wake-up came after the last look into the outbox. */
  get missedWake(): boolean {
    return this.destination.wakes !== this.#wakesSeen;
  }

  /** Gives up posts in flight: time to stop is over. */
  abort(): void {
    this.#ending.abort();
  }

  /** Throws Trouble, and what the store throws except LeaseLost. */
  async run(): Promise<SessionEnd> {
    const { clock, outbox, meter } = this.world;
    const acquiredAt = clock.now();
    const acquired = await outbox.acquire(this.domain, this.settings.leaseMs);
    if (acquired === 'busy') meter.lease('busy');
    if (typeof acquired === 'string') return acquired;
    meter.lease('taken');
    this.#startedAt = acquiredAt;
    this.#history = acquired.history;
    this.destination.failures = acquired.history.failures;
    const keeper = new LeaseKeeper(clock, outbox, this.settings.leaseMs, acquired.lease, acquiredAt);
    this.#keeper = keeper;
    keeper.signal.addEventListener('abort', () => this.#ending.abort(), { once: true });
    try {
      return await this.#work(keeper);
    } catch (error) {
      if (!(error instanceof LeaseLost)) throw error;
      keeper.markLost();
      return 'lost';
    } finally {
      keeper.stop();
      if (keeper.signal.aborted) meter.lease('lost');
      // A release that fails is made up for by the end of the lease's life.
      if (!keeper.signal.aborted && !this.#left) await outbox.release(keeper.lease).catch(() => undefined);
      this.#keeper = undefined;
    }
  }

  async #work(keeper: LeaseKeeper): Promise<SessionEnd> {
    let turn = 0;
    for (;;) {
      if (this.hooks.stopping()) return 'stopped';
      if (keeper.lost) return 'lost';
      if (this.#history.failures === 0 && this.destination.failures > 0) return 'failed'; // seen by a session beside this one
      if (turn >= this.settings.quantum && this.hooks.othersWait(this.#slot.kind)) {
        if (!(await this.#rest(keeper, true)) && !this.hooks.stopping() && !keeper.lost) return 'yielded';
        turn = 0;
        continue;
      }
      turn++;
      this.#wakesSeen = this.destination.wakes;
      const origins = this.destination.takeOrigins();
      const end = await this.world.tracing.round(this.domain, origins, () => this.#round(keeper));
      // What came while it was looked for is taken at once: giving the lease back and taking it again costs more than a post.
      if (end === 'empty' && this.missedWake) continue;
      if (end === 'empty' && (await this.#rest(keeper, false))) turn = 0;
      // Woken while it waited for a slot, it has seen nothing of that: others look.
      else if (end === 'empty') return this.missedWake && this.hooks.stopping() ? 'stopped' : end;
      else if (end !== undefined) return end;
    }
  }

  /** Waits with the lease in hand, for its next turn or, `goesOn` being false, for the next message. False when neither came. */
  async #rest(keeper: LeaseKeeper, goesOn: boolean): Promise<boolean> {
    const { clock, outbox } = this.world;
    const isWhole = keeper.lease.shards.length === outbox.shards && this.#history.failures === 0;
    if (!isWhole || clock.now() - this.#startedAt >= this.settings.stayMs) return false;
    const slot = await this.hooks.rest(this.#slot, this.#ending.signal, goesOn);
    if (slot === undefined) return false;
    this.#slot = slot;
    return true;
  }

  /** Undefined when there may be more to do. */
  async #round(keeper: LeaseKeeper): Promise<SessionEnd | undefined> {
    const refusal = this.world.policy.refusal(this.domain);
    if (refusal !== undefined) return this.#refuse(keeper, refusal);
    const resolution = await this.#resolve();
    switch (resolution.kind) {
      case 'refused':
        return this.#refuse(keeper, resolution);
      case 'trouble':
        throw new Trouble(resolution.detail);
      case 'crowded':
        // One that is down waits by its history, and what never finds room is given up in its time.
        return this.#history.failures === 0 && this.destination.crowds < MOST_CROWDS
          ? 'crowded'
          : this.#unfound(keeper, resolution);
      case 'unavailable':
        return this.#unfound(keeper, resolution);
      case 'target':
        return this.#deliver(keeper, resolution.target);
      default:
        return resolution satisfies never;
    }
  }

  /** Nobody can be asked: one message was tried in vain. */
  async #unfound(
    keeper: LeaseKeeper,
    { code, detail, unfoundMs }: Pick<RoundFailure, 'code' | 'detail'> & { unfoundMs?: number },
  ): Promise<SessionEnd> {
    const startedAt = this.world.clock.now();
    const { rows: tried } = await this.world.outbox.claim(keeper.lease, 1, 1);
    if (tried.length === 0) return this.#emptied();
    return this.#fail(keeper, { code, detail, unfoundMs, startedAt, tried }, tried);
  }

  /** A destination that is long looked for counts as slow, as one that answers slowly does. */
  async #resolve(): Promise<Resolution> {
    const patience = this.destination.patienceMs(this.settings);
    const notSlow = this.world.clock.after(patience, () => this.#slot.slowed());
    try {
      return await this.world.resolver.resolve(this.domain, this.#history.failures >= RESOLVE_AGAIN_AFTER);
    } finally {
      notSlow();
    }
  }

  async #deliver(keeper: LeaseKeeper, target: Target): Promise<SessionEnd | undefined> {
    const { outbox } = this.world;
    this.destination.batch.bound(boundsOf(target, this.settings));
    const want = wanted(this.destination, this.#history, target, this.settings);
    const { rows, more } = await outbox.claim(keeper.lease, want.messages, want.bytes);
    if (rows.length === 0) return this.#emptied();
    if (keeper.lost) return 'lost';
    const now = this.world.clock.now();
    // The last try of a message is made however long its domain's mail is to wait.
    const last = new Set(rows.filter((row) => row.expiresAt <= now).map(({ origin }) => origin));
    const obstacle = (origin: string): Obstacle | undefined =>
      this.hooks.unsigned(origin) ?? (last.has(origin) ? undefined : this.destination.turnedAway.obstacle(origin, now));
    const { waiting, free } = withoutHeldUp(rows, obstacle, now);
    const lanes = arrange(fitting(free, target), this.destination, this.#history, target);
    const round = await this.#courier.carry(lanes, target, this.#history, this.#ending.signal);
    // If only its time is over, nobody may have taken the lease yet: the store knows.
    if (keeper.signal.aborted) return 'lost';
    const outcomes = [...waiting, ...oversized(free, target), ...round.outcomes];
    await this.#settle(keeper, outcomes);
    if (round.answeredAt !== undefined) await this.#succeed(keeper, round.answeredAt);
    if (round.failure !== undefined) return this.#fail(keeper, round.failure, rows);
    if (round.trouble !== undefined) throw new Trouble(round.trouble);
    await this.#widen(keeper, free.length >= want.messages);
    // The next look would find nothing but what a wake-up tells.
    return more || outcomes.length < rows.length ? undefined : this.#emptied();
  }

  async #settle(keeper: LeaseKeeper, outcomes: Outcome[]): Promise<void> {
    if (outcomes.length === 0) return;
    await this.world.outbox.complete(keeper.lease, outcomes);
    const now = this.world.clock.now();
    const count = { delivered: 0, refused: 0, deferred: 0 };
    for (const { kind, row } of outcomes) {
      count[kind]++;
      if (kind === 'delivered') this.world.meter.latency(now - row.createdAt);
    }
    this.world.meter.outcomes(count.delivered, count.refused, count.deferred);
  }

  async #succeed(keeper: LeaseKeeper, startedAt: number): Promise<void> {
    const { destination } = this;
    // A session beside this one may have seen a failure: what began later and succeeded proves it to be over.
    const failures = Math.max(this.#history.failures, startedAt > destination.failedAt ? destination.failures : 0);
    if (failures > 0) {
      await this.world.outbox.recordSuccess(keeper.lease);
      this.#history = { failures: 0 };
      destination.cameBack();
      this.world.log.info({ domain: this.domain, failures }, 'destination answers again: delivering its backlog');
    }
    this.hooks.answered(failures > 0);
  }

  async #fail(
    keeper: LeaseKeeper,
    failure: RoundFailure & { unfoundMs?: number },
    claimed: readonly OutboxRow[],
  ): Promise<'failed'> {
    const { clock, random, outbox, log } = this.world;
    const { code, detail, startedAt, tried, retryAfterMs = 0, unfoundMs } = failure;
    const now = clock.now();
    const chance = random();
    const lastTryAt = Math.min(...claimed.map((row) => row.expiresAt).filter((at) => at > now));
    const bounds = { baseMs: this.settings.retryBaseMs, capMs: this.settings.retryCapMs };
    const nextAttemptAt = (failures: number): number =>
      nextTryAt(failures, bounds, chance, { now, lastTryAt, retryAfterMs, unfoundMs });
    const leave = claimed.every((row) => row.expiresAt > now);
    const retryAfterUntil = retryAfterMs > 0 ? now + retryAfterMs : undefined;
    const { failures, first } = await outbox.recordFailure(keeper.lease, {
      code,
      detail,
      startedAt,
      tried,
      nextAttemptAt,
      retryAfterUntil,
      durationMs: now - startedAt,
      leave,
    });
    this.#left = leave;
    this.destination.failed(failures, now, nextAttemptAt(failures));
    if (first) {
      log.warn({ domain: this.domain, code, detail }, 'destination is down: probing it with a growing back-off');
      this.hooks.wentDown();
    }
    return 'failed';
  }

  /** Refuses what waits without asking anybody. */
  async #refuse(
    keeper: LeaseKeeper,
    { code, detail }: { code: string; detail: string },
  ): Promise<SessionEnd | undefined> {
    const { rows } = await this.world.outbox.claim(keeper.lease, REFUSE_ROWS, this.settings.maxBatchBytes);
    if (rows.length === 0) return this.#emptied();
    await this.#settle(
      keeper,
      rows.map((row) => ({ kind: 'refused', row, code, detail })),
    );
    return undefined;
  }

  #emptied(): 'empty' {
    if (this.destination.recovering) {
      this.destination.recovering = false;
      this.world.log.info({ domain: this.domain }, 'destination is healthy: its backlog is delivered');
    }
    return 'empty';
  }

  /** While full posts follow each other and there is room, half of the shards go to a further session. */
  async #widen(keeper: LeaseKeeper, full: boolean): Promise<void> {
    this.#fullPosts = full ? this.#fullPosts + 1 : 0;
    const { shards } = keeper.lease;
    if (this.#fullPosts < HOT_AFTER || shards.length < 2 || !this.hooks.mayWiden(this.#slot.kind)) return;
    const kept = Math.ceil(shards.length / 2);
    keeper.lease = { ...keeper.lease, shards: shards.slice(0, kept) };
    await this.world.outbox.release(keeper.lease, shards.slice(kept));
    this.#fullPosts = 0;
    this.hooks.widened();
  }
}
