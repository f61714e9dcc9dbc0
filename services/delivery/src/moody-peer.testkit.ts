/** A real HTTPS server of another organization that misbehaves in named ways. Idempotent, as every receiver is. */
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { rawPublicKey } from '@iimp/http-signatures/keys';
import { signReceipt } from '@iimp/http-signatures/receipt';
import { parseSignature, verifyRequest } from '@iimp/http-signatures/verify-request';
import { createCa, startHttps, type TestServer } from '@iimp/peer/https-server.testkit';
import { CODES, type Code } from '@iimp/protocol/codes';
import type { ReplyInit } from '@iimp/messaging/topology';
import { createPublicKey } from 'node:crypto';

export type Mood =
  | { kind: 'well' }
  | { kind: 'status'; status: number; code?: Code; headers?: Record<string, string>; body?: string }
  /** Takes the request and says nothing. */
  | { kind: 'hang' }
  /** Stores, and cuts the connection instead of answering. */
  | { kind: 'cut-after-commit' }
  | { kind: 'wrong-json' }
  /** Answers for the first half of a batch only, and stored no more. */
  | { kind: 'partial' }
  | { kind: 'slow'; ms: number }
  /** Signs its receipt with a key that nobody knows. */
  | { kind: 'forged-receipt' }
  | { kind: 'no-receipt' };

interface WireMessage {
  message_id: string;
  conversation_id: string;
  sender: string;
  participants: string[];
}

export interface Post {
  at: number;
  ids: string[];
  batch: boolean;
  bytes: number;
  mood: Mood['kind'];
  verified: boolean;
  nonce: string;
}

export interface MoodyOptions {
  domain: string;
  capabilities?: string[];
  maxBatch?: number;
  maxBodyBytes?: number;
  /** What the server really takes, whatever it says. */
  reallyMaxBytes?: number;
}

type Authority = Awaited<ReturnType<typeof createCa>>;

export class MoodyPeer {
  /** What the next requests meet, one each; then `always`. */
  readonly moods: Mood[] = [];
  always: Mood = { kind: 'well' };
  readonly posts: Post[] = [];
  /** First storing of each message, in order. */
  readonly stored = new Map<string, WireMessage>();
  readonly refused = new Map<string, { code: Code; times: number }>();
  readonly unknownUsers = new Set<string>();
  /** Messages because of which a whole post is refused. */
  readonly spoils = new Set<string>();
  #server: TestServer | undefined;
  #keyId = 'k1';
  readonly #keys = new Map<string, KeyObject>([['k1', generateKeyPairSync('ed25519').privateKey]]);

  constructor(
    readonly options: MoodyOptions,
    private readonly ca: Authority,
    private readonly senderKeyFile: string,
  ) {}

  get port(): number {
    if (this.#server === undefined) throw new Error('not started');
    return this.#server.port;
  }

  async start(port?: number): Promise<void> {
    const listen = port === undefined ? {} : { port };
    this.#server = await startHttps(
      this.ca,
      [this.options.domain],
      (request, response) => void this.#serve(request, response),
      listen,
    );
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
  }

  /** Signs with a new key from now on; under an id that it has, in place of that one. */
  rotateKey(keyId: string): void {
    this.#keys.set(keyId, generateKeyPairSync('ed25519').privateKey);
    this.#keyId = keyId;
  }

