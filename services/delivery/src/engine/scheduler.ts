import { backoff, heardInterval } from './backoff.js';
import { type Destination, Destinations } from './destination.js';
import type { World } from './ports.js';
import { Resting } from './resting.js';
import { ReadyQueue } from './ready-queue.js';
import type { EngineSettings } from './settings.js';
import { shuffled } from './shuffled.js';
import { type Kind, Slots } from './slots.js';
import { Ticker } from './ticker.js';
import { Troubles } from './troubles.js';
import { Uplink } from './uplink.js';
import { Session, type SessionEnd } from './worker.js';

const KINDS: readonly Kind[] = ['fast', 'probe', 'slow'];
/**
 * When a destination that another worker holds is asked for once more because of a wake-up, should the word to its holder be lost or
 * have come just after it left. After that the sweep has to find it.
 */
const BUSY_WAIT = { baseMs: 20, capMs: 40 };
const TROUBLE_WAIT = { baseMs: 1_000, capMs: 30_000 };
const CANARY_MS = 30_000;
/** Destinations that deserve a probe after an outage of ours get it spread over this time. */
const REVIVAL_MS = 2_000;
/** A domain that was heard of is probed within this time, if its turn is not further away anyway. */
const HEARD_WITHIN_MS = 2_000;

/** Decides which destination gets one of the slots next. One for each process that delivers. */
export class Scheduler {
  readonly #destinations: Destinations;
  readonly #slots: Slots;
  readonly #queue: ReadyQueue;
  readonly #uplink = new Uplink();
  readonly #sessions = new Map<string, Set<Session>>();
  readonly #resting: Resting;
  /** Destinations that wait for a slot though nobody was woken for them: most of them the last sweep found. */
  readonly #found = new Set<string>();
  readonly #tickers: Ticker[];
  #stopping = false;
  #pumping = false;
  readonly #troubles: Troubles;
  #idle: () => void = () => undefined;

