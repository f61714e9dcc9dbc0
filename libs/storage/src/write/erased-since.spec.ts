import { newId } from '@iimp/protocol/ids';
import { eraseUser } from '../erasure/erase.js';
import { ALICE, BOB, createUsers, fromLocal, fromRemote, makeMessage } from '../fixtures.testkit.js';
import { createTestDatabase, type TestDatabase } from '../testkit.testkit.js';
import { MessageWriter } from './message-writer.js';

const CAROL = 'carol@org1.test';
const DAN = 'dan@second.test';
const NOBODY = 'nobody@org1.test';
const STORED_AT = 100;
const ERASED_AT = 200;

describe('a message that comes again', () => {
  let test: TestDatabase;
  let writer: MessageWriter;
  beforeEach(async () => {
    test = await createTestDatabase();
    await createUsers(test.db, [ALICE, CAROL, DAN]);
    writer = new MessageWriter(test.db, { now: () => STORED_AT });
  });
  afterEach(async () => {
    await writer.close();
    await test.drop();
  });
  const eraseAlice = (now = ERASED_AT) => eraseUser(test.db, { address: ALICE, actor: 'test', now });

  it('is the duplicate that it was, though all who got it here were erased since', async () => {
    const received = fromRemote(makeMessage({ sender: BOB, participants: [BOB, ALICE, DAN] }), 'org1.test');
    const shared = { ...received, destination: 'second.test' };
    const sent = fromLocal(makeMessage({ sender: CAROL, participants: [CAROL, ALICE] }));
    for (const entry of [received, shared, sent])
      expect(await writer.submit(entry)).toMatchObject({ status: 'stored', unknownRecipients: [] });
    await eraseAlice();
    const duplicate = { status: 'duplicate', unknownRecipients: [] };
    expect(await writer.submitMany([received, shared, sent])).toEqual([duplicate, duplicate, duplicate]);
  });

  it('names who was not here when it came, and nobody else', async () => {
    const entry = fromRemote(makeMessage({ sender: BOB, participants: [BOB, ALICE, CAROL, NOBODY] }), 'org1.test');
    await writer.submit(entry);
    await eraseAlice();
    expect(await writer.submit(entry)).toEqual({ status: 'duplicate', unknownRecipients: [NOBODY] });
  });

  it('names who was erased before it came', async () => {
    await eraseAlice(STORED_AT - 1);
    const entry = fromRemote(makeMessage({ sender: BOB, participants: [BOB, ALICE, CAROL] }), 'org1.test');
    expect(await writer.submit(entry)).toEqual({ status: 'stored', unknownRecipients: [ALICE] });
    expect(await writer.submit(entry)).toEqual({ status: 'duplicate', unknownRecipients: [ALICE] });
  });

  it('is for nobody in a domain of ours in which it was not delivered and nobody exists', async () => {
    const message = makeMessage({ sender: BOB, participants: [BOB, CAROL, 'none@second.test'] });
    expect(await writer.submit(fromRemote(message, 'org1.test'))).toMatchObject({ status: 'stored' });
    const other = fromRemote(message, 'second.test');
    expect(await writer.submit(other)).toMatchObject({ status: 'rejected', code: 'unknown_recipient' });
    const forged = { message, origin: { kind: 'remote', domain: 'org3.test' }, destination: 'org1.test' } as const;
    expect(await writer.submit(forged)).toMatchObject({ code: 'sender_domain_mismatch' });
    const changed = { ...message, conversation_id: newId() };
    expect(await writer.submit(fromRemote(changed, 'org1.test'))).toMatchObject({ code: 'message_id_conflict' });
  });
});
