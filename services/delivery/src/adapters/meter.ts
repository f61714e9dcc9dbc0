import { metrics } from '@opentelemetry/api';
import type { Meter } from '../engine/ports.js';

/** Seconds; a message may wait for days. */
const LATENCY = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600, 3_600, 86_400];
const DURATION = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const SIZES = [1, 2, 5, 10, 20, 50, 100];

/** The engine's counters as OpenTelemetry metrics. No domain is among the attributes: there are too many of them. */
export function otelMeter(): Meter {
  const meter = metrics.getMeter('@iimp/delivery');
  const posts = meter.createHistogram('iimp.delivery.post.duration_seconds', {
    description: 'Posts to other domains, by answer',
    advice: { explicitBucketBoundaries: DURATION },
  });
  const sizes = meter.createHistogram('iimp.delivery.post.messages', {
    description: 'Messages in a post',
    advice: { explicitBucketBoundaries: SIZES },
  });
  const latencies = meter.createHistogram('iimp.delivery.latency_seconds', {
    description: 'From accepting a message to its commit at the other domain, as told by the answer',
    advice: { explicitBucketBoundaries: LATENCY },
  });
  const outcomes = meter.createCounter('iimp.delivery.messages', {
    description: 'Messages for a destination, by what became of them',
  });
  const leases = meter.createCounter('iimp.delivery.leases', {
    description: 'Leases on destinations: taken, held by others, lost',
  });
  const sessions = meter.createUpDownCounter('iimp.delivery.sessions', {
    description: 'Destinations that are served now',
  });
  // A counter that begins with its first event hides that event from whoever looks at its growth.
  for (const outcome of ['delivered', 'refused', 'deferred']) outcomes.add(0, { outcome });
  for (const what of ['taken', 'busy', 'lost']) leases.add(0, { what });
  return {
    posted: (_domain, messages, ms, answer) => {
      posts.record(ms / 1_000, { answer: classOf(answer) });
      sizes.record(messages);
    },
    outcomes: (delivered, refused, deferred) => {
      if (delivered > 0) outcomes.add(delivered, { outcome: 'delivered' });
      if (refused > 0) outcomes.add(refused, { outcome: 'refused' });
      if (deferred > 0) outcomes.add(deferred, { outcome: 'deferred' });
    },
    latency: (ms) => latencies.record(Math.max(0, ms) / 1_000),
    lease: (what) => leases.add(1, { what }),
    sessions: (change) => sessions.add(change),
  };
}

/** What another domain answers is theirs to choose: its class is enough, and bounded. */
function classOf(answer: string): string {
  return /^[1-5]\d\d$/.test(answer) ? `${answer[0]}xx` : answer;
}
