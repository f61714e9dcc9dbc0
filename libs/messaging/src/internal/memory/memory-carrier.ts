/** Carries messages inside this process: for the standalone, and for tests. Nothing outlives the process. */
import { MessagingError } from '../../errors.js';
import { specOf, type EventPatternName, type Pattern } from '../../topology.js';
import type { Carrier, Envelope, Receiver, Subscription } from '../carrier.js';
import type { Counters } from '../counters.js';
import { prefetchOf, type Settings } from '../settings.js';
import { MemoryBus, QUEUE_BOUND, type Parcel } from './bus.js';
import { MemoryQuarantine } from './memory-quarantine.js';
import { MemorySubscription } from './memory-subscription.js';
import { WorkQueue } from './work-queue.js';

export class MemoryCarrier implements Carrier {
  readonly quarantine: MemoryQuarantine;
  private readonly bus: MemoryBus;
  private readonly subscriptions = new Set<MemorySubscription>();
  private closed = false;

  constructor(
    private readonly settings: Settings,
    private readonly counters: Counters,
  ) {
    this.bus = MemoryBus.open(settings.url);
    this.quarantine = new MemoryQuarantine(this.bus);
  }

  get connected(): boolean {
    return !this.closed;
  }

  get isAlone(): boolean {
    return this.bus.users === 1;
  }

  /** It is connected from the start to the end. */
  onConnected(): void {}

  async publish(envelope: Envelope): Promise<void> {
    this.refuseIfClosed();
    if (specOf(envelope.pattern).kind === 'fanout') this.fanOut({ ...envelope, attempt: 1 });
    else await this.enqueueWhenRoom({ ...envelope, attempt: 1 });
  }

  request(envelope: Envelope, timeoutMs: number): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      this.refuseIfClosed();
      let waiting = true;
      const done = (finish: () => void): void => {
        waiting = false;
        clearTimeout(timer);
        finish();
      };
      const timer = setTimeout(
        () => done(() => reject(new MessagingError('timeout', `no answer to ${envelope.pattern} in ${timeoutMs} ms`))),
        timeoutMs,
      );
      const parcel: Parcel = {
        ...envelope,
        attempt: 1,
        timeoutMs,
        wanted: () => waiting,
        answer: (result) =>
          done(() => ('body' in result ? resolve(result.body) : reject(new MessagingError('failed', result.error)))),
      };
      try {
        if (!this.queueOf(parcel).offer(parcel)) throw full(parcel);
      } catch (error) {
        done(() => reject(error as Error));
      }
    });
  }

  subscribe(patterns: readonly Pattern[], receiver: Receiver, onListening: () => void): Subscription {
    this.refuseIfClosed();
    const { bus, settings, counters } = this;
    const subscription = new MemorySubscription({ bus, settings, counters, receiver });
    this.subscriptions.add(subscription);
    const fanouts = patterns.filter((pattern) => specOf(pattern).kind === 'fanout');
    for (const pattern of patterns) {
      if (!fanouts.includes(pattern)) subscription.serve(bus.declareQueue(pattern), prefetchOf(settings, pattern));
    }
    if (fanouts.length > 0) {
      const inbox = new WorkQueue<Parcel>(QUEUE_BOUND);
      bus.inboxes.set(inbox, new Set(fanouts));
      subscription.serve(inbox, settings.prefetch, () => bus.inboxes.delete(inbox));
      setImmediate(onListening);
    }
    return subscription;
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await Promise.all([...this.subscriptions].map((subscription) => subscription.close()));
    this.bus.release();
  }

  private queueOf({ pattern }: Parcel): WorkQueue<Parcel> {
    const queue = this.bus.queues.get(pattern);
    if (!queue) throw new MessagingError('unroutable', `nobody consumes ${pattern}`);
    return queue;
  }

  /** A sender is slowed to the pace of the handlers; only when they stand still is it refused. */
  private async enqueueWhenRoom(parcel: Parcel): Promise<void> {
    const queue = this.queueOf(parcel);
    const deadline = performance.now() + this.settings.publishTimeoutMs;
    while (!queue.offer(parcel)) {
      const left = deadline - performance.now();
      if (left <= 0 || !(await queue.room(left))) throw full(parcel);
      this.refuseIfClosed();
    }
  }

  /** A consumer that falls behind loses its oldest fan-outs, and nobody waits for it. */
  private fanOut(parcel: Parcel): void {
    for (const [inbox, patterns] of this.bus.inboxes) {
      if (!patterns.has(parcel.pattern) || inbox.offer(parcel)) continue;
      inbox.dropOldest();
      inbox.offer(parcel);
      this.counters.add('dropped', parcel.pattern as EventPatternName);
    }
  }

  private refuseIfClosed(): void {
    if (this.closed) throw new MessagingError('closed', 'messaging is closed');
  }
}

function full({ pattern }: Parcel): MessagingError {
  return new MessagingError('refused', `the queue of ${pattern} is full`);
}
