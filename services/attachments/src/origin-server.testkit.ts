import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { CertificateAuthority } from '@iimp/certificates/authority';
import { parseSignature, verifyRequest } from '@iimp/http-signatures/verify-request';

/** How the origin answers. `nth` is 1 for the first request of this attachment. */
export type Behaviour = (body: Buffer, request: IncomingMessage, response: ServerResponse, nth: number) => void;

/** A real origin over HTTPS that checks signatures and serves one body in a way that a test chooses. */
export class OriginServer {
  behaviour: Behaviour = good;
  body: Buffer = Buffer.alloc(0);
  /** Paths and ranges asked for. */
  readonly seen: { path: string; range: string | undefined; at: number }[] = [];
  /** Requests whose signature was wrong. */
  readonly unsigned: string[] = [];
  open = 0;
  mostOpen = 0;

  private constructor(
    readonly domain: string,
    readonly caPem: string,
    private readonly server: Server,
    readonly signingKey: KeyObject,
  ) {}

  static async start(domain: string, from: string): Promise<OriginServer> {
    const ca = await CertificateAuthority.create('test');
    const keys = generateKeyPairSync('ed25519');
    const server = createServer(await ca.issue([domain]));
    const origin = new OriginServer(domain, ca.pem.cert, server, keys.privateKey);
    server.on('request', (request, response) => origin.answer(request, response, keys.publicKey, from));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return origin;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private answer(request: IncomingMessage, response: ServerResponse, key: KeyObject, from: string): void {
    const { pathname, search } = new URL(request.url ?? '', 'https://x');
    try {
      const parsed = parseSignature(request.headers);
      if (parsed.domain !== from || parsed.destination !== this.domain) throw new Error('another domain');
      const { host = '' } = request.headers;
      const parts = {
        method: 'GET',
        authority: host,
        path: pathname,
        query: search.slice(1),
        headers: request.headers,
      };
      verifyRequest(parsed, parts, key, Date.now());
    } catch (error) {
      this.unsigned.push(String(error));
      response.writeHead(401, { 'content-type': 'application/problem+json' }).end('{"code":"invalid_signature"}');
      return;
    }
    this.seen.push({ path: pathname, range: request.headers.range, at: Date.now() });
    this.open += 1;
    this.mostOpen = Math.max(this.mostOpen, this.open);
    response.on('close', () => (this.open -= 1));
    response.on('error', () => undefined);
    const nth = this.seen.filter(({ path }) => path === pathname).length;
    this.behaviour(this.body, request, response, nth);
  }
}

const CHUNK = 64 * 1024;

/** First byte asked for. */
const startOf = (request: IncomingMessage): number =>
  Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);

function head(body: Buffer, request: IncomingMessage, response: ServerResponse): Buffer {
  const start = startOf(request);
  const rest = body.subarray(start);
  if (start === 0) response.writeHead(200, { 'content-length': rest.length });
  else {
    const range = `bytes ${start}-${body.length - 1}/${body.length}`;
    response.writeHead(206, { 'content-length': rest.length, 'content-range': range });
  }
  return rest;
}

/** Serves what is asked for, ranges too. */
export const good: Behaviour = (body, request, response) => void response.end(head(body, request, response));

/** Breaks the connection after `bytes`, `times` times; good afterwards. */
export const cutAfter =
  (bytes: number, times: number): Behaviour =>
  (body, request, response, nth) => {
    const rest = head(body, request, response);
    if (nth > times) response.end(rest);
    else response.write(rest.subarray(0, bytes), () => response.destroy());
  };

/** The same, and knows no ranges. */
export const cutWithoutRanges =
  (bytes: number, times: number): Behaviour =>
  (body, _request, response, nth) => {
    response.writeHead(200, { 'content-length': body.length });
    if (nth > times) response.end(body);
    else response.write(body.subarray(0, bytes), () => response.destroy());
  };

/** Sends `bytes` and then nothing any more. */
export const stallAfter =
  (bytes: number): Behaviour =>
  (body, request, response) => {
    response.write(head(body, request, response).subarray(0, bytes));
  };

/** A chunk now and then, for ever. */
export const trickle =
  (bytes: number, everyMs: number, status = 200): Behaviour =>
  (_body, _request, response) => {
    response.writeHead(status);
    const timer = setInterval(() => response.write(Buffer.alloc(bytes)), everyMs);
    response.on('close', () => clearInterval(timer));
  };

/** Says it is all of it, and sends other bytes. */
export const other =
  (bytes: Buffer, { length = true, status = 200, headers = {} as Record<string, string> } = {}): Behaviour =>
  (_body, _request, response) => {
    response.writeHead(status, { ...(length && { 'content-length': bytes.length }), ...headers });
    for (let at = 0; at < bytes.length; at += CHUNK) response.write(bytes.subarray(at, at + CHUNK));
    response.end();
  };

export const refuse =
  (status: number, code: string, headers: Record<string, string> = {}): Behaviour =>
  (_body, _request, response) =>
    void response
      .writeHead(status, { 'content-type': 'application/problem+json', ...headers })
      .end(JSON.stringify({ type: 'about:blank', status, code }));
