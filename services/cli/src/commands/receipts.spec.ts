/** From the receipt that delivery keeps, over a file, to a proof without any deployment. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Message } from '@iimp/proto/types';
import { rawPublicKey } from '@iimp/http-signatures/keys';
import { Domains } from '@iimp/storage/domains';
import { createUsers, fromLocal, makeMessage } from '@iimp/storage/fixtures.testkit';
import { PostgresOutboxStore } from '@iimp/storage/outbox/postgres-outbox-store';
import { MessageWriter } from '@iimp/storage/write/message-writer';
import { openShell, type Shell } from '../iimpctl.testkit.js';
import { UsageError } from '../usage-error.js';
import { ORIGIN, PUBLIC_KEY, SIGNED_AT, signedExchange } from '@iimp/administration/receipts/proof.testkit';

const ALICE = 'alice@org1.test';
const BOB = 'bob@org2.test';

let shell: Shell;
let folder: string;
let file: string;
let sent: Message[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'iimp-receipts-'));
  file = join(folder, 'proof.json');
  shell = await openShell();
  const { db } = shell.database;
  await createUsers(db, [ALICE]);
  const key = {
    domain: 'org1.test',
    keyId: '2026a',
    publicKey: rawPublicKey(ORIGIN.publicKey),
    state: 'active' as const,
  };
  await new Domains(db).addKey(key, { now: 1 });
  sent = Array.from({ length: 4 }, () => makeMessage({ sender: ALICE, participants: [ALICE, BOB] }));
  const writer = new MessageWriter(db);
  for (const message of sent) await writer.submit(fromLocal(message));
  await deliver();
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await shell?.remove();
});

/** What the delivery service does with the answer to a post of three: the second was refused. The fourth goes without a receipt. */
async function deliver(): Promise<void> {
  const store = new PostgresOutboxStore(shell.database.db);
  const now = Date.now();
  const taken = await store.acquire('org2.test', 'test', 10_000, now);
  if (typeof taken === 'string') throw new Error(taken);
  const rows = (await store.claimBatch(taken.lease, 10, 1e6, now)).rows;
  expect(rows.map(({ messageId }) => messageId)).toEqual(sent.map(({ message_id }) => message_id));
  const posted = rows.slice(0, 3);
  const results = posted.map(({ messageId }, at) =>
    at === 1
      ? { message_id: messageId, status: 'rejected', code: 'not_a_participant' }
      : { message_id: messageId, status: 'stored' },
  );
  const exchange = signedExchange(
    `{"messages":[${posted.map(({ json }) => json).join(',')}]}`,
    JSON.stringify({ results }),
  );
  const { body: _, ...request } = exchange.request;
  const receipt = {
    version: 1,
    verified: true,
    receivedAt: now,
    request: { ...request, batch: true, messages: posted.map(({ messageId }) => messageId) },
    response: exchange.response,
    keys: { domain: 'org2.test', keys: [{ key_id: 'k7', public_key: PUBLIC_KEY, expires_at: null }] },
  };
  const outcomes = rows.map((row, at) =>
    at === 1
      ? { kind: 'refused' as const, row, code: 'not_a_participant', detail: 'no' }
      : { kind: 'delivered' as const, row, unknownRecipients: [], ...(at < 3 ? { receipt } : {}) },
  );
  await store.complete(taken.lease, outcomes, now);
}

const id = (at: number): string => sent[at]?.message_id ?? '';

it('exports a message of a batch, and verifies it without a deployment', async () => {
  await shell.text('receipt', 'export', id(2), '--out', file);
  delete process.env['IIMP_DATABASE_URL'];
  try {
    expect(await shell.rows('receipt', 'verify', file)).toEqual([
      expect.objectContaining({
        proven: true,
        message: id(2),
        sender: ALICE,
        recipients: [BOB],
        taken_by: 'org2.test',
        key_id: 'k7',
        signed_at: SIGNED_AT + 1_000,
        messages_in_post: 3,
      }),
    ]);
    const text = await shell.text('receipt', 'verify', file, '--public-key', PUBLIC_KEY);
    expect(text).toContain(`proven: org2.test took the message ${id(2)}`);
    expect(text).toContain('given by you');
    expect(text).toMatch(/\n {2}signed_at +20\d\d-\d\d-\d\dT/);
  } finally {
    process.env['IIMP_DATABASE_URL'] = shell.database.url;
  }
});

it('refuses a file that was changed, or is not there', async () => {
  await shell.text('receipt', 'export', id(0), '--domain', 'org2.test', '--out', file);
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace(id(0), id(1)));
  await expect(shell.text('receipt', 'verify', file)).rejects.toThrow('org2.test did not take the message: rejected');
  writeFileSync(file, text.slice(0, -10));
  await expect(shell.text('receipt', 'verify', file)).rejects.toThrow('the file is not JSON');
  await expect(shell.text('receipt', 'verify', join(folder, 'none'))).rejects.toThrow('no such file');
  await expect(shell.text('receipt', 'export', id(0), '--out', join(folder, 'none', 'x'))).rejects.toThrow(UsageError);
});

it('says why there is no proof', async () => {
  await expect(shell.text('receipt', 'export', id(1))).rejects.toThrow('no receipt is kept');
  await expect(shell.text('receipt', 'export', id(3))).rejects.toThrow('no receipt is kept');
  await expect(shell.text('receipt', 'export', 'nonsense')).rejects.toThrow('no receipt is kept');
  await shell.database.db.query(
    'test-break',
    `update receipts set receipt = jsonb_set(receipt, '{response,body}', '"{}"')`,
  );
  await expect(shell.text('receipt', 'export', id(0))).rejects.toThrow(
    'what org2.test answered does not prove the delivery: the receipt: content-digest: not of this body',
  );
});