  /** What discovery says of it. */
  resolved(): NonNullable<Extract<ReplyInit<'discovery.resolve'>['result'], { case: 'resolved' }>>['value'] {
    const { domain, capabilities = ['batch', 'receipts'], maxBatch = 100, maxBodyBytes = 8_000_000 } = this.options;
    const keys = [...this.#keys].map(([key_id, key]) => ({ key_id, public_key: rawPublicKey(key), expires_at: null }));
    const base_url = `https://${domain}:${this.port}`;
    return {
      domain,
      baseUrl: base_url,
      connect: [{ host: '127.0.0.1', port: this.port }],
      documentJson: JSON.stringify({
        version: '0.1',
        domain,
        federation_endpoint: base_url,
        api_endpoint: base_url,
        public_key: keys.find(({ key_id }) => key_id === this.#keyId)?.public_key,
        key_id: this.#keyId,
        keys,
        capabilities,
        limits: { max_batch: maxBatch, max_body_bytes: maxBodyBytes, max_attachment_bytes: 1 },
      }),
      keys: [],
      expiresAtMs: String(Date.now() + 3_600_000),
    };
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const mood = this.moods.shift() ?? this.always;
    const parsed = JSON.parse(body.toString('utf8')) as WireMessage | { messages: WireMessage[] };
    const messages = 'messages' in parsed ? parsed.messages : [parsed];
    const signature = parseSignature(request.headers);
    this.posts.push({
      at: Date.now(),
      ids: messages.map((message) => message.message_id),
      batch: 'messages' in parsed,
      bytes: body.length,
      mood: mood.kind,
      verified: this.#verified(request, body),
      nonce: signature.nonce,
    });
    await this.#answer(mood, request, response, { messages, body, batch: 'messages' in parsed });
  }

  #verified(request: IncomingMessage, body: Buffer): boolean {
    const key = createPublicKey(createPrivateKey(readFileSync(this.senderKeyFile)));
    const authority = request.headers.host ?? '';
    const parts = { method: 'POST', authority, path: request.url ?? '', query: '', headers: request.headers, body };
    try {
      verifyRequest(parseSignature(request.headers), parts, key, Date.now());
      return true;
    } catch {
      return false;
    }
  }

  async #answer(
    mood: Mood,
    request: IncomingMessage,
    response: ServerResponse,
    post: { messages: WireMessage[]; body: Buffer; batch: boolean },
  ): Promise<void> {
    if (post.messages.some(({ message_id }) => this.spoils.has(message_id))) {
      response.writeHead(400, { 'content-type': 'application/problem+json' }).end('{"code":"invalid_request"}');
      return;
    }
    switch (mood.kind) {
      case 'status': {
        const problem = mood.body ?? JSON.stringify({ status: mood.status, code: mood.code, detail: 'as told' });
        response.writeHead(mood.status, { 'content-type': 'application/problem+json', ...mood.headers }).end(problem);
        return;
      }
      case 'hang':
        return;
      case 'cut-after-commit':
        this.#take(post.messages);
        request.socket.destroy();
        return;
      case 'wrong-json':
        this.#take(post.messages);
        response.writeHead(200, { 'content-type': 'application/json' }).end('{"results":');
        return;
      case 'partial':
        return this.#results(
          request,
          response,
          { ...post, messages: post.messages.slice(0, Math.ceil(post.messages.length / 2)) },
          mood,
        );
      case 'slow':
        await new Promise((resolve) => setTimeout(resolve, mood.ms));
        return this.#results(request, response, post, mood);
      case 'well':
      case 'forged-receipt':
      case 'no-receipt': {
        if (post.body.length <= (this.options.reallyMaxBytes ?? Infinity))
          return this.#results(request, response, post, mood);
        response
          .writeHead(413, { 'content-type': 'application/problem+json' })
          .end('{"status":413,"code":"too_large"}');
        return;
      }
      default:
        return mood satisfies never;
    }
  }

  #results(
    request: IncomingMessage,
    response: ServerResponse,
    post: { messages: WireMessage[]; batch: boolean },
    mood: Mood,
  ): void {
    const results = this.#take(post.messages);
    const [only] = results;
    const rejected = !post.batch && only?.status === 'rejected';
    const body = Buffer.from(JSON.stringify(post.batch ? { results } : only));
    const status = rejected ? CODES[only.code as Code].status : 200;
    const privateKey =
      mood.kind === 'forged-receipt' ? generateKeyPairSync('ed25519').privateKey : this.#keys.get(this.#keyId);
    const signed = {
      signature: String(request.headers['signature']),
      contentDigest: String(request.headers['content-digest']),
    };
    const keyId = `${this.options.domain}#${this.#keyId}`;
    const receipt =
      mood.kind === 'no-receipt' || privateKey === undefined
        ? {}
        : signReceipt({ status, body, request: signed, keyId, privateKey, now: Date.now() });
    response.writeHead(status, { 'content-type': 'application/json', ...receipt }).end(body);
  }

  #take(
    messages: WireMessage[],
  ): { message_id: string; status: string; code?: string; unknown_recipients?: string[] }[] {
    return messages.map((message) => {
      const { message_id, participants } = message;
      const refusal = this.refused.get(message_id);
      if (refusal !== undefined && refusal.times-- > 0) return { message_id, status: 'rejected', code: refusal.code };
      const ours = participants.filter((participant) => participant.endsWith(`@${this.options.domain}`));
      const unknown_recipients = ours.filter((participant) => this.unknownUsers.has(participant));
      if (unknown_recipients.length === ours.length)
        return { message_id, status: 'rejected', code: 'unknown_recipient' };
      const status = this.stored.has(message_id) ? 'duplicate' : 'stored';
      if (status === 'stored') this.stored.set(message_id, message);
      return { message_id, status, unknown_recipients };
    });
  }
}
