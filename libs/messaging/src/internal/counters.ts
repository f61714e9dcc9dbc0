/** What happened so far: kept for `stats()`, and told to OpenTelemetry (which does nothing unless an SDK is loaded). */
import { metrics, type Counter } from '@opentelemetry/api';
import type { Pattern } from '../topology.js';

const NAMES = ['published', 'dropped', 'handled', 'retried', 'quarantined'] as const;
type Name = (typeof NAMES)[number];

export class Counters {
  private readonly totals: Record<Name, number> = { published: 0, dropped: 0, handled: 0, retried: 0, quarantined: 0 };
  private readonly instruments: Record<Name, Counter>;

  constructor() {
    const meter = metrics.getMeter('@iimp/messaging');
    const instrument = (name: Name): Counter => meter.createCounter(`iimp.messaging.${name}`, { unit: '{message}' });
    this.instruments = Object.fromEntries(NAMES.map((name) => [name, instrument(name)])) as Record<Name, Counter>;
  }

  add(name: Name, pattern: Pattern, amount = 1): void {
    this.totals[name] += amount;
    this.instruments[name].add(amount, { pattern });
  }

  snapshot(): Record<Name, number> {
    return { ...this.totals };
  }
}
