import { metrics, type Attributes } from '@opentelemetry/api';

const RESULTS = ['hit', 'miss', 'joined', 'stale'] as const;
/** `joined`: somebody else was asking already. `stale`: what was known served while the origin could not be asked. */
export type CacheResult = (typeof RESULTS)[number];

/** Counts how look-ups in a cache of this process end. Made after telemetry has started. */
export function cacheCounts(cache: string): (result: CacheResult) => void {
  const counter = metrics
    .getMeter('@iimp/platform')
    .createCounter('iimp.cache.lookups', { description: 'Look-ups in caches of this process, by how they ended' });
  const labels = new Map<CacheResult, Attributes>(RESULTS.map((result) => [result, { cache, result }]));
  for (const label of labels.values()) counter.add(0, label);
  return (result) => counter.add(1, labels.get(result));
}
