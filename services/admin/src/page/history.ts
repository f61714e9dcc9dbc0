/** What the overview said over the last minutes, and the rates that follow. */
import type { AdminOverview } from '@iimp/proto/admin-types';

/** One point of the charts. A rate is null where nothing can be said yet. */
export interface Sample {
  at: number;
  messages: number;
  accepted: number | null;
  finished: number | null;
}

type Reading = Pick<AdminOverview, 'at' | 'counters'>;

export const HISTORY_MS = 10 * 60_000;
/** Rates are over this time: Postgres tells its counters in steps of about a second. */
const RATE_MS = 10_000;

export class History {
  readonly samples: Sample[] = [];
  private readings: Reading[] = [];

  add({ at, backlog, counters }: AdminOverview): void {
    const last = this.readings.at(-1);
    if (last && at <= last.at) return;
    // Counters that went back began anew: what was before says nothing.
    if (last && (counters.accepted < last.counters.accepted || counters.finished < last.counters.finished))
      this.readings = [];
    this.readings.push({ at, counters });
    this.readings = keep(this.readings, at - RATE_MS);
    this.samples.push({ at, messages: backlog.messages, ...this.rates() });
    while ((this.samples[0]?.at ?? at) < at - HISTORY_MS) this.samples.shift();
  }

  private rates(): Pick<Sample, 'accepted' | 'finished'> {
    const [first, last] = [this.readings[0], this.readings.at(-1)];
    if (!first || !last || last.at === first.at) return { accepted: null, finished: null };
    const seconds = (last.at - first.at) / 1_000;
    return {
      accepted: (last.counters.accepted - first.counters.accepted) / seconds,
      finished: (last.counters.finished - first.counters.finished) / seconds,
    };
  }
}

/** Those since then, and the one before them: it is where the time begins. */
function keep(readings: Reading[], since: number): Reading[] {
  const first = readings.findIndex(({ at }) => at >= since);
  return first > 0 ? readings.slice(first - 1) : readings;
}