  constructor(
    private readonly world: World,
    private readonly settings: EngineSettings,
  ) {
    const { clock, random, log } = world;
    this.#troubles = new Troubles(log);
    this.#destinations = new Destinations(settings, () => clock.now());
    this.#slots = new Slots(settings, () => this.#pump());
    this.#resting = new Resting(clock, settings.maxResting);
    this.#queue = new ReadyQueue(settings.sweepLimit * 4);
    this.#tickers = [
      new Ticker(clock, random, settings.sweepMs, () => this.#sweep()),
      new Ticker(clock, random, CANARY_MS, () => this.#sendCanary()),
    ];
  }

  start(): void {
    const [sweep, ...others] = this.#tickers;
    sweep?.start(0);
    for (const ticker of others) ticker.start();
  }

  /** Rows were written for these destinations. Said again or not at all, nothing is lost. */
  wake(domains: readonly string[]): void {
    const now = this.world.clock.now();
    const origin = this.world.tracing.origin();
    for (const domain of domains) {
      const destination = this.#destinations.get(domain);
      destination.wokenBy(origin);
      if (destination.failures === 0 || now >= destination.waitsUntil) this.#offer(domain);
      // Down or not: what we may not send is refused at once.
      else if (this.world.policy.refusal(domain) !== undefined) void this.#earnProbe(domain);
    }
  }

  /** Another worker was woken for destinations that may be held here. */
  look(domains: readonly string[]): void {
    for (const domain of domains) if (this.#sessions.has(domain)) this.#offer(domain);
  }

  /** A valid request came from this domain: if it is down it earns one probe within 2 s, its history kept. */
  async heard(domain: string): Promise<void> {
    if (this.#stopping) return;
    const destination = this.#destinations.get(domain);
    const { clock } = this.world;
    const wait = destination.heardAt + heardInterval(destination.fruitless, this.#bounds) - clock.now();
    if (wait > 0 || this.#sessions.has(domain)) {
      // Once more later: when that may be, or when the session that runs has failed.
      if (destination.heardAgain || wait > HEARD_WITHIN_MS) return;
      destination.heardAgain = true;
      if (wait <= 0) return;
      clock.after(wait, () => {
        destination.heardAgain = false;
        void this.heard(domain);
      });
      return;
    }
    destination.heardAt = clock.now();
    await this.#earnProbe(domain);
  }

  /** Domains that we may not talk to any more: what waits for them is refused now, not when their back-off ends. */
  async settle(domains: readonly string[]): Promise<void> {
    for (const domain of domains) await this.#earnProbe(domain);
  }

  /** Sessions now, by what they are taken for. */
  get inUse(): Readonly<Record<Kind, number>> {
    return this.#slots.inUse;
  }

  /** Destinations that wait for a slot. */
  get queued(): number {
    return this.#queue.size;
  }

  /** What holds delivery up, if anything of ours does. */
  get trouble(): string | undefined {
    return this.#troubles.all;
  }

  /** Takes nothing new, lets posts in flight end and be marked, gives leases back as they end. Resolves when nothing runs. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const ticker of this.#tickers) ticker.stop();
    this.#queue.clear();
    this.#resting.end();
    if (this.#sessions.size > 0) await new Promise<void>((resolve) => (this.#idle = resolve));
  }

  /** Gives up posts in flight: time to stop is over. */
  cutOff(): void {
    for (const sessions of this.#sessions.values()) for (const session of sessions) session.abort();
  }

  get #bounds(): { baseMs: number; capMs: number } {
    return { baseMs: this.settings.retryBaseMs, capMs: this.settings.retryCapMs };
  }

  async #sweep(): Promise<void> {
    await this.#guarded(async () => {
      const due = await this.world.outbox.due(this.settings.sweepLimit);
      // What the last sweep found, and nobody here has come to, may be somebody else's by now.
      for (const domain of this.#found) this.#queue.drop(domain);
      this.#found.clear();
      // Workers that sweep at once see the same list: in its order they would meet at every destination of it.
      for (const { domain, failures } of shuffled(due, this.world.random)) {
        const destination = this.#destinations.get(domain);
        if (!this.#sessions.has(domain)) destination.failures = failures;
        this.#find(domain);
      }
    });
  }

  /** There may be something to do for it; nobody was woken. */
  #find(domain: string): void {
    if (!this.#queue.has(domain)) this.#found.add(domain);
    this.#enqueue(domain);
  }

  /** Something is new for it: who is there looks once more. */
  #offer(domain: string): void {
    if (this.#stopping) return;
    this.#destinations.get(domain).wakes++;
    this.#found.delete(domain);
    this.#enqueue(domain);
  }

  #enqueue(domain: string): void {
    if (this.#stopping) return;
    const destination = this.#destinations.get(domain);
    if (this.world.clock.now() < destination.pausedUntil || !this.#hasRoom(domain)) return;
    this.#queue.offer(domain, destination.kind(this.settings.slowAfterMs, this.#slots.crowded));
    this.#pump();
  }

  /** May another session with this destination begin? One that is just beginning takes whatever is free. */
  #hasRoom(domain: string): boolean {
    const running = this.#sessions.get(domain);
    if (running === undefined || this.#resting.has(domain)) return true;
    if (running.size >= this.settings.sessionsPerDestination) return false;
    let held = 0;
    for (const session of running) {
      if (session.shards === 0) return false;
      held += session.shards;
    }
    return held < this.world.outbox.shards;
  }

  #pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    for (const kind of KINDS) {
      while (!this.#stopping && this.#queue.waiting(kind) && this.#slots.free(kind)) {
        const domain = this.#queue.take(kind);
        if (domain !== undefined && this.#hasRoom(domain)) this.#begin(domain, kind);
      }
    }
    this.#pumping = false;
  }

  #begin(domain: string, kind: Kind): void {
    const destination = this.#destinations.get(domain);
    const running = this.#sessions.get(domain) ?? new Set();
    const slot = this.#slots.take(kind);
    const wasFound = this.#found.delete(domain);
    const wakes = destination.wakes;
    if (this.#resting.has(domain)) return this.#resting.resume(domain, slot);
    const session = new Session(this.world, this.settings, domain, destination, slot, {
      stopping: () => this.#stopping,
      othersWait: () => this.#queue.waiting(kind),
      mayWiden: () =>
        running.size < this.settings.sessionsPerDestination && this.#slots.free(kind) && !this.#queue.waiting(kind),
      widened: () => this.#offer(domain),
      rest: async (ended, signal) =>
        this.#stopping ? undefined : this.#resting.rest(domain, this.settings.lingerMs, ended, signal),
      wentDown: () => this.#uplink.wentDown(domain),
      answered: (again) => this.#answered(domain, again),
    });
    this.#sessions.set(domain, running.add(session));
    this.world.meter.sessions(1);
    const ended = (end: SessionEnd | 'trouble'): void => {
      running.delete(session);
      if (running.size === 0) this.#sessions.delete(domain);
      this.world.meter.sessions(-1);
      this.#after(session, destination, end, wasFound && destination.wakes === wakes);
      session.slot.done();
      if (this.#sessions.size === 0) this.#idle();
    };
    const { tracing } = this.world;
    tracing
      .apart(() => session.run())
      .then(ended, (error: unknown) => {
        this.#troubles.begin('session', error);
        ended('trouble');
      });
  }

  /** `wasFound`: nobody was woken for it. */
  #after(session: Session, destination: Destination, end: SessionEnd | 'trouble', wasFound: boolean): void {
    const { clock, random } = this.world;
    const { domain, missedWake } = session;
    if (end === 'empty' || end === 'failed' || end === 'yielded') {
      destination.troubles = 0;
      this.#troubles.over('session');
    }
    destination.probeIsEarned = false;
    switch (end) {
      case 'empty':
        if (missedWake) this.#offer(domain);
        break;
      case 'yielded':
        this.#offer(domain);
        break;
      case 'busy':
        // Its holder sweeps too, or was told already.
        if (wasFound) break;
        // Its holder may have looked just before the row came that we were woken for.
        this.world.wake.look([domain]);
        if (destination.asksAgain) break;
        destination.asksAgain = true;
        clock.after(backoff(1, BUSY_WAIT, random()), () => {
          destination.asksAgain = false;
          this.#find(domain);
        });
        break;
      case 'trouble':
        destination.pausedUntil = clock.now() + backoff(++destination.troubles, TROUBLE_WAIT, random());
        break;
      case 'stopped':
        this.world.wake.wake([domain]);
        break;
      case 'waiting':
      case 'failed':
      case 'lost':
        break;
      default:
        end satisfies never;
    }
    const heardAgain = destination.heardAgain;
    destination.heardAgain = false;
    if (heardAgain && end === 'failed') void this.heard(domain);
  }

  #answered(domain: string, again: boolean): void {
    if (again) this.#offer(domain);
    for (const fallen of this.#uplink.answered()) {
      if (fallen !== domain)
        this.world.clock.after(this.world.random() * REVIVAL_MS, () => void this.#earnProbe(fallen));
    }
  }

  async #sendCanary(): Promise<void> {
    const domain = this.#uplink.canary(this.world.random());
    if (domain !== undefined) await this.#earnProbe(domain);
  }

  async #earnProbe(domain: string): Promise<void> {
    if (this.#stopping) return;
    await this.#guarded(async () => {
      if (!(await this.world.outbox.allowProbe(domain))) return;
      const destination = this.#destinations.get(domain);
      destination.probeIsEarned = true;
      destination.waitsUntil = 0;
      this.#offer(domain);
    });
  }

  async #guarded(task: () => Promise<void>): Promise<void> {
    try {
      await task();
      this.#troubles.over('store');
    } catch (error) {
      this.#troubles.begin('store', error);
    }
  }
}
