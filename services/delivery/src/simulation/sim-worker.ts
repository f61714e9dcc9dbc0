import type { Clock, Lease, OutboxPort, PeerPort, World } from '../engine/ports.js';
import { Scheduler } from '../engine/scheduler.js';
import type { EngineSettings } from '../engine/settings.js';
import type { Rng } from './rng.js';
import type { VirtualClock } from './virtual-clock.js';

/** What all workers share. */
export interface Surroundings {
  clock: VirtualClock;
  settings: EngineSettings;
  /** The outbox itself, by the clock of a worker; the way to it is what a worker may lose. */
  outbox: (worker: string, now: () => number) => OutboxPort;
  post: PeerPort['post'];
  whyNotSign: PeerPort['whyNotSign'];
  resolver: World['resolver'];
  policy: World['policy'];
  wake: World['wake'];
  log: World['log'];
  /** The database cannot be reached now. */
  databaseAway(): boolean;
  /** Chance that a committed call seems to have failed. */
  lostReplies: number;
  /** Clocks of workers are wrong by up to so many milliseconds. */
  clockSkewMs: number;
}

/** One worker process: it can be killed, frozen as by SIGSTOP, or stopped properly. Its calls take a moment, and may seem to fail. */
export class SimWorker {
  readonly scheduler: Scheduler;
  #dead = false;
  #frozen = false;
  readonly #thaw: (() => void)[] = [];

  constructor(
    private readonly around: Surroundings,
    private readonly rng: Rng,
  ) {
    const skew = rng.int(-around.clockSkewMs, around.clockSkewMs);
    const clock: Clock = {
      now: () => around.clock.now() + skew,
      after: (ms, callback) => around.clock.after(ms, () => this.#gate(callback)),
    };
    const name = `worker-${rng.int(0, 2 ** 30)}`;
    this.scheduler = new Scheduler(
      {
        worker: name,
        clock,
        random: rng.next,
        log: around.log,
        outbox: this.#outbox(around.outbox(name, clock.now)),
        resolver: { resolve: (...args) => this.#through(around.resolver.resolve(...args)) },
        peer: { post: (...args) => this.#through(around.post(...args)), whyNotSign: around.whyNotSign },
        policy: around.policy,
        wake: around.wake,
        meter: {
          posted: () => undefined,
          outcomes: () => undefined,
          sessions: () => undefined,
          latency: () => undefined,
          lease: () => undefined,
        },
        tracing: { origin: () => undefined, apart: (run) => run(), round: (_domain, _origins, run) => run() },
      },
      around.settings,
    );
    this.scheduler.start();
  }

  get alive(): boolean {
    return !this.#dead && !this.#frozen;
  }

  /** kill -9: nothing of it goes on; what it sent is under way. */
  kill(): void {
    this.#dead = true;
  }

  /** SIGSTOP and SIGCONT. */
  freeze(ms: number): void {
    this.#frozen = true;
    this.around.clock.after(ms, () => {
      this.#frozen = false;
      for (const go of this.#thaw.splice(0)) this.#gate(go);
    });
  }

  wake(domains: readonly string[]): void {
    this.#gate(() => this.scheduler.wake(domains));
  }

  here(name: string, leaves: boolean): void {
    this.#gate(() => this.scheduler.here(name, leaves));
  }

  heard(domain: string): void {
    this.#gate(() => void this.scheduler.heard(domain));
  }

  #gate(go: () => void): void {
    if (this.#dead) return;
    if (this.#frozen) this.#thaw.push(go);
    else go();
  }

  /** A reply reaches only a process that lives. */
  #through<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      promise.then(
        (value) => this.#gate(() => resolve(value)),
        (error: unknown) => this.#gate(() => reject(error instanceof Error ? error : new Error(String(error)))),
      );
    });
  }

  #call<T>(effect: () => Promise<T>): Promise<T> {
    const { clock } = this.around;
    const slow = this.rng.int(0, 2);
    const lost = this.rng.chance(this.around.lostReplies);
    const remote = async (): Promise<T> => {
      await clock.sleep(slow);
      if (this.around.databaseAway()) throw new Error('the database is away');
      const value = await effect();
      await clock.sleep(slow);
      if (lost || this.around.databaseAway()) throw new Error('the connection to the database broke');
      return value;
    };
    return this.#through(remote());
  }

  #outbox(outbox: OutboxPort): OutboxPort {
    return {
      shards: outbox.shards,
      due: (limit) => this.#call(() => outbox.due(limit)),
      acquire: (domain, ttlMs) => this.#call(() => outbox.acquire(domain, ttlMs)),
      renew: (lease, ttlMs) => this.#call(() => outbox.renew(lease, ttlMs)),
      release: (lease: Lease, shards) => this.#call(() => outbox.release(lease, shards)),
      claim: (lease, limit, maxBytes) => this.#call(() => outbox.claim(lease, limit, maxBytes)),
      complete: (lease, outcomes) => this.#call(() => outbox.complete(lease, outcomes)),
      recordFailure: (lease, failure) => this.#call(() => outbox.recordFailure(lease, failure)),
      recordSuccess: (lease) => this.#call(() => outbox.recordSuccess(lease)),
      allowProbe: (domain) => this.#call(() => outbox.allowProbe(domain)),
    };
  }
}
