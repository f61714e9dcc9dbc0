import { ALICE, BOB, createUsers, fromLocal, fromRemote, makeMessage } from '../fixtures.testkit.js';
import { createTestDatabase, type TestDatabase } from '../testkit.testkit.js';
import { MailboxView } from '../read/mailbox-view.js';
import { MessageWriter } from './message-writer.js';
import { newId } from '@iimp/protocol/ids';

describe('the message writer', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase();
    await createUsers(test.db, [ALICE, 'carol@org1.test']);
  });
  afterAll(() => test.drop());

  it('smoke', async () => {
    const writer = new MessageWriter(test.db);
    const m = makeMessage({ sender: ALICE, participants: [ALICE, BOB, 'carol@org1.test', 'nobody@org1.test'] });
    expect(await writer.submit(fromLocal(m))).toEqual({});
  });
});
