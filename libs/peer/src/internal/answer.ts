/** From undici's answers and errors to this library's. */
import type { Readable } from 'node:stream';
import { PeerError } from '../peer-error.js';
import type { Deadline } from './deadline.js';

/** Headers as one text each. */
export function flatHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return flat;
}

/** Reads a whole body of at most `maxBytes`; a longer one is ended as soon as it is seen. */
export async function readBody(body: Readable, headers: Record<string, string>, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  const tooLarge = () => {
    body.destroy();
    return new PeerError('bad-response', `the answer is longer than ${maxBytes} bytes`);
  };
  // The error of a destroyed body has nobody to go to.
  body.on('error', () => undefined);
  if (Number(headers['content-length'] ?? 0) > maxBytes) throw tooLarge();
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size);
}

/**
 * Makes the errors of a body PeerErrors; none where its reader destroys it. It is handed on itself: it comes in pieces of 16 KiB (TLS
 * records), and a stream behind it costs as much for each as all else that is done with it.
 */
export function guardStream(body: Readable, domain: string, deadline: Deadline): Readable {
  const destroy = body._destroy.bind(body);
  body._destroy = (error, callback) => {
    deadline.clear();
    destroy(error, () => callback(error && ((deadline.reason ?? peerErrorOf(error, domain)) as Error)));
  };
  // An error that comes before anybody reads waits for the reader.
  return body.on('error', () => undefined);
}

/** What went wrong after the connection was there. */
export function peerErrorOf(error: unknown, domain: string): unknown {
  if (error instanceof PeerError || !(error instanceof Error)) return error;
  const code = (error as { code?: string }).code ?? '';
  // Our own mistakes are not the peer's.
  if (error instanceof TypeError || code === 'UND_ERR_INVALID_ARG') return error;
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT')
    return new PeerError('timeout', `${domain} stopped answering`, { cause: error });
  if (
    error.name === 'HTTPParserError' ||
    code === 'UND_ERR_HEADERS_OVERFLOW' ||
    code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH'
  )
    return new PeerError('bad-response', `${domain} does not speak HTTP properly: ${error.message}`, { cause: error });
  return new PeerError('interrupted', `the connection to ${domain} broke: ${error.message}`, { cause: error });
}
