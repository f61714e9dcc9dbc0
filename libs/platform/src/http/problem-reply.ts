/** RFC 9457 answers: the one place where an error becomes HTTP. */
import type { FastifyReply } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { ProblemError, toProblem } from '@iimp/protocol/problem';
import { countRefusal } from '../telemetry/refusals.js';

/** How much of a body that nobody wants is thrown away, so that a client that still sends can read why. */
const LINGER_BYTES = 32 * 1_048_576;
const LINGER_MS = 5_000;

/** Turns what Fastify and Nest throw for a bad request into a problem; anything else is left as it is. */
export function asProblem(error: unknown): unknown {
  if (error instanceof ProblemError) return error;
  const status = statusOf(error);
  if (status === undefined || status < 400 || status >= 500) return error;
  if (status === 404) return new ProblemError('not_found', 'there is nothing at this address', { cause: error });
  if (status === 413) return new ProblemError('too_large', 'the request is too large', { cause: error });
  return new ProblemError('invalid_request', detailOf(error), { cause: error });
}

function statusOf(error: unknown): number | undefined {
  const { statusCode, getStatus } = (error ?? {}) as { statusCode?: unknown; getStatus?: unknown };
  if (typeof getStatus === 'function') return (error as { getStatus(): number }).getStatus();
  return typeof statusCode === 'number' ? statusCode : undefined;
}

/** Fastify's own words say what was wrong, but some repeat the input. */
function detailOf(error: unknown): string {
  const { code, cause } = error as { code?: unknown; cause?: { code?: unknown } };
  switch (code ?? cause?.code) {
    case 'FST_ERR_BAD_URL':
      return 'the path is not valid';
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return 'a part of the path is too long';
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return 'Content-Type: not valid';
    default:
      return 'the request is not valid';
  }
}

/** Answers with the problem of an error; what is no ProblemError becomes `internal` and tells nothing. */
export function sendProblem(reply: FastifyReply, error: unknown): void {
  const problem = toProblem(error);
  countRefusal(problem.code);
  const raw = reply.request.raw;
  if (!raw.complete) linger(raw);
  if (reply.sent || reply.raw.headersSent) {
    // Too late for words: a body cut short is what tells.
    reply.raw.destroy();
    return;
  }
  for (const name of [
    'content-length',
    'content-range',
    'content-digest',
    'etag',
    'accept-ranges',
    'content-disposition',
  ])
    reply.removeHeader(name);
  if (error instanceof ProblemError && error.retryAfterSeconds !== undefined)
    void reply.header('retry-after', String(Math.ceil(error.retryAfterSeconds)));
  if (problem.status === 401) void reply.header('www-authenticate', 'Bearer');
  void reply
    .code(problem.status)
    .header('cache-control', 'no-store')
    .header('content-type', 'application/problem+json')
    .serializer(String)
    .send(JSON.stringify(problem));
}

/** Throws away what still comes of a request, within bounds; beyond them the connection ends. */
function linger(raw: IncomingMessage): void {
  let left = LINGER_BYTES;
  const cut = (): void => void raw.socket.destroy();
  const timer = setTimeout(cut, LINGER_MS);
  timer.unref();
  raw.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) cut();
  });
  raw.on('error', () => undefined);
  raw.once('close', () => clearTimeout(timer));
  raw.once('end', () => clearTimeout(timer));
  raw.resume();
}
