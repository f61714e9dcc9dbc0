import { metrics } from '@opentelemetry/api';
import type { Meter } from '../engine/ports.js';

/** The engine's counters as OpenTelemetry metrics. No domain is among the attributes: there are too many of them. */
export function otelMeter(): Meter {
  const meter = metrics.getMeter('@iimp/delivery');
  const posts = meter.createHistogram('iimp.delivery.post.duration', {
    unit: 'ms',
    description: 'Posts to other domains, by answer',
  });
  const sizes = meter.createHistogram('iimp.delivery.post.messages', { description: 'Messages in a post' });
  const outcomes = meter.createCounter('iimp.delivery.messages', {
    description: 'Messages for a destination, by what became of them',
  });
  const sessions = meter.createUpDownCounter('iimp.delivery.sessions', {
    description: 'Destinations that are served now',
  });
  return {
    posted: (_domain, messages, ms, answer) => {
      posts.record(ms, { answer });
      sizes.record(messages);
    },
    outcomes: (delivered, refused, deferred) => {
      if (delivered > 0) outcomes.add(delivered, { outcome: 'delivered' });
      if (refused > 0) outcomes.add(refused, { outcome: 'refused' });
      if (deferred > 0) outcomes.add(deferred, { outcome: 'deferred' });
    },
    sessions: (change) => sessions.add(change),
  };
}
