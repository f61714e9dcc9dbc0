/** The state behind `memory:<name>`: what a broker would hold. One per name in a process, for as long as somebody uses it. */
import type { QuarantinedMessage } from '../../quarantine.js';
import type { EventPatternName, Pattern } from '../../topology.js';
import type { Delivery } from '../carrier.js';
import { WorkQueue } from './work-queue.js';

/** Messages kept per queue. */
export const QUEUE_BOUND = 10_000;
/** Messages kept per quarantine; the oldest go first. */
export const QUARANTINE_BOUND = 10_000;

/** A delivery, and where the answer goes if it is a request. */
export interface Parcel extends Delivery {
  readonly answer?: (result: { body: Uint8Array } | { error: string }) => void;
  /** Still wanted? The asker of a request may have given up. */
  readonly wanted?: () => boolean;
}

const buses = new Map<string, MemoryBus>();

export class MemoryBus {
  /** Queues of jobs and requests, there from the first consumer on. */
  readonly queues = new Map<Pattern, WorkQueue<Parcel>>();
  /** One inbox per consumer of fan-outs. */
  readonly inboxes = new Map<WorkQueue<Parcel>, ReadonlySet<Pattern>>();
  readonly quarantine = new Map<EventPatternName, QuarantinedMessage[]>();
  private readonly timers = new Set<NodeJS.Timeout>();
  /** Carriers that are open on it. */
  users = 0;

  private constructor(private readonly name: string) {}

  /** The bus of this name; each open needs a release. */
  static open(name: string): MemoryBus {
    const bus = buses.get(name) ?? new MemoryBus(name);
    buses.set(name, bus);
    bus.users += 1;
    return bus;
  }

  /** The last user's release forgets everything. */
  release(): void {
    this.users -= 1;
    if (this.users > 0) return;
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    if (buses.get(this.name) === this) buses.delete(this.name);
  }

  declareQueue(pattern: Pattern): WorkQueue<Parcel> {
    const queue = this.queues.get(pattern) ?? new WorkQueue<Parcel>(QUEUE_BOUND);
    this.queues.set(pattern, queue);
    return queue;
  }

  /** Gives a parcel back to its queue after a while. */
  putBackLater(parcel: Parcel, afterMs: number): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.declareQueue(parcel.pattern).putBack(parcel);
    }, afterMs);
    this.timers.add(timer);
  }

  addToQuarantine(message: QuarantinedMessage): void {
    const list = this.quarantine.get(message.pattern) ?? [];
    this.quarantine.set(message.pattern, list);
    list.push(message);
    if (list.length > QUARANTINE_BOUND) list.shift();
  }
}
