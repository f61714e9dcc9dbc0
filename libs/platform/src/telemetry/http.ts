/** What an HTTP listener tells: rate, errors and duration by route, and the span that the work of a request belongs to. */
import { context, metrics, SpanKind, SpanStatusCode, trace, type Context, type Span } from '@opentelemetry/api';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { onceOver } from '../http/once-over.js';
import { callerOf, joining, within } from './caller.js';
import { drawTrace } from './drawing.js';
import { observe } from './observe.js';
import { SECONDS } from './buckets.js';
import { telemetryState } from './state.js';

declare module 'fastify' {
  interface FastifyRequest {
    traceContext: Context | undefined;
  }
}

export interface HttpTelemetryOptions {
  /** Name of the listener. */
  name: string;
  /**
   * Whether a caller's trace goes on here: for clients of ours. Of another organization's request the context is kept as a link and
   * not joined: their ids are theirs to choose, and a trace of ours would be spread over systems that we cannot see.
   */
  joinsCallers: boolean;
}

const METHODS = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']);

/** Adds the hooks. To be called before other hooks, so that what they do and refuse is seen. @returns the way to stop */
export function instrumentHttp(fastify: FastifyInstance, options: HttpTelemetryOptions): () => void {
  const undo: (() => void)[] = [];
  if (telemetryState.metrics) undo.push(countRequests(fastify, options.name));
  if (telemetryState.traces) traceRequests(fastify, options);
  return () => undo.forEach((each) => each());
}

/** The template of the path: bounded in number, and without anything that a caller wrote. */
function routeOf(request: FastifyRequest): string {
  return request.is404 ? 'none' : (request.routeOptions.url ?? 'none');
}

function methodOf({ method }: FastifyRequest): string {
  return METHODS.has(method) ? method : 'other';
}

function countRequests(fastify: FastifyInstance, listener: string): () => void {
  const durations = metrics.getMeter('@iimp/platform').createHistogram('iimp.http.request.duration_seconds', {
    description: 'Requests by route and class of status, from the head to the end of the answer',
    advice: { explicitBucketBoundaries: SECONDS },
  });
  // One object for each series, so that a request makes none.
  const series = new Map<string, Record<string, string>>();
  let running = 0;
  fastify.addHook('onRequest', (_request, reply, done) => {
    running++;
    // Of a client that has gone, `onResponse` is not told.
    onceOver(reply, () => running--);
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const [method, route, status] = [methodOf(request), routeOf(request), `${Math.floor(reply.statusCode / 100)}xx`];
    const key = `${method} ${route} ${status}`;
    let attributes = series.get(key);
    if (!attributes) series.set(key, (attributes = { listener, method, route, status }));
    durations.record(reply.elapsedTime / 1_000, attributes);
    done();
  });
  return observe('iimp.http.requests.running', 'Requests that are being answered', () => running, { listener });
}

function traceRequests(fastify: FastifyInstance, { name, joinsCallers }: HttpTelemetryOptions): void {
  const tracer = trace.getTracer('@iimp/platform');
  fastify.decorateRequest('traceContext', undefined);
  fastify.addHook('onRequest', (request, reply, done) => {
    const caller = callerOf(request.headers);
    const parent = caller && joinsCallers ? joining(caller) : drawTrace();
    if (!parent) return done();
    const route = routeOf(request);
    const span = tracer.startSpan(
      `${methodOf(request)} ${route}`,
      {
        kind: SpanKind.SERVER,
        attributes: { 'http.request.method': methodOf(request), 'http.route': route, 'iimp.listener': name },
        ...(caller && !joinsCallers ? { links: [{ context: caller }] } : {}),
      },
      parent,
    );
    request.traceContext = within(parent, span);
    onceOver(reply, () => endSpan(span, reply));
    context.with(request.traceContext, done);
  });
  // A body is read by the socket's events, which know nothing of the request's context.
  fastify.addHook('preHandler', (request, _reply, done) => {
    if (request.traceContext) context.with(request.traceContext, done);
    else done();
  });
}

function endSpan(span: Span, { statusCode, raw }: FastifyReply): void {
  // Nobody was told a status where the client had gone before.
  if (!raw.headersSent) return span.end();
  span.setAttribute('http.response.status_code', statusCode);
  if (statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}
