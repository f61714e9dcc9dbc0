import { PassThrough, type Readable } from 'node:stream';
import type { IncomingMessage } from 'node:http';
import { ProblemError } from '@iimp/protocol/problem';

export interface PaceOptions {
  /** Length of a window. Default 30 s. */
  windowMs?: number;
  /** Bytes that must come in each. Default 16 KiB. */
  minBytes?: number;
}

/**
 * The body of an upload as a stream that may be destroyed: destroying a request itself would cut the connection before the answer
 * is read. A body that ends early or comes too slowly makes the stream fail with a ProblemError.
 */
export function uploadBody(
  request: IncomingMessage,
  { windowMs = 30_000, minBytes = 16_384 }: PaceOptions = {},
): Readable {
  const body = new PassThrough({ highWaterMark: 262_144 });
  const cut = (): void => {
    if (!request.complete) body.destroy(new ProblemError('invalid_request', 'body: ended early'));
  };
  let seen = 0;
  const pace = setInterval(() => {
    const { bytesRead } = request.socket;
    if (!request.complete && bytesRead - seen < minBytes)
      body.destroy(new ProblemError('unavailable', 'the body came too slowly'));
    seen = bytesRead;
  }, windowMs);
  pace.unref();
  request.on('error', cut).on('close', cut);
  body.once('close', () => {
    clearInterval(pace);
    request.unpipe(body);
    request.off('close', cut);
  });
  return request.pipe(body);
}
