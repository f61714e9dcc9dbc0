/**
 * An HTTP listener of a service: Nest over Fastify, with bounds on everything that a client can hold open, and one shape of answer
 * to everything that goes wrong.
 */
import type { DynamicModule, INestMicroservice, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { SecureContextOptions } from 'node:tls';
import { KeepCause } from '@iimp/messaging/handlers';
import type { Messaging } from '@iimp/messaging/messaging';
import { MAX_SMALL_BODY_BYTES } from '@iimp/protocol/limits';
import type { Cidr, HostPort } from './config/values.js';
import { boundAnswers, type ReaderOf } from './http/answers.js';
import { installBodies } from './http/bodies.js';
import { answerClientError, answerFrameworkError } from './http/client-errors.js';
import { boundConnections } from './http/connections.js';
import { checkHeads } from './http/heads.js';
import { ProblemFilter } from './http/problem-filter.js';
import { nestLogger, type Logger } from './logging.js';
import { instrumentHttp } from './telemetry/http.js';
import type { TlsMaterial } from './tls.js';

export interface HttpAppOptions {
  /** For the log and the metrics. */
  name: string;
  /** Whether the trace that a caller names goes on here (see telemetry/http.ts). Default: it does not. */
  joinsCallers?: boolean;
  listen: HostPort;
  /** Without it: plain HTTP. */
  tls?: TlsMaterial | undefined;
  logger: Logger;
  /** Given where the module also has `@EventPattern`/`@MessagePattern` handlers. */
  messaging?: Messaging;
  /** Runs before a body is read, for every known route: rate limits, access. What it throws is the answer. */
  beforeBody?: (request: FastifyRequest, reply: FastifyReply) => void | Promise<void>;
  /** Whose share of the room for answers one takes (http/answers.ts). Default: its address's. */
  readerOf?: ReaderOf;
  /** Bytes of a JSON body, where the route does not say otherwise with `@JsonBody`. Default 16 KiB. */
  bodyLimit?: number;
  /** Gateways that are believed about the client's address. */
  trustedProxies?: readonly Cidr[];
  /** Connections at once, of which an address may have a share (see http/connections.ts); default 20,000. */
  maxConnections?: number;
  /** How long a request's head may take; default 10 s. */
  headersTimeoutMs?: number;
  /** How long a JSON body may take; default 30 s. */
  bodyTimeoutMs?: number;
}

export interface HttpApp {
  readonly app: NestFastifyApplication;
  /** Starts the message handlers and the listener. @returns where: `https://127.0.0.1:8443` */
  listen(): Promise<string>;
  /** Takes no new connections or messages, lets running ones finish, cuts off what is left when `signal` fires. */
  close(signal?: AbortSignal): Promise<void>;
}

/** How long a connection may be idle between requests: longer than gateways keep theirs. */
const KEEP_ALIVE_MS = 75_000;
/** How long a TLS handshake may take. */
const HANDSHAKE_MS = 10_000;
/** While a listener closes, how long a connection may take for its handshake and its first request. */
const SILENCE_MS = 500;
/** Longest part of a path: an address, percent-encoded. */
const MAX_PARAM_CHARACTERS = 1_024;
/** Bodies are checked by `libs/protocol`. Fastify would load two compilers of JSON Schema at the start and keep them for routes with schemas. */
const WITHOUT_SCHEMAS = { buildValidator: noSchemas, buildSerializer: noSchemas };

/**
 * Makes the application; `listen` starts it. In it:
 * - `ProblemError` thrown anywhere becomes its status and document (profile §9); everything unknown is `internal`, and logged;
 * - `@JsonBody({ limit })` (`@iimp/platform/http/bodies`) sets a route's limit; the parsed value is the body, its bytes are `request.rawBody`;
 * - `@StreamBody()` gives the route the body as a stream, unread.
 */
export async function createHttpApp(module: Type<unknown> | DynamicModule, options: HttpAppOptions): Promise<HttpApp> {
  const adapter = adapterOf(options);
  const fastify = adapter.getInstance() as unknown as FastifyInstance;
  const stopTelling = instrumentHttp(fastify, { name: options.name, joinsCallers: options.joinsCallers ?? false });
  checkHeads(fastify);
  installBodies(fastify, {
    limit: options.bodyLimit ?? MAX_SMALL_BODY_BYTES,
    timeoutMs: options.bodyTimeoutMs ?? 30_000,
  });
  boundAnswers(fastify, options.readerOf);
  const { beforeBody } = options;
  if (beforeBody)
    fastify.addHook('onRequest', (request, reply, done) => {
      try {
        const waits = request.is404 ? undefined : beforeBody(request, reply);
        if (waits) waits.then(() => done(), done);
        else done();
      } catch (error) {
        done(error as Error);
      }
    });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: nestLogger(options.logger),
    bodyParser: false,
    abortOnError: false,
  });
  app.useGlobalFilters(new ProblemFilter(options.logger));
  if (options.messaging) connectHandlers(app, options.messaging);
  const server = fastify.server as Server;
  const { maxConnections: most = 20_000, trustedProxies: trusted = [] } = options;
  boundConnections(server, { name: options.name, most, trusted });
  const silent = silentConnections(server, options.tls !== undefined);
  const unfollow = options.tls?.onChange((pair) => {
    (server as Server & { setSecureContext(context: SecureContextOptions): void }).setSecureContext({ ...pair });
  });
  return {
    app,
    listen: async () => {
      await app.startAllMicroservices();
      await app.listen(options.listen.port, options.listen.host);
      const url = urlOf(server.address() as AddressInfo, options.tls !== undefined);
      options.logger.info({ listener: options.name, url }, 'listening');
      return url;
    },
    close: async (signal) => {
      unfollow?.();
      stopTelling();
      await closeApp(app, server, silent, signal);
    },
  };
}

