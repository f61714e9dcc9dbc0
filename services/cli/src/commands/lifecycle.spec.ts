import { createUsers, fromLocal, makeMessage } from '@iimp/storage/fixtures.testkit';
import { ensurePartitions } from '@iimp/storage/maintenance';
import { MessageWriter } from '@iimp/storage/write/message-writer';
import { newId } from '@iimp/protocol/ids';
import { openShell, type Shell } from '../iimpctl.testkit.js';

const ALICE = 'alice@org1.test';
const CAROL = 'carol@org1.test';

let shell: Shell;
beforeAll(async () => {
  shell = await openShell();
  await createUsers(shell.database.db, [ALICE, CAROL]);
});
afterAll(() => shell?.remove());
afterEach(() => delete process.env['IIMP_RETENTION']);

it('removes months by the period of the services, or says what it would remove', async () => {
  await expect(shell.text('retention', 'run')).rejects.toThrow('IIMP_RETENTION is off');
  const old = Date.now() - 200 * 86_400_000;
  const month = new Date(old).toISOString().slice(0, 7).replace('-', '');
  await ensurePartitions(shell.database.db, old, 0);
  const writer = new MessageWriter(shell.database.db);
  await writer.submit(fromLocal(makeMessage({ sender: ALICE, participants: [ALICE, CAROL], message_id: newId(old) })));
  await writer.close();

  process.env['IIMP_RETENTION'] = '100d';
  expect(await shell.rows('retention', 'run', '--dry-run')).toEqual([
    { would_remove: true, months: month, messages: 1, oldest_accepted: expect.any(String) },
  ]);
  expect(await shell.rows('retention', 'run')).toEqual([
    { months: month, messages: 1, mailbox_entries: 2, oldest_accepted: expect.any(String) },
  ]);
  expect(await shell.rows('retention', 'run')).toEqual([{ months: '', oldest_accepted: expect.any(String) }]);
});

it('makes a restored database usable, when it is told so twice', async () => {
  await expect(shell.text('restored')).rejects.toThrow('--yes');
  expect(await shell.rows('restored', '--yes')).toEqual([{ mailboxes: 2, sessions: 0, leases: 0, fetches: 0 }]);
  expect(await shell.rows('audit', '--limit', '1')).toEqual([expect.objectContaining({ action: 'database.restored' })]);
});
