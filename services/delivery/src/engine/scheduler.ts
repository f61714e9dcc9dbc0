import { backoff } from '@iimp/protocol/backoff';
import { type Destination, Destinations } from './destination.js';
import { EarnedProbes } from './earned-probes.js';
import { Findings } from './findings.js';
import { Neighbours } from './neighbours.js';
import type { DueDestination, World } from './ports.js';
import { Resting } from './resting.js';
import { ReadyQueue } from './ready-queue.js';
import type { EngineSettings } from './settings.js';
import { shuffled } from './shuffled.js';
import { type Kind, Slots } from './slots.js';
import { Ticker } from './ticker.js';
import { Troubles } from './troubles.js';
import { Unsigned } from './unsigned.js';
import { Session, type SessionEnd } from './worker.js';

const KINDS: readonly Kind[] = ['fast', 'probe', 'slow'];
/**
 * When a destination that another worker holds is asked for once more because of a wake-up, should its holder not have heard it or
 * have left just before. After that the sweep has to find it.
 */
const BUSY_WAIT = { baseMs: 20, capMs: 40 };
const TROUBLE_WAIT = { baseMs: 1_000, capMs: 30_000 };
const CROWD_WAIT = { baseMs: 1_000, capMs: 8_000 };
/** A destination in trouble is tried again after its wait, and what it asks of ours is answered, or not, within this. */
const TROUBLE_SEEN_MS = 30_000;

/** Decides which destination gets one of the slots next. One for each process that delivers. */
export class Scheduler {
  readonly #destinations: Destinations;
  readonly #slots: Slots;
  readonly #queue: ReadyQueue;
  readonly #neighbours: Neighbours;
  readonly #probes: EarnedProbes;
  readonly #sessions = new Map<string, Set<Session>>();
  readonly #resting: Resting;
  readonly #found: Findings;
  /** Other workers' destinations that were due at the last sweep. */
  #left: ReadonlySet<string> = new Set();
  readonly #sweeper: Ticker;
  #stopping = false;
  #pumping = false;
  readonly #troubles: Troubles;
  readonly #unsigned: Unsigned;
  #idle: () => void = () => undefined;

