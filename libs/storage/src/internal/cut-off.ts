import type { Duplex } from 'node:stream';
import type pg from 'pg';

/** Runs `work`; when `signal` fires, or has fired, the connection breaks, and what waits for it rejects. */
export async function untilAborted<T>(
  client: pg.ClientBase,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  if (!signal) return work();
  signal.throwIfAborted();
  // pg has the stream, and only does not say so in its types.
  const { stream } = (client as unknown as { connection: { stream: Duplex } }).connection;
  const cutOff = (): void => void stream.destroy();
  signal.addEventListener('abort', cutOff, { once: true });
  try {
    return await work();
  } finally {
    signal.removeEventListener('abort', cutOff);
  }
}
