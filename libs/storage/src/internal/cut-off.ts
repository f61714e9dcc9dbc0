import type pg from 'pg';
import { streamOf } from './stream-of.js';

/** Runs `work`; when `signal` fires, or has fired, the connection breaks, and what waits for it rejects. */
export async function untilAborted<T>(
  client: pg.ClientBase,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  if (!signal) return work();
  signal.throwIfAborted();
  const stream = streamOf(client);
  const cutOff = (): void => void stream.destroy();
  signal.addEventListener('abort', cutOff, { once: true });
  try {
    return await work();
  } finally {
    signal.removeEventListener('abort', cutOff);
  }
}
