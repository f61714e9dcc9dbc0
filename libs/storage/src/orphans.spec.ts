import { newId } from '@iimp/protocol/ids';
import { Attachments } from './attachments.js';
import { ALICE, createUsers } from './fixtures.testkit.js';
import { orphansAmong } from './orphans.js';
import { createTestDatabase, type TestDatabase } from './testkit.testkit.js';
import { remoteBlobKey } from './write/attachments-view.js';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
  await createUsers(test.db, [ALICE]);
});
afterAll(() => test?.drop());

it('names the blobs that no row has, and none that is to be removed or is not ours', async () => {
  const [uploaded, lost, removed] = [newId(), newId(), newId()];
  const key = (id: string): string => `uploads/${id}`;
  await new Attachments(test.db).createUpload({ attachmentId: uploaded, owner: ALICE, blobKey: key(uploaded), now: 1 });
  await test.db.query('t', `insert into blob_removals values ($1, 9)`, [key(removed)]);
  const fetched = remoteBlobKey('org2.test', newId(), 5);
  // The attachment is there, under a later key.
  const older = remoteBlobKey('org1.test', uploaded, 5);
  const foreign = ['backup/2026', `uploads/${uploaded.toUpperCase()}`, `other/${newId()}`, 'uploads/x'];
  const keys = [key(uploaded), key(lost), key(removed), fetched, older, ...foreign];
  expect((await orphansAmong(test.db, keys)).sort()).toEqual([older, fetched, key(lost)].sort());
  expect(await orphansAmong(test.db, foreign)).toEqual([]);
});
