/** A domain that sends: signs requests with its keys, rightly or wrongly, and reads answers. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import type { Message } from '@iimp/proto/types';
import { rawPublicKey } from '@iimp/http-signatures/keys';
import { signRequest, type RequestToSign } from '@iimp/http-signatures/sign-request';
import { fromBase64url } from '@iimp/protocol/base64url';
import { newId } from '@iimp/protocol/ids';

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
  /** The body as JSON; undefined when it is none. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into answers of any shape
  json: any;
}

export interface Sending {
  method?: string;
  path?: string;
  query?: string;
  /** Host, and so `@authority`. */
  host?: string;
  destination?: string;
  body?: Buffer | undefined;
  /** Changes of what is signed. */
  sign?: Partial<RequestToSign>;
  /** Changes of the headers after signing; undefined takes one away. */
  headers?: Record<string, string | undefined>;
  /** Sent in place of the body that was signed. */
  sentBody?: Buffer;
}

export const MESSAGES_PATH = '/federation/v1/messages';

export class Peer {
  /** Keys that discovery tells of, by id, and until when. */
  readonly keys = new Map<string, { privateKey: KeyObject; publicKey: KeyObject; expiresAt?: number }>();
  readonly domain: string;
  kid: string;

  constructor(private readonly options: { url: string; domain: string; kid: string; now: () => number }) {
    this.domain = options.domain;
    this.kid = options.kid;
    this.addKey(options.kid);
  }

  addKey(kid: string): void {
    this.keys.set(kid, generateKeyPairSync('ed25519'));
  }

  /** What discovery answers. */
  resolved() {
    return {
      domain: this.domain,
      baseUrl: `https://${this.domain}`,
      connect: [],
      documentJson: '{}',
      keys: [...this.keys].map(([keyId, { publicKey, expiresAt }]) => ({
        keyId,
        publicKey: fromBase64url(rawPublicKey(publicKey)),
        ...(expiresAt === undefined ? {} : { expiresAtMs: String(expiresAt) }),
      })),
      expiresAtMs: String(this.options.now() + 60_000),
      fetchedAtMs: String(this.options.now()),
    };
  }

  /** Headers of a signed request. */
  sign(sending: Sending): Record<string, string> {
    const {
      method = 'POST',
      path = MESSAGES_PATH,
      query = '',
      host = 'org2.test',
      destination = 'org2.test',
      body,
    } = sending;
    return signRequest({
      method,
      url: { authority: host, path, query },
      destination,
      ...(body === undefined ? {} : { body }),
      keyId: `${this.domain}#${this.kid}`,
      privateKey: this.keys.get(this.kid)!.privateKey,
      now: this.options.now(),
      ...sending.sign,
    });
  }

  send(sending: Sending): Promise<Answer> {
    const { method = 'POST', path = MESSAGES_PATH, query = '', host = 'org2.test', body, sentBody } = sending;
    const headers: Record<string, string | undefined> = { ...this.sign(sending), host, ...sending.headers };
    return send(this.options.url, {
      method,
      path: query === '' ? path : `${path}?${query}`,
      headers,
      body: sentBody ?? body,
    });
  }

  /** Posts one message or a batch. */
  post(body: unknown, sending: Sending = {}): Promise<Answer> {
    return this.send({ body: Buffer.from(JSON.stringify(body)), ...sending });
  }

  /** A message from alice of this domain to bob and carol of org2.test. */
  message(overrides: Partial<Message> = {}): Message {
    const sender = `alice@${this.domain}`;
    const participants = overrides.participants ?? [sender, 'bob@org2.test', 'carol@org2.test'];
    const now = this.options.now();
    return {
      message_id: newId(now),
      conversation_id: newId(now),
      sender,
      timestamp: now,
      type: 'text',
      reference: null,
      encrypted_payload: `A${'Q'.repeat(60)}QEA`,
      encrypted_keys: participants.map((recipient) => ({ recipient, encrypted_key: 'A'.repeat(107) })),
      ...overrides,
      participants,
    };
  }
}

/** One HTTP request over a connection of its own. */
export function send(
  url: string,
  {
    method,
    path,
    headers,
    body,
  }: { method: string; path: string; headers: Record<string, string | undefined>; body?: Buffer | undefined },
): Promise<Answer> {
  const sent = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)) as Record<
    string,
    string
  >;
  if (body !== undefined && !('transfer-encoding' in sent)) sent['content-length'] ??= String(body.length);
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method, path, headers: sent, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const all = Buffer.concat(chunks);
        resolve({
          status: response.statusCode!,
          headers: response.headers as Record<string, string>,
          body: all,
          json: parse(all),
        });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}
