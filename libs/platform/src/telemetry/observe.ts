import { metrics, type Attributes, type ObservableResult } from '@opentelemetry/api';

/** A value that is looked at when somebody scrapes, and costs nothing meanwhile. Undefined: nothing is told. @returns the way to stop */
export function observe(
  name: string,
  description: string,
  read: () => number | undefined,
  attributes: Attributes = {},
): () => void {
  const gauge = metrics.getMeter('@iimp/platform').createObservableGauge(name, { description });
  const tell = (result: ObservableResult): void => {
    const value = read();
    if (value !== undefined) result.observe(value, attributes);
  };
  gauge.addCallback(tell);
  return () => gauge.removeCallback(tell);
}

/** What waits in a buffer of this process. @returns the way to stop */
export function observeQueue(queue: string, read: () => number): () => void {
  return observe('iimp.queue.depth', 'What waits in a buffer of this process', read, { queue });
}
