/**
 * How bodies come in. A JSON body is gathered up to its route's limit, within a time, and while the process has room for it
 * (body-room.ts); a streamed one is handed over unread.
 * What is wrong with a body is not thrown where Fastify would close the connection under a client that still sends and so never
 * reads the answer: it is noted, and thrown when the route is about to run.
 */
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { ProblemError } from '@iimp/protocol/problem';
import { FREE_BODY_BYTES, holdBody, letGoOfBody } from './body-room.js';
import { parseJson } from './json.js';
import { addPiece } from './pieces.js';
import type { Share } from './shared-room.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The bytes of a JSON or raw body as they came. Of a large body they are gone once it is answered, as `body` is. */
    rawBody: Buffer | undefined;
    /** What a large body holds of the room for bodies. */
    bodyShare: Share | undefined;
    /** What is wrong with the body. */
    bodyProblem: unknown;
  }
  interface FastifyContextConfig {
    body?: BodyRule;
  }
}

/** How a route takes its body. */
export type BodyRule = { kind: 'json' | 'raw'; limit?: number } | { kind: 'stream' };

/** This route takes JSON of at most `limit` bytes (default: that of the application). The body is the parsed value, `request.rawBody` its bytes. */
export function JsonBody(options: { limit?: number } = {}): MethodDecorator {
  return RouteConfig({ body: { kind: 'json', ...options } satisfies BodyRule });
}

/** This route takes at most `limit` bytes (default: that of the application) of any type: `request.rawBody`. It parses them itself. */
export function RawBody(options: { limit?: number } = {}): MethodDecorator {
  return RouteConfig({ body: { kind: 'raw', ...options } satisfies BodyRule });
}

/** This route takes any body, of any type and size, and reads it itself: `request.body` is a Readable. */
export function StreamBody(): MethodDecorator {
  return RouteConfig({ body: { kind: 'stream' } satisfies BodyRule });
}

export interface BodyOptions {
  /** Bytes, where the route does not say. */
  limit: number;
  timeoutMs: number;
}

/** Seconds after which there may be room again: most bodies are read and answered much sooner. */
const RETRY_SECONDS = 5;

type Done = (error: Error | null, body?: unknown) => void;

const JSON_TYPE = /^application\/json\s*(?:;|$)/i;

/**
 * Puts the rules above in the place of Fastify's own parsers. A route that takes a body larger than `FREE_BODY_BYTES` answers
 * through its reply: with that its room is given back.
 */
export function installBodies(fastify: FastifyInstance, options: BodyOptions): void {
  fastify.decorateRequest('rawBody', undefined);
  fastify.decorateRequest('bodyProblem', undefined);
  fastify.decorateRequest('bodyShare', undefined);
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', (request: FastifyRequest, payload: IncomingMessage, done: Done) => {
    const rule = request.routeOptions.config.body ?? { kind: 'json' };
    if (request.is404) done(null);
    else if (rule.kind === 'stream') done(null, payload);
    else gatherBody(request, payload, { ...options, limit: rule.limit ?? options.limit }, parserOf(rule.kind), done);
  });
  fastify.addHook('preValidation', (request, _reply, done) => {
    done(request.bodyProblem === undefined ? undefined : (request.bodyProblem as Error));
  });
  // Every request that got so far as to have a body comes by here, when its work is done: also one whose client has gone, for
  // which `onResponse` is not called, or whose answer waits behind that of an earlier request.
  fastify.addHook('onSend', (request, _reply, _payload, done) => {
    letGoOfBody(request);
    done();
  });
}

type Parser = ((body: Buffer) => unknown) | undefined;

function parserOf(kind: 'json' | 'raw'): Parser {
  return kind === 'json' ? parseJson : undefined;
}

function gatherBody(
  request: FastifyRequest,
  payload: IncomingMessage,
  { limit, timeoutMs }: BodyOptions,
  parse: Parser,
  done: Done,
): void {
  const finish = (problem: unknown, body?: Buffer): void => {
    request.bodyProblem = problem;
    if (body) {
      request.rawBody = body;
      try {
        done(null, parse?.(body));
        return;
      } catch (error) {
        request.bodyProblem = error;
      }
    }
    done(null);
  };
  if (parse && !JSON_TYPE.test(request.headers['content-type'] ?? ''))
    finish(new ProblemError('invalid_request', 'Content-Type: must be application/json'));
  else if (Number(request.headers['content-length']) > limit) finish(tooLarge(limit));
  else gather(request, payload, { limit, timeoutMs }, finish);
}

/** Reads a body to its end, or to the first reason not to. */
function gather(
  request: FastifyRequest,
  payload: IncomingMessage,
  { limit, timeoutMs }: BodyOptions,
  finish: (problem: unknown, body?: Buffer) => void,
): void {
  const pieces: Buffer[] = [];
  let size = 0;
  const stop = (problem: unknown, body?: Buffer): void => {
    clearTimeout(timer);
    payload.off('data', onData).off('end', onEnd).off('error', onBroken).off('close', onBroken);
    finish(problem, body);
  };
  const onData = (chunk: Buffer): void => {
    size += chunk.length;
    if (size > limit) stop(tooLarge(limit));
    else if (size > FREE_BODY_BYTES && !holdBody(request, size)) stop(noRoom());
    else addPiece(pieces, chunk);
  };
  const onEnd = (): void => stop(undefined, pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces, size));
  const onBroken = (): void => {
    // There is nobody to answer, but somebody may be waiting for the end of this request.
    payload.on('error', () => undefined);
    stop(new ProblemError('invalid_request', 'body: ended early'));
  };
  const timer = setTimeout(() => stop(new ProblemError('unavailable', 'the body did not arrive in time')), timeoutMs);
  payload.on('data', onData).on('end', onEnd).on('error', onBroken).on('close', onBroken);
}

function tooLarge(limit: number): ProblemError {
  return new ProblemError('too_large', `body: more than ${limit} bytes`);
}

function noRoom(): ProblemError {
  return new ProblemError('unavailable', 'too many large bodies at once', { retryAfterSeconds: RETRY_SECONDS });
}
