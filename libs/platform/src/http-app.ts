import type { DynamicModule, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Messaging } from '@iimp/messaging/messaging';
import type { Cidr, HostPort } from './config/values.js';
import type { Logger } from './logging.js';
import type { TlsMaterial } from './tls.js';

export interface HttpAppOptions {
  /** For the log. */
  name: string;
  listen: HostPort;
  /** Without it: plain HTTP. */
  tls?: TlsMaterial | undefined;
  logger: Logger;
  /** Given where the module also has `@EventPattern`/`@MessagePattern` handlers. */
  messaging?: Messaging;
  /** Bytes of a JSON body, where the route does not say otherwise with `@JsonBody`. Default 16 KiB. */
  bodyLimit?: number;
  /** Gateways that are believed about the client's address. */
  trustedProxies?: readonly Cidr[];
  maxConnections?: number;
  /** How long a request's head may take; default 10 s. */
  headersTimeoutMs?: number;
  /** How long a JSON body may take; default 30 s. A streamed one may pause as long. */
  bodyTimeoutMs?: number;
}

export interface HttpApp {
  readonly app: NestFastifyApplication;
  /** Starts the message handlers and the listener. @returns where: `https://127.0.0.1:8443` */
  listen(): Promise<string>;
  /** Takes no new connections or messages, lets running ones finish, cuts off what is left when `signal` fires. */
  close(signal?: AbortSignal): Promise<void>;
}

/**
 * A Nest application over Fastify whose every failure is a problem document (profile §9). In it:
 * - `ProblemError` thrown anywhere becomes its status and document; everything unknown is `internal`, and logged;
 * - `@JsonBody({ limit })` (`@iimp/platform/http/bodies`) sets a route's limit; the parsed value is the body, its bytes are `request.rawBody`;
 * - `@StreamBody()` gives the route the body as a stream, unread.
 */
export function createHttpApp(_module: Type<unknown> | DynamicModule, _options: HttpAppOptions): Promise<HttpApp> {
  throw new Error('not written yet');
}
