/** HTTPS servers for tests, with certificates of an authority of their own. */
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { CertificateAuthority } from '@iimp/certificates/authority';

export function createCa(): Promise<CertificateAuthority> {
  return CertificateAuthority.create('Test authority');
}

export interface TestServer {
  readonly port: number;
  /** Host and path of each request, as `host/path`. */
  readonly seen: string[];
  /** Name in SNI of each connection. */
  readonly names: (string | false | null)[];
  /** Connections accepted, also those whose handshake failed. */
  connections(): number;
  /** Ends it with all its connections. */
  stop(): Promise<void>;
}

/** An HTTPS server on 127.0.0.1 with a certificate for `names`. */
export async function startHttps(
  ca: CertificateAuthority,
  names: string[],
  handler: RequestListener,
  listen: { host?: string; port?: number } = {},
): Promise<TestServer> {
  const seen: string[] = [];
  const sni: TestServer['names'] = [];
  let connections = 0;
  const server = createServer(await ca.issue(names), (request, response) => {
    seen.push(`${request.headers.host ?? ''}${request.url ?? ''}`);
    handler(request, response);
  });
  server.on('connection', () => connections++);
  server.on('secureConnection', (socket: TLSSocket) =>
    sni.push((socket as { servername?: string }).servername ?? null),
  );
  server.on('tlsClientError', () => undefined);
  server.listen(listen.port ?? 0, listen.host ?? '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    names: sni,
    connections: () => connections,
    stop: async () => {
      server.closeAllConnections();
      if (server.listening) {
        server.close();
        await once(server, 'close');
      }
    },
  };
}

/** Handler that answers JSON by path; anything else is 404. */
export function jsonRoutes(routes: Record<string, unknown>): RequestListener {
  return (request, response) => {
    const value = routes[(request.url ?? '').split('?')[0]!];
    response.writeHead(value === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(value ?? { status: 404, code: 'not_found' }));
  };
}
