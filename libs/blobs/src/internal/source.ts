import { type Readable, addAbortSignal } from 'node:stream';

/**
 * Makes a source safe to hold before it is read: an error or abort that comes early waits for the reader, instead of
 * crashing the process as an unhandled 'error' event.
 */
export function guardSource(stream: Readable, signal?: AbortSignal): AsyncIterable<Uint8Array> {
  stream.on('error', () => undefined);
  if (signal) addAbortSignal(signal, stream);
  return stream;
}
