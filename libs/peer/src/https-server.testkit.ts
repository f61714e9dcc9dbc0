/** TLS for tests: a certificate authority of their own, and HTTPS servers with its certificates. */
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import * as x509 from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

export interface TestCa {
  /** PEM of the authority's certificate. */
  readonly pem: string;
  /** A key and certificate for these DNS names and IP addresses, PEM. */
  issue(names: string[]): Promise<{ key: string; cert: string }>;
}

export async function createCa(): Promise<TestCa> {
  x509.cryptoProvider.set(webcrypto as Crypto);
  const keys = await newKeys();
  const validity = { notBefore: new Date(Date.now() - 86_400_000), notAfter: new Date(Date.now() + 86_400_000) };
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity,
    name: 'CN=Test authority',
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
  });
  return {
    pem: ca.toString('pem'),
    issue: async (names) => {
      const own = await newKeys();
      const cert = await x509.X509CertificateGenerator.create({
        ...validity,
        subject: `CN=${names[0]}`,
        issuer: ca.subject,
        publicKey: own.publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: ALGORITHM,
        extensions: [
          new x509.SubjectAlternativeNameExtension(
            names.map((value) => ({ type: /^[\d.]+$|:/.test(value) ? 'ip' : 'dns', value }) as const),
          ),
        ],
      });
      const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', own.privateKey));
      return { key: x509.PemConverter.encode(der, 'PRIVATE KEY'), cert: cert.toString('pem') };
    },
  };
}

async function newKeys(): Promise<CryptoKeyPair> {
  return (await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])) as CryptoKeyPair;
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
  ca: TestCa,
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
