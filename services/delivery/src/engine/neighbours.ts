import type { World } from './ports.js';
import { Ticker } from './ticker.js';

/** How often a worker says that it is there. */
const SAY_MS = 2_000;
/** Not heard of for so long, it is gone: three times nothing. */
const GONE_AFTER_MS = 7_000;
/** More than anybody runs; what is beyond is not remembered. */
const MAX_WORKERS = 1_000;

/**
 * The workers there are, and whose each destination is: the same for all who see the same workers, and mostly the same when one comes
 * or goes (rendezvous hashing). It only decides who goes first, so that connections, what is known of a domain, and its lease stay in one
 * process. Who sees others than there are, or nobody because the broker is away, takes what nobody should have had: the lease decides.
 */
export class Neighbours {
  /** When each was last heard of. */
  readonly #others = new Map<string, number>();
  readonly #ticker: Ticker;
  #stopped = false;

  constructor(private readonly world: Pick<World, 'worker' | 'clock' | 'random' | 'wake'>) {
    const say = async (): Promise<void> => world.wake.here(world.worker, false);
    this.#ticker = new Ticker(world.clock, world.random, SAY_MS, say);
  }

  start(): void {
    this.#ticker.start(0);
  }

  /** What is ours is the others' from now on. */
  stop(): void {
    this.#stopped = true;
    this.#ticker.stop();
    this.world.wake.here(this.world.worker, true);
  }

  /** Another worker, or this one, said that it is there, or that it leaves. */
  heard(worker: string, leaves: boolean): void {
    const { clock, wake, worker: self } = this.world;
    if (worker === self) return;
    const isNew = !this.#others.has(worker);
    if (leaves) this.#others.delete(worker);
    else if (!isNew || this.#others.size < MAX_WORKERS) this.#others.set(worker, clock.now());
    // Who has just come should not wait until our turn to speak.
    if (isNew && !leaves && !this.#stopped) wake.here(self, false);
  }

  /** Workers, this one among them. */
  get count(): number {
    this.#forget();
    return this.#others.size + 1;
  }

  /** Is this worker the one to serve the destination? */
  owns(domain: string): boolean {
    this.#forget();
    const own = draw(this.world.worker, domain);
    for (const other of this.#others.keys()) {
      const theirs = draw(other, domain);
      if (theirs > own || (theirs === own && other > this.world.worker)) return false;
    }
    return !this.#stopped || this.#others.size === 0;
  }

  #forget(): void {
    const now = this.world.clock.now();
    for (const [worker, at] of this.#others) if (now - at > GONE_AFTER_MS) this.#others.delete(worker);
  }
}

/** What a worker draws for a domain, 32 bits: FNV-1a, and a last mixing, without which names that differ little draw alike. */
function draw(worker: string, domain: string): number {
  let hash = 0x811c9dc5;
  for (const text of [worker, '\n', domain]) {
    for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
