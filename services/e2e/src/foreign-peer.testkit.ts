/**
 * A server of another organization that is not ours: raw HTTPS, a script instead of a database. It does what profile §2, §3 and §6 ask,
 * and misbehaves when told to.
 */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, request as httpsRequest, type Server } from 'node:https';
import { publicKeyFromRaw, rawPublicKey } from '@iimp/http-signatures/keys';
import { signReceipt } from '@iimp/http-signatures/receipt';
import { signRequest } from '@iimp/http-signatures/sign-request';
import { parseSignature, verifyRequest } from '@iimp/http-signatures/verify-request';
import type { DiscoveryDocument, Message, UserKeysDocument } from '@iimp/proto/types';
import type { WorldCa } from '@iimp/testbed/ca';
import { releasePort, reservePort } from '@iimp/testbed/ports';

const PATH = '/federation/v1/messages';

/** What the next post meets. */
export type Mood =
  | 'well'
  /** Stores, then cuts the connection instead of answering. */
  | 'loses its answer'
  /** Its receipt is signed with a key that it does not publish under that name. */
  | 'forges its receipt'
  /** 429 with `Retry-After: 3`. */
  | 'has enough';

export interface Post {
  at: number;
  /** In the order of the request. */
  ids: string[];
  isBatch: boolean;
  mood: Mood;
  nonce: string;
}

export interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
  /** What was sent, for the receipt. */
  sent: Record<string, string>;
}

export interface ForeignPeerOptions {
  domain: string;
  ca: WorldCa;
  /** The server that it talks with: `https://<domain>:port`, reached at 127.0.0.1. */
  home: { domain: string; federationUrl: string };
  /** Publishes only the four members of the specification: no batch, no receipts, key id `default`. */
  isPlain?: boolean;
}

export class ForeignPeer {
  readonly moods: Mood[] = [];
  readonly posts: Post[] = [];
  /** First storing of each message, in order. */
  readonly stored = new Map<string, Message>();
  readonly #users = new Map<string, UserKeysDocument>();
  readonly #keys: { id: string; key: KeyObject }[];

