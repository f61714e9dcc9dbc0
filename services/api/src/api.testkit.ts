/** The real service over a database of its own, file blobs and an in-process broker; discovery is scripted. */
import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Controller, Module } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { hash } from '@node-rs/argon2';
import { startHandlers } from '@iimp/messaging/handlers';
import type { Incoming, ReplyInit } from '@iimp/messaging/topology';
import { loadConfig } from '@iimp/platform/config/load';
import { createContext, type OwnedContext } from '@iimp/platform/context';
import { createLogger } from '@iimp/platform/logging';
import type { RunningService } from '@iimp/platform/service';
import type { Message, Problem, TokenResponse, UserKeysDocument } from '@iimp/proto/types';
import { newId } from '@iimp/protocol/ids';
import { keyIdOfDigest, keysSignatureInput } from '@iimp/protocol/user-keys';
import { Domains } from '@iimp/storage/domains';
import { createTestDatabase, type TestDatabase } from '@iimp/storage/testkit.testkit';
import { Users } from '@iimp/storage/users';
import { apiService } from './service.js';

export const PASSWORD = 'correct horse battery';
export const ALICE = 'alice@org1.test';
export const BOB = 'bob@org1.test';
export const CAROL = 'carol@org1.test';
export const REMOTE = 'dave@org2.test';

export { eventually } from '@iimp/messaging/wait.testkit';

let worlds = 0;

export interface Answer<T = unknown> {
  status: number;
  headers: Headers;
  body: T;
}

export interface Asked {
  token?: string | undefined;
  headers?: Record<string, string>;
  /** A string or bytes go as they are, anything else as JSON. */
  body?: unknown;
  signal?: AbortSignal;
}

/** Answers of discovery, by address. */
export type Script = (address: string) => ReplyInit<'discovery.user-keys'>['result'];

export class ApiWorld {
  script: Script = () => ({ case: 'problem', value: { code: 'unknown_user', detail: 'nobody of this name' } });
  private readonly tokens = new Map<string, Promise<string>>();

  private constructor(
    readonly database: TestDatabase,
    readonly context: OwnedContext,
    readonly service: RunningService,
    private readonly folder: string,
  ) {}

  get url(): string {
    return `${this.service.url!}/api/v1`;
  }

  static async start(env: Record<string, string> = {}): Promise<ApiWorld> {
    const database = await createTestDatabase();
    const folder = await mkdtemp(join(tmpdir(), 'iimp-api-'));
    await new Domains(database.db).add('org1.test', Date.now());
    const passwordHash = await hash(PASSWORD);
    for (const address of [ALICE, BOB, CAROL])
      await new Users(database.db).create({ address, passwordHash, now: Date.now() });
    const variables = {
      IIMP_DATABASE_URL: database.url,
      IIMP_BROKER_URL: `memory:api-${process.pid}-${++worlds}`,
      IIMP_BLOBS_URL: pathToFileURL(folder).href,
      IIMP_TOKEN_SECRET: 'a secret of at least thirty-two bytes',
      IIMP_API_LISTEN: '127.0.0.1:0',
      IIMP_ATTACHMENT_MAX_BYTES: '4MiB',
      IIMP_RATE_LOGIN_USER: 'off',
      IIMP_RATE_LOGIN_IP: 'off',
      IIMP_RETENTION: '3650d',
      IIMP_RATE_IP: 'off',
      IIMP_RATE_USER: 'off',
      ...env,
    };
    const logger = createLogger({ service: 'api', level: process.env['IIMP_TEST_LOG'] ?? 'silent' });
    const context = await createContext(loadConfig(variables, 'api'), { logger });
    const world = new ApiWorld(database, context, await apiService.start(context), folder);
    await world.answerDiscovery();
    return world;
  }

  /** Another replica over the same database and broker. */
  async replica(): Promise<RunningService & { context: OwnedContext }> {
    const { config, logger } = this.context;
    const context = await createContext(config, { logger });
    const service = await apiService.start(context);
    const stop = async (signal: AbortSignal): Promise<void> => {
      await service.stop(signal);
      await context.close();
    };
    return { ...service, context, stop };
  }

  async stop(): Promise<void> {
    await this.service.stop(AbortSignal.timeout(10_000));
    await this.context.close();
    await this.database.drop();
    await rm(this.folder, { recursive: true, force: true });
  }

  logIn(user: string, password = PASSWORD): Promise<Answer<TokenResponse & Problem>> {
    return this.ask('POST', '/auth/token', { body: { user, password } });
  }

  /** An access token, asked for once. */
  token(user: string): Promise<string> {
    const known = this.tokens.get(user) ?? this.logIn(user).then(({ body }) => body.access_token);
    this.tokens.set(user, known);
    return known;
  }

  async ask<T = Record<string, never>>(method: string, path: string, asked: Asked = {}): Promise<Answer<T>> {
    const { token, body, headers = {}, signal } = asked;
    const raw = typeof body === 'string' || body instanceof Uint8Array;
    const response = await fetch(path.startsWith('http') ? path : `${this.url}${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: raw ? (body as BodyInit) : JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
    const text = await response.text();
    const json = /json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, body: (json ? JSON.parse(text) : text) as T };
  }

  /** As a user who is signed in. */
  async as<T = Record<string, never>>(
    user: string,
    method: string,
    path: string,
    asked: Asked = {},
  ): Promise<Answer<T>> {
    return this.ask<T>(method, path, { ...asked, token: await this.token(user) });
  }

  private async answerDiscovery(): Promise<void> {
    const answer = (address: string) => this.script(address);
    @Controller()
    class Discovery {
      @MessagePattern<string>('discovery.user-keys')
      keys(@Payload() { address }: Incoming<'discovery.user-keys'>): ReplyInit<'discovery.user-keys'> {
        const result = answer(address);
        return result ? { result } : {};
      }
    }
    @Module({ controllers: [Discovery] })
    class DiscoveryModule {}
    await startHandlers(DiscoveryModule, this.context.messaging);
  }
}

/** A message that the sender's server takes. Servers see ciphertext only, so any bytes do. */
export function textMessage(change: Partial<Message> = {}): Message {
  const participants = change.participants ?? [ALICE, BOB];
  return {
    message_id: newId(),
    conversation_id: newId(),
    sender: ALICE,
    timestamp: Date.now(),
    type: 'text',
    reference: null,
    encrypted_payload: `AQ${'A'.repeat(62)}`,
    encrypted_keys: participants.map((recipient) => ({ recipient, encrypted_key: 'A'.repeat(107) })),
    ...change,
    participants,
  };
}

/** A key document, signed. */
export function keyDocument(
  user: string,
  change: Partial<UserKeysDocument> = {},
  identity?: KeyObject,
): UserKeysDocument {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const encryption = generateKeyPairSync('x25519').publicKey.export({ format: 'jwk' }).x!;
  const key_id = keyIdOfDigest(createHash('sha256').update(Buffer.from(encryption, 'base64url')).digest());
  const unsigned = {
    user,
    identity_key: { alg: 'ed25519' as const, public_key: publicKey.export({ format: 'jwk' }).x! },
    encryption_key: { alg: 'x25519' as const, public_key: encryption, key_id },
    updated_at: Date.now(),
    ...change,
  };
  return {
    signature: sign(null, keysSignatureInput(unsigned), identity ?? privateKey).toString('base64url'),
    ...unsigned,
  };
}
