import { generateKeyPairSync } from 'node:crypto';
import { rawPublicKey } from '@iimp/http-signatures/keys';
import { newId } from '@iimp/protocol/ids';
import type { Database } from '@iimp/storage/database';
import { DeliveriesView } from '@iimp/storage/outbox/deliveries-view';
import { exportProof } from './export.js';
import { ORIGIN, PUBLIC_KEY, signedExchange } from './proof.testkit.js';

const ID = newId();
const MESSAGE = { message_id: ID, sender: 'alice@org1.test', participants: ['alice@org1.test', 'bob@org2.test'] };
const other = rawPublicKey(generateKeyPairSync('ed25519').publicKey);

/** A database that knows the delivery of one message, and which key k7 of org2.test was when the receipt came, and is now. */
async function databaseOf(then: string, now: string): Promise<Database> {
  const rows: Record<string, unknown[]> = {
    'deliveries-messages': [{ id: ID, envelope: JSON.stringify(MESSAGE), keys: '[]' }],
    'domain-keys': [{ domain: 'org1.test', keyId: '2026a', publicKey: rawPublicKey(ORIGIN.publicKey) }],
    'cache-get': [{ document: JSON.stringify({ document: { keys: [{ key_id: 'k7', public_key: now }] } }) }],
  };
  const db = { query: (name: string) => Promise.resolve(rows[name] ?? []) } as unknown as Database;
  const [travelled] = await new DeliveriesView(db).travelled([ID], 'org2.test');
  const answer = JSON.stringify({ message_id: ID, status: 'stored' });
  const { request, response } = signedExchange(travelled?.json ?? '', answer);
  const receipt = {
    request: { ...request, batch: false, messages: [ID] },
    response,
    keys: { keys: [{ key_id: 'k7', public_key: then }] },
  };
  rows['deliveries-receipts'] = [{ domain: 'org2.test', deliveredAt: 0, receipt, ids: [ID] }];
  return db;
}

it('exports a proof by the key of now where it took the place of another one under its id', async () => {
  for (const [then, now] of [
    [PUBLIC_KEY, PUBLIC_KEY],
    [PUBLIC_KEY, other],
    [other, PUBLIC_KEY],
  ] as const) {
    const proof = await exportProof(await databaseOf(then, now), ID);
    expect(proof.keys.receiver).toEqual({ key_id: 'k7', public_key: PUBLIC_KEY });
  }
});

it('exports nothing that no key of the domain proves', async () => {
  await expect(exportProof(await databaseOf(other, other), ID)).rejects.toMatchObject({
    code: 'not_found',
    detail: expect.stringMatching(/does not prove the delivery: the receipt: signature: does not verify$/) as string,
  });
});
