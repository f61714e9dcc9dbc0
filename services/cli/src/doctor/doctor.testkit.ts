/** Domains for the doctor to look at: real DNS, real TLS servers, one good peer and many that are wrong in one named way. */
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttp, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createHttps, type ServerOptions } from 'node:https';
import { createServer as createTcp, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CertificateAuthority } from '@iimp/certificates/authority';
import { rawPublicKey } from '@iimp/http-signatures/keys';
import { parseSignature, verifyRequest } from '@iimp/http-signatures/verify-request';
import { ProblemError, toProblem } from '@iimp/protocol/problem';
import { type DnsRecords, type DnsServer, startDns } from '@iimp/testbed/dns';

export const US = 'org1.test';

/** How a peer answers; what is left out is right. */
export interface Peer {
  document?: object | string;
  status?: number;
  headers?: Record<string, string>;
  /** Added to its clock, ms. */
  skewMs?: number;
  userKeys?: (response: ServerResponse) => void;
  federation?: (request: IncomingMessage, response: ServerResponse) => void;
}

const peerKey = rawPublicKey(generateKeyPairSync('ed25519').privateKey);

export function documentOf(domain: string, port: number, more: object = {}): object {
  return {
    version: '0.1',
    domain,
    federation_endpoint: `https://${domain}:${port}`,
    api_endpoint: `https://api.${domain}`,
    public_key: peerKey,
    key_id: 'k1',
    keys: [{ key_id: 'k1', public_key: peerKey, expires_at: null }],
    capabilities: ['batch', 'receipts'],
    limits: { max_batch: 100 },
    ...more,
  };
}

export function sendProblem(response: ServerResponse, error: ProblemError): void {
  const problem = toProblem(error);
  response.writeHead(problem.status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem));
}

/** A folder with everything of a run; `close` removes it and stops all servers. */
export class DoctorWorld {
  readonly folder = mkdtempSync(join(tmpdir(), 'iimp-doctor-'));
  readonly keysDir = join(this.folder, 'keys');
  readonly caFile = join(this.folder, 'ca.pem');
  /** By the domain in Host. */
  readonly peers = new Map<string, Peer>();
  private readonly ourKey = generateKeyPairSync('ed25519');
  private readonly servers: Server[] = [];
  dns!: DnsServer;

  private constructor(readonly authority: CertificateAuthority) {
    writeFileSync(this.caFile, authority.pem.cert);
    mkdirSync(join(this.keysDir, US), { recursive: true });
    this.writeKey('k1', this.ourKey.privateKey);
  }

  static async create(): Promise<DoctorWorld> {
    return new DoctorWorld(await CertificateAuthority.create('Doctor test authority'));
  }

  writeKey(keyId: string, key = generateKeyPairSync('ed25519').privateKey): void {
    writeFileSync(join(this.keysDir, US, `${keyId}.pem`), key.export({ type: 'pkcs8', format: 'pem' }));
  }

  async startDns(records: DnsRecords): Promise<void> {
    this.dns = await startDns(records, this.folder);
  }

  /** HTTPS with these options; requests are answered as `peers` says. Gives the port. */
  https(options: ServerOptions): Promise<number> {
    return this.listen(createHttps(options, this.answer));
  }

  http(): Promise<number> {
    return this.listen(createHttp(this.answer));
  }

  /** Takes connections and never says anything. */
  silent(): Promise<number> {
    return this.listen(createTcp());
  }

  async close(): Promise<void> {
    await this.dns?.stop();
    for (const server of this.servers) {
      (server as { closeAllConnections?: () => void }).closeAllConnections?.();
      server.close();
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async listen(server: Server): Promise<number> {
    this.servers.push(server);
    server.on('connection', (socket) => socket.unref());
    server.on('tlsClientError', () => undefined);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  private readonly answer: RequestListener = (request, response) => {
    const host = request.headers.host ?? '';
    const domain = host.replace(/:\d+$/, '');
    const peer = this.peers.get(domain) ?? {};
    if (peer.skewMs !== undefined) response.setHeader('date', new Date(Date.now() + peer.skewMs).toUTCString());
    if (request.url === '/.well-known/iimp') {
      const body = peer.document ?? documentOf(domain, Number(host.split(':')[1] ?? 443));
      const headers = { 'content-type': 'application/json', 'cache-control': 'public, max-age=3600', etag: '"1"' };
      response.writeHead(peer.status ?? 200, peer.headers ?? headers);
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    } else if (request.url?.startsWith('/.well-known/iimp/keys/'))
      (peer.userKeys ?? ((to) => sendProblem(to, new ProblemError('unknown_user', 'no such user'))))(response);
    else (peer.federation ?? this.federation)(request, response);
  };

  /** What a right peer does: verifies by our published key, then says that there is no such attachment. */
  private readonly federation = (request: IncomingMessage, response: ServerResponse): void => {
    try {
      const { headers, method = '', url = '' } = request;
      const parsed = parseSignature(headers);
      const parts = { method, authority: headers.host ?? '', path: url, query: '', headers };
      verifyRequest(parsed, parts, this.ourKey.publicKey, Date.now());
      throw new ProblemError('not_found', 'there is no such attachment');
    } catch (error) {
      sendProblem(response, error as ProblemError);
    }
  };
}