  constructor(
    private readonly world: World,
    private readonly settings: EngineSettings,
  ) {
    const { clock, random, log } = world;
    this.#troubles = new Troubles(log);
    this.#unsigned = new Unsigned(world.peer, this.#troubles, clock);
    this.#destinations = new Destinations(settings, () => clock.now());
    this.#slots = new Slots(settings, () => this.#pump());
    this.#queue = new ReadyQueue(settings.sweepLimit * 4);
    this.#resting = new Resting(clock, settings, (domain) => this.#queue.has(domain));
    this.#found = new Findings(this.#queue);
    this.#neighbours = new Neighbours(world);
    this.#probes = new EarnedProbes(world, settings, this.#troubles, {
      destination: (domain) => this.#destinations.get(domain),
      isServed: (domain) => this.#sessions.has(domain),
      offer: (domain) => this.#offer(domain),
      stopping: () => this.#stopping,
    });
    this.#sweeper = new Ticker(clock, random, settings.sweepMs, () => this.#sweep());
  }

  start(): void {
    this.#neighbours.start();
    this.#sweeper.start(0);
    this.#probes.start();
  }

  /**
   * Rows were written for these destinations. All workers are told; who is there, or whose they are, looks. Said again or not at all,
   * nothing is lost.
   * @param afresh those of them that an operator wants tried now, whatever this process remembers of them
   */
  wake(domains: readonly string[], afresh: readonly string[] = []): void {
    for (const domain of afresh) this.#destinations.get(domain).tryAfresh();
    for (const domain of domains) {
      if (this.#sessions.has(domain) || this.#neighbours.owns(domain)) this.#wake(domain);
    }
  }

  #wake(domain: string): void {
    const { clock, tracing, policy } = this.world;
    const destination = this.#destinations.get(domain);
    destination.wokenBy(tracing.origin());
    if (destination.failures === 0 || clock.now() >= destination.waitsUntil) this.#offer(domain);
    // Down or not: what we may not send is refused at once.
    else if (policy.refusal(domain) !== undefined) void this.#probes.earn(domain);
  }

  /** Another worker says that it is there, or that it leaves. */
  here(worker: string, leaves: boolean): void {
    this.#neighbours.heard(worker, leaves);
  }

  /** Workers that share the destinations, as far as this one knows. */
  get workers(): number {
    return this.#neighbours.count;
  }

  /** A valid request came from this domain: see EarnedProbes. */
  heard(domain: string): Promise<void> {
    return this.#probes.heard(domain);
  }

  /**
   * The policy changed: what waits for domains that we may not talk to any more is refused now, not when their back-off ends.
   * @param blocked domains that it names; others that it excludes are found among those that this process has seen to be down
   */
  async settle(blocked: readonly string[]): Promise<void> {
    const excluded = this.#destinations.down().filter((domain) => this.world.policy.refusal(domain) !== undefined);
    for (const domain of new Set([...blocked, ...excluded])) await this.#probes.earn(domain);
  }

  /** Destinations that wait for a slot. */
  get queued(): number {
    return this.#queue.size;
  }

  /** What holds all of delivery up, if anything of ours does. */
  get trouble(): string | undefined {
    return this.#troubles.ofAll;
  }

  /** Takes nothing new, lets posts in flight end and be marked, gives leases back as they end. Resolves when nothing runs. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#neighbours.stop();
    this.#sweeper.stop();
    this.#probes.stop();
    this.#queue.clear();
    this.#resting.end();
    if (this.#sessions.size > 0) await new Promise<void>((resolve) => (this.#idle = resolve));
  }

  /** Gives up posts in flight: time to stop is over. */
  cutOff(): void {
    for (const sessions of this.#sessions.values()) for (const session of sessions) session.abort();
  }

  async #sweep(): Promise<void> {
    this.#unsigned.lookAgain();
    await this.#troubles.watch('store', async () => {
      const due = await this.world.outbox.due(this.settings.sweepLimit);
      this.#troubles.lookAgain(this.world.clock.now());
      this.#found.begin();
      // Workers that sweep at once see the same list: in its order they would meet at every destination of it.
      const own: DueDestination[] = [];
      const others: DueDestination[] = [];
      for (const each of shuffled(due, this.world.random)) {
        (this.#neighbours.owns(each.domain) ? own : others).push(each);
      }
      // Whose it is has its time until the next sweep, and even then one's own come first.
      for (const { domain, failures } of [...own, ...others.filter(({ domain }) => this.#left.has(domain))]) {
        const destination = this.#destinations.get(domain);
        if (!this.#sessions.has(domain)) destination.failures = failures;
        this.#find(domain);
      }
      this.#left = new Set(others.map(({ domain }) => domain));
    });
  }

  /** There may be something to do for it; nobody was woken. */
  #find(domain: string): void {
    this.#found.add(domain);
    this.#enqueue(domain);
  }

  /** Something is new for it: who is there looks once more. */
  #offer(domain: string): void {
    if (this.#stopping) return;
    this.#destinations.get(domain).wakes++;
    this.#found.woken(domain);
    this.#enqueue(domain);
  }

  #enqueue(domain: string): void {
    if (this.#stopping) return;
    const destination = this.#destinations.get(domain);
    const pauseMs = destination.pausedUntil - this.world.clock.now();
    // None is longer: the clock was ahead.
    if ((pauseMs > 0 && pauseMs <= TROUBLE_WAIT.capMs) || !this.#hasRoom(domain)) return;
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
    const wasFound = this.#found.take(domain);
    const wakes = destination.wakes;
    if (this.#resting.has(domain)) return this.#resting.resume(domain, slot);
    const session = new Session(this.world, this.settings, domain, destination, slot, {
      stopping: () => this.#stopping,
      othersWait: (kind) => this.#queue.waiting(kind),
      mayWiden: (kind) =>
        running.size < this.settings.sessionsPerDestination && this.#slots.free(kind) && !this.#queue.waiting(kind),
      widened: () => this.#offer(domain),
      // Whose it is would be woken meanwhile, and ask for it in vain.
      rest: async (ended, signal, goesOn) => {
        if (this.#stopping || !this.#neighbours.owns(domain)) return undefined;
        const next = this.#resting.rest(domain, ended, signal);
        if (!goesOn || !this.#resting.has(domain)) return next;
        // Not found by a sweep, which would take its place in the queue along with what the last one found.
        this.#found.woken(domain);
        this.#enqueue(domain);
        return next;
      },
      unsigned: (origin) => this.#unsigned.obstacle(origin),
      wentDown: () => this.#probes.wentDown(domain),
      answered: (again) => {
        this.#troubles.over('session');
        if (again) this.#offer(domain);
        this.#probes.answered(domain);
      },
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
        ended('trouble');
        this.#troubles.begin('session', error, destination.pausedUntil + TROUBLE_SEEN_MS);
      });
  }

  /** `wasFound`: nobody was woken for it. */
  #after(session: Session, destination: Destination, end: SessionEnd | 'trouble', wasFound: boolean): void {
    const { clock, random } = this.world;
    const { domain, missedWake } = session;
    if (end === 'empty' || end === 'failed' || end === 'yielded') {
      destination.troubles = 0;
      destination.crowds = 0;
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
        if (wasFound) this.#found.held();
        // Its holder sweeps too, or is asked again already.
        if (wasFound || destination.asksAgain) break;
        destination.asksAgain = true;
        clock.after(backoff(1, BUSY_WAIT, random()), () => {
          destination.asksAgain = false;
          this.#find(domain);
        });
        break;
      case 'trouble':
        destination.pausedUntil = clock.now() + backoff(++destination.troubles, TROUBLE_WAIT, random());
        break;
      case 'crowded':
        destination.pausedUntil = clock.now() + backoff(++destination.crowds, CROWD_WAIT, random());
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
}
