/** The real service: Postgres, the in-process broker, a file store, and an origin over HTTPS. Discovery is scripted. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Controller, Module } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import { startHandlers } from '@iimp/messaging/handlers';
import type { ReplyInit } from '@iimp/messaging/topology';
import { loadConfig } from '@iimp/platform/config/load';
import { createContext, type OwnedContext } from '@iimp/platform/context';
import { addDomainKey } from '@iimp/platform/domain-provisioning';
import { createLogger } from '@iimp/platform/logging';
import type { RunningService } from '@iimp/platform/service';
import type { Message } from '@iimp/proto/types';
import { newId } from '@iimp/protocol/ids';
import { Attachments } from '@iimp/storage/attachments';
import { Domains } from '@iimp/storage/domains';
import { createTestDatabase, type TestDatabase } from '@iimp/storage/testkit.testkit';
import { Users } from '@iimp/storage/users';
import { MessageWriter } from '@iimp/storage/write/message-writer';
import type { Wake } from '@iimp/storage/write/types';
import { HERE, until } from './fetch-worker.testkit.js';
import { OriginServer, refuse } from './origin-server.testkit.js';
import { attachmentsService } from './service.js';

const ALICE = 'alice@org2.test';
const BOB = `bob@${HERE}`;
let folder: string;
let database: TestDatabase;
let context: OwnedContext;
let origin: OriginServer;
const replicas: RunningService[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'iimp-attachments-service-'));
  database = await createTestDatabase();
  origin = await OriginServer.start('org2.test', HERE);
  writeFileSync(join(folder, 'ca.pem'), origin.caPem);
  mkdirSync(join(folder, 'keys'));
  const domains = new Domains(database.db);
  await domains.add(HERE, Date.now());
  const pem = origin.signingKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  await addDomainKey({ domains, directory: join(folder, 'keys'), domain: HERE, keyId: 'k1', pem, now: Date.now() });
  await new Users(database.db).create({ address: BOB, passwordHash: null, now: Date.now() });
  const config = loadConfig(
    {
      IIMP_DATABASE_URL: database.url,
      IIMP_BROKER_URL: `memory:attachments-${process.pid}`,
      IIMP_BLOBS_URL: pathToFileURL(join(folder, 'blobs')).href,
      IIMP_DOMAIN_KEYS_DIR: join(folder, 'keys'),
      IIMP_EXTRA_CA_FILE: join(folder, 'ca.pem'),
      IIMP_ALLOWED_CIDRS: '127.0.0.0/8',
      IIMP_RETRY_BASE: '10ms',
      IIMP_RETRY_CAP: '20ms',
    },
    'attachments',
  );
  context = await createContext(config, { logger: createLogger({ service: 'attachments', level: 'silent' }) });
  const { port } = origin;

  @Controller()
  class Discovery {
    @MessagePattern<string>('discovery.resolve')
    resolve(): ReplyInit<'discovery.resolve'> {
      const baseUrl = `https://org2.test:${port}`;
      const connect = [{ host: '127.0.0.1', port }];
      const value = {
        domain: 'org2.test',
        baseUrl,
        connect,
        documentJson: '{}',
        expiresAtMs: String(Date.now() + 60_000),
      };
      return { result: { case: 'resolved', value } };
    }
  }
  @Module({ controllers: [Discovery] })
  class DiscoveryModule {}
  await startHandlers(DiscoveryModule, context.messaging);
  for (let n = 0; n < 2; n += 1) replicas.push(await attachmentsService.start(context));
});

afterAll(async () => {
  for (const replica of replicas) await replica.stop(AbortSignal.timeout(5_000));
  await context?.close();
  await database?.drop();
  await origin?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Bob's server receives a message of Alice that names an attachment. */
async function receive(body: Buffer): Promise<string> {
  const attachmentId = newId();
  const sha256 = createHash('sha256').update(body).digest('hex');
  const participants = [ALICE, BOB];
  const message: Message = {
    message_id: newId(),
    conversation_id: newId(),
    sender: ALICE,
    participants,
    timestamp: Date.now(),
    type: 'text',
    reference: null,
    encrypted_payload: `AQ${'A'.repeat(62)}`,
    encrypted_keys: [{ recipient: BOB, encrypted_key: 'A'.repeat(107) }],
    attachments: [{ attachment_id: attachmentId, size: body.length, sha256 }],
  };
  const told: Wake[] = [];
  const writer = new MessageWriter(database.db, { onCommit: (wake) => told.push(wake) });
  const result = await writer.submit({ message, origin: { kind: 'remote', domain: 'org2.test' }, destination: HERE });
  if (result.status !== 'stored') throw new Error(result.status);
  for (const fetch of told.flatMap(({ attachments }) => attachments))
    await context.messaging.client.emit('attachments.fetch', fetch);
  return attachmentId;
}

const find = (id: string) => new Attachments(database.db).findForUser(id, BOB);

it('pulls what a remote message names, once, and makes it readable for its participants', async () => {
  origin.body = randomBytes(2_000_000);
  const ids = [await receive(origin.body), await receive(origin.body), await receive(origin.body)];
  for (const id of ids) await until('ready', async () => (await find(id))?.state === 'ready');
  const found = await find(ids[0] as string);
  const { stream, size } = await context.blobs.get(found?.blobKey as string);
  expect(size).toBe(2_000_000);
  expect(Buffer.concat((await stream.toArray()) as Buffer[]).equals(origin.body)).toBe(true);
  expect(origin.seen.map(({ path }) => path).sort()).toEqual(
    ids.map((id) => `/federation/v1/attachments/${id}`).sort(),
  );
  expect(origin.unsigned).toEqual([]);
});

it('marks failed what its origin refuses, and leaves no job behind', async () => {
  origin.behaviour = refuse(404, 'not_found');
  const id = await receive(randomBytes(10));
  await until('failed', async () => (await find(id))?.state === 'failed');
  const jobs = await database.db.query('jobs', 'select attachment_id from attachment_fetches', []);
  expect(jobs).toEqual([]);
});

it('is healthy', async () => {
  const { checks } = await context.health.report();
  expect(checks).toMatchObject({ blobs: 'ok', 'attachment fetches': 'ok' });
});