function adapterOf(options: HttpAppOptions): FastifyAdapter {
  const headersTimeout = options.headersTimeoutMs ?? 10_000;
  // Bodies have their own times: a large attachment may take hours, a JSON body seconds.
  const http = {
    headersTimeout,
    requestTimeout: 0,
    connectionsCheckingInterval: Math.min(2_000, headersTimeout),
    // See http/heads.ts.
    requireHostHeader: false,
  };
  const { trustedProxies = [] } = options;
  const common = {
    logger: false,
    exposeHeadRoutes: false,
    // Requests on connections that are still open when a stop begins are served: there is no other way to tell a client in time.
    return503OnClosing: false,
    keepAliveTimeout: KEEP_ALIVE_MS,
    routerOptions: { maxParamLength: MAX_PARAM_CHARACTERS },
    schemaController: { compilersFactory: WITHOUT_SCHEMAS },
    trustProxy:
      trustedProxies.length === 0 ? false : trustedProxies.map(({ address, prefix }) => `${address}/${prefix}`),
    clientErrorHandler: answerClientError,
    frameworkErrors: answerFrameworkError,
  } as const;
  const tls = { handshakeTimeout: HANDSHAKE_MS, minVersion: 'TLSv1.2', ALPNProtocols: ['http/1.1'] };
  const settings = options.tls
    ? { ...common, https: { ...http, ...options.tls.current(), ...tls } }
    : { ...common, http };
  // The types of Fastify know one kind of server at a time.
  return new FastifyAdapter(settings as object);
}

function noSchemas(): never {
  throw new Error('Routes have no schemas of Fastify: libs/protocol checks what comes in.');
}

function connectHandlers(app: NestFastifyApplication, messaging: Messaging): INestMicroservice {
  const handlers = app.connectMicroservice({ strategy: messaging.newStrategy() }, { deferInitialization: true });
  return handlers.useGlobalFilters(new KeepCause());
}

function urlOf({ address, family, port }: AddressInfo, secure: boolean): string {
  const host = family === 'IPv6' ? `[${address}]` : address;
  return `${secure ? 'https' : 'http'}://${host}:${port}`;
}

/**
 * Connections on which nothing was asked yet: Node counts them among the busy ones until the time for a head is over, and with TLS
 * those without a handshake among none. A TLS connection is here as its TCP socket first, then as its TLS socket.
 */
function silentConnections(server: Server, secure: boolean): ReadonlySet<Socket> {
  const silent = new Set<Socket>();
  const add = (socket: Socket): void => {
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
  };
  server.on('connection', add);
  if (secure) followHandshakes(server, silent, add);
  server.on('request', ({ socket }) => silent.delete(socket));
  return silent;
}

/** Puts the TLS socket of a connection in the place of its TCP socket when its handshake is done. */
function followHandshakes(server: Server, silent: Set<Socket>, add: (socket: Socket) => void): void {
  // Node does not tell the one socket of the other, but both have the same ends.
  const shaking = new Map<string, Socket>();
  server.on('connection', (socket: Socket) => {
    const ends = endsOf(socket);
    shaking.set(ends, socket);
    socket.once('close', () => {
      if (shaking.get(ends) === socket) shaking.delete(ends);
    });
  });
  server.on('secureConnection', (socket: Socket) => {
    const ends = endsOf(socket);
    const below = shaking.get(ends);
    if (below) silent.delete(below);
    shaking.delete(ends);
    add(socket);
  });
}

function endsOf({ localAddress, remoteAddress, remotePort }: Socket): string {
  return `${localAddress} ${remoteAddress} ${remotePort}`;
}

/** Connections that become idle while the server closes would stay open until their keep-alive ends. */
async function closeApp(
  app: NestFastifyApplication,
  server: Server,
  silent: ReadonlySet<Socket>,
  signal?: AbortSignal,
): Promise<void> {
  const began = Date.now();
  const sweep = setInterval(() => {
    if (signal?.aborted) server.closeAllConnections();
    else server.closeIdleConnections();
    if (Date.now() - began >= SILENCE_MS) for (const socket of silent) socket.destroy();
  }, 50);
  try {
    await app.close();
  } finally {
    clearInterval(sweep);
  }
}
