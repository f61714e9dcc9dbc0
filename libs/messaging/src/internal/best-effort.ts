/**
 * The buffer behind emitBestEffort. Per pattern, wake-ups merge while earlier ones are on their way: with one idle caller a wake-up
 * leaves at once, under load thousands leave as one. While the broker is away they stay (bounded), so that its return wakes everybody.
 */
import { specOf, type EventPatternName, type Outgoing } from '../topology.js';
import type { Carrier } from './carrier.js';
import { coalescerOf, type Coalescer } from './coalesce.js';
import type { Counters } from './counters.js';
import { Origin } from './origin.js';
import { violation } from './rules.js';
import { errorText, StateLog } from './state-log.js';

/** Items kept per pattern. */
export const BEST_EFFORT_BOUND = 10_000;
/** Messages of a pattern on their way at once. */
const IN_FLIGHT = 4;

interface Lane {
  readonly waiting: Coalescer<Outgoing<EventPatternName>>;
  inFlight: number;
  /** Where those that wait come from. */
  origin: Origin | undefined;
  scheduled: boolean;
}

export type Publish = (
  pattern: EventPatternName,
  message: Outgoing<EventPatternName>,
  origin: Origin | undefined,
) => Promise<void>;

export class BestEffort {
  private readonly lanes = new Map<EventPatternName, Lane>();
  private closed = false;

  constructor(
    private readonly carrier: Carrier,
    private readonly publish: Publish,
    private readonly counters: Counters,
    private readonly log: StateLog,
  ) {
    carrier.onConnected(() => {
      for (const pattern of this.lanes.keys()) this.flush(pattern);
    });
  }

  /** Items that wait. */
  get size(): number {
    let size = 0;
    for (const { waiting } of this.lanes.values()) size += waiting.size;
    return size;
  }

  /** Never throws. */
  add<P extends EventPatternName>(pattern: P, message: Outgoing<P>): void {
    try {
      // Here and not at the flush, so that one bad message does not take good ones with it.
      const wrong = violation(specOf(pattern).schema, message);
      if (wrong !== undefined) return this.drop(pattern, 1, wrong);
      if (this.closed) return this.drop(pattern, 1, 'closed');
      const lane = this.laneOf(pattern);
      if (lane.origin) lane.origin.join();
      else lane.origin = new Origin();
      const refused = lane.waiting.add(message as Outgoing<EventPatternName>);
      if (refused > 0) this.drop(pattern, refused, 'buffer full');
      this.schedule(pattern, lane);
    } catch (error) {
      this.drop(pattern, 1, errorText(error));
    }
  }

  /** Sends what waits if that can be done now; the rest is dropped. */
  async close(): Promise<void> {
    this.closed = true;
    const last = [...this.lanes].map(async ([pattern, lane]) => {
      while (this.carrier.connected && lane.waiting.size > 0) await this.sendNext(pattern, lane);
      const left = lane.waiting.clear();
      if (left > 0) this.drop(pattern, left, 'closed');
    });
    await Promise.all(last);
  }

  private laneOf(pattern: EventPatternName): Lane {
    let lane = this.lanes.get(pattern);
    if (!lane) {
      lane = {
        waiting: coalescerOf(pattern, BEST_EFFORT_BOUND),
        inFlight: 0,
        origin: undefined,
        scheduled: false,
      };
      this.lanes.set(pattern, lane);
    }
    return lane;
  }

  /** Lets the current turn of the event loop add what it has first. */
  private schedule(pattern: EventPatternName, lane: Lane): void {
    if (lane.scheduled || lane.inFlight >= IN_FLIGHT || !this.carrier.connected) return;
    lane.scheduled = true;
    setImmediate(() => {
      lane.scheduled = false;
      this.flush(pattern);
    });
  }

  private flush(pattern: EventPatternName): void {
    const lane = this.laneOf(pattern);
    while (!this.closed && this.carrier.connected && lane.waiting.size > 0 && lane.inFlight < IN_FLIGHT) {
      void this.sendNext(pattern, lane).then(() => this.flush(pattern));
    }
  }

  /** Never rejects. */
  private async sendNext(pattern: EventPatternName, lane: Lane): Promise<void> {
    const { origin } = lane;
    const next = lane.waiting.take();
    lane.origin = undefined;
    if (!next) return;
    lane.inFlight += 1;
    try {
      await this.publish(pattern, next.message, origin);
      this.log.good(`best-effort ${pattern}`);
    } catch (error) {
      this.drop(pattern, next.count, errorText(error));
    } finally {
      lane.inFlight -= 1;
    }
  }

  private drop(pattern: EventPatternName, count: number, why: string): void {
    this.counters.add('dropped', pattern, count);
    this.log.bad(`best-effort ${pattern}`, { pattern, count, why });
  }
}
