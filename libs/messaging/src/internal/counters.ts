/** What happened so far: kept for `stats()`, and told to OpenTelemetry (which does nothing unless an SDK is loaded). */
import { metrics, type Counter, type Histogram } from '@opentelemetry/api';
import { TOPOLOGY, type Pattern } from '../topology.js';
import type { Delivery } from './carrier.js';
import { SINCE_HEADER } from './tracing.js';

const DESCRIPTIONS = {
  published: 'Messages that were sent, by pattern',
  dropped: 'Best-effort messages that were thrown away, by pattern',
  handled: 'Messages that were handled, by pattern',
  retried: 'Messages that are tried again, by pattern',
  quarantined: 'Messages that no handler could take, by pattern',
} as const;
type Name = keyof typeof DESCRIPTIONS;
const NAMES = Object.keys(DESCRIPTIONS) as Name[];
const LAG_BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export class Counters {
  private readonly totals: Record<Name, number> = { published: 0, dropped: 0, handled: 0, retried: 0, quarantined: 0 };
  private readonly instruments: Record<Name, Counter>;
  private readonly lags: Histogram;
  private readonly labels = new Map<Pattern, { pattern: Pattern }>();

  constructor() {
    const meter = metrics.getMeter('@iimp/messaging');
    const instrument = (name: Name): Counter =>
      meter.createCounter(`iimp.messaging.${name}`, { description: DESCRIPTIONS[name] });
    this.instruments = Object.fromEntries(NAMES.map((name) => [name, instrument(name)])) as Record<Name, Counter>;
    // A counter that begins with its first event hides that event from whoever looks at its growth.
    for (const name of NAMES)
      for (const pattern of Object.keys(TOPOLOGY) as Pattern[]) this.instruments[name].add(0, this.labelOf(pattern));
    this.lags = meter.createHistogram('iimp.messaging.lag_seconds', {
      description: 'From what a message tells of to the begin of its first handling',
      advice: { explicitBucketBoundaries: LAG_BOUNDS },
    });
  }

  /** A message came. Clocks of different machines are compared: what would be below zero is zero. */
  lag(pattern: Pattern, { attempt, headers }: Pick<Delivery, 'attempt' | 'headers'>): void {
    const since = Number(headers[SINCE_HEADER]);
    if (attempt === 1 && since > 0) this.lags.record(Math.max(0, Date.now() - since) / 1_000, this.labelOf(pattern));
  }

  private labelOf(pattern: Pattern): { pattern: Pattern } {
    let label = this.labels.get(pattern);
    if (!label) this.labels.set(pattern, (label = { pattern }));
    return label;
  }

  add(name: Name, pattern: Pattern, amount = 1): void {
    this.totals[name] += amount;
    this.instruments[name].add(amount, this.labelOf(pattern));
  }

  snapshot(): Record<Name, number> {
    return { ...this.totals };
  }
}