  private constructor(
    private readonly options: ForeignPeerOptions,
    readonly port: number,
    private readonly server: Server,
  ) {
    this.#keys = [{ id: options.isPlain ? 'default' : 'k1', key: generateKeyPairSync('ed25519').privateKey }];
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      this.#serve(request, response).catch((error: unknown) => {
        response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error));
      });
    });
  }

  static async start(options: ForeignPeerOptions): Promise<ForeignPeer> {
    const { certFile, keyFile } = await options.ca.issue(options.domain, [options.domain]);
    const server = createServer({ cert: readFileSync(certFile), key: readFileSync(keyFile) });
    const port = await reservePort();
    const peer = new ForeignPeer(options, port, server);
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return peer;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    releasePort(this.port);
  }

  publish(document: UserKeysDocument): void {
    this.#users.set(document.user, document);
  }

  /** Signs with a new key from now on; the one before stays published. */
  rotateKey(id: string): void {
    this.#keys.unshift({ id, key: generateKeyPairSync('ed25519').privateKey });
  }

  /** Posts one message, or several as a batch. */
  async post(...messages: Message[]): Promise<Answer> {
    const body = Buffer.from(JSON.stringify(messages.length === 1 ? messages[0] : { messages }));
    const { home, domain, ca } = this.options;
    const url = new URL(home.federationUrl);
    const { id, key } = this.#signer;
    const sent = signRequest({
      method: 'POST',
      url: { authority: url.host, path: PATH },
      destination: home.domain,
      body,
      keyId: `${domain}#${id}`,
      privateKey: key,
      now: Date.now(),
    });
    const headers = { ...sent, host: url.host, 'content-length': body.length };
    return new Promise((resolve, reject) => {
      const options = {
        host: '127.0.0.1',
        port: url.port,
        path: PATH,
        method: 'POST',
        servername: url.hostname,
        ca: ca.pem,
      };
      const call = httpsRequest({ ...options, headers, timeout: 20_000 }, (response) => {
        read(response).then(
          (answer) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: answer, sent }),
          reject,
        );
      });
      call.on('timeout', () => call.destroy(new Error('no answer within 20 s')));
      call.on('error', reject);
      call.end(body);
    });
  }

  /** The key that `home` publishes under a name. */
  async keyOfHome(kid: string): Promise<KeyObject> {
    const document = await this.#documentOfHome();
    const found = document.keys?.find(({ key_id }) => key_id === kid)?.public_key ?? document.public_key;
    return publicKeyFromRaw(found);
  }

  get #signer(): { id: string; key: KeyObject } {
    const [newest] = this.#keys;
    if (!newest) throw new Error('no key');
    return newest;
  }

  #documentOfHome(): Promise<DiscoveryDocument> {
    const url = new URL(this.options.home.federationUrl);
    const path = '/.well-known/iimp';
    return new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port: url.port, path, servername: url.hostname, ca: this.options.ca.pem };
      httpsRequest({ ...options, headers: { host: url.host } }, (response) => {
        read(response).then((body) => resolve(JSON.parse(body.toString()) as DiscoveryDocument), reject);
      })
        .on('error', reject)
        .end();
    });
  }

  #document(): object {
    const { domain, isPlain } = this.options;
    const endpoint = `https://${domain}:${this.port}`;
    const plain = {
      federation_endpoint: endpoint,
      api_endpoint: endpoint,
      public_key: rawPublicKey(this.#signer.key),
      capabilities: ['edits'],
    };
    if (isPlain) return plain;
    const keys = this.#keys.map(({ id, key }) => ({ key_id: id, public_key: rawPublicKey(key), expires_at: null }));
    const limits = { max_batch: 100, max_body_bytes: 8_388_608, max_attachment_bytes: 1_048_576 };
    return {
      ...plain,
      version: '0.1',
      domain,
      key_id: this.#signer.id,
      keys,
      capabilities: ['batch', 'edits', 'receipts'],
      limits,
    };
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    const user = /^\/\.well-known\/iimp\/keys\/(.+)$/.exec(path)?.[1];
    const send = (status: number, value: unknown): void =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    if (request.headers.host !== `${this.options.domain}:${this.port}`)
      return send(421, { code: 'not_found', status: 421 });
    if (path === '/.well-known/iimp') return send(200, this.#document());
    if (user !== undefined) {
      const name = decodeURIComponent(user);
      const found = this.#users.get(name.includes('@') ? name : `${name}@${this.options.domain}`);
      return send(found ? 200 : 404, found ?? { code: 'unknown_user', status: 404, title: 'unknown user' });
    }
    if (path === PATH && request.method === 'POST') return this.#take(request, response, await read(request));
    send(404, { code: 'not_found', status: 404, title: 'not found' });
  }

  async #take(request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> {
    const { headers } = request;
    const parsed = parseSignature(headers);
    const authority = headers.host ?? '';
    const parts = { method: 'POST', authority, path: PATH, query: '', headers, body };
    verifyRequest(parsed, parts, await this.keyOfHome(parsed.kid), Date.now());
    const { domain, home, isPlain } = this.options;
    if (parsed.domain !== home.domain || parsed.destination !== domain) throw new Error('not from home to us');
    const value = JSON.parse(body.toString()) as Message | { messages: Message[] };
    const isBatch = 'messages' in value;
    const messages = isBatch ? value.messages : [value];
    const mood = this.moods.shift() ?? 'well';
    const ids = messages.map(({ message_id }) => message_id);
    this.posts.push({ at: Date.now(), ids, isBatch, mood, nonce: parsed.nonce });
    if (mood === 'has enough') {
      const problem = JSON.stringify({ code: 'rate_limited', status: 429, title: 'enough' });
      response.writeHead(429, { 'content-type': 'application/problem+json', 'retry-after': '3' }).end(problem);
      return;
    }
    const results = messages.map((message) => {
      const status = this.stored.has(message.message_id) ? 'duplicate' : 'stored';
      if (status === 'stored') this.stored.set(message.message_id, message);
      return { message_id: message.message_id, status, unknown_recipients: [] };
    });
    if (mood === 'loses its answer') {
      request.socket.destroy();
      return;
    }
    const answer = Buffer.from(JSON.stringify(isBatch ? { results } : results[0]));
    const privateKey = mood === 'forges its receipt' ? generateKeyPairSync('ed25519').privateKey : this.#signer.key;
    const covered = {
      signature: String(headers['signature']),
      contentDigest: String(headers['content-digest']),
    };
    const keyId = `${domain}#${this.#signer.id}`;
    const receipt = isPlain
      ? {}
      : signReceipt({ status: 200, body: answer, request: covered, keyId, privateKey, now: Date.now() });
    response.writeHead(200, { 'content-type': 'application/json', ...receipt }).end(answer);
  }
}

async function read(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
