import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createUsers, fromLocal, fromRemote, makeMessage } from '@iimp/storage/fixtures.testkit';
import { MessageWriter } from '@iimp/storage/write/message-writer';
import { openShell, type Shell } from '../iimpctl.testkit.js';

const ALICE = 'alice@org1.test';
const CAROL = 'carol@org1.test';
const BOB = 'bob@org2.test';

let shell: Shell;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'iimp-personal-'));
  shell = await openShell();
  await createUsers(shell.database.db, [ALICE, CAROL]);
  const writer = new MessageWriter(shell.database.db);
  await writer.submit(fromLocal(makeMessage({ sender: ALICE, participants: [ALICE, CAROL] })));
  await writer.submit(fromRemote(makeMessage({ sender: BOB, participants: [ALICE, BOB] }), 'org1.test'));
  await writer.close();
});
afterAll(async () => {
  await shell?.remove();
  rmSync(folder, { recursive: true, force: true });
});

it('exports a user to a file that only the operator can read', async () => {
  const out = join(folder, 'alice.jsonl');
  expect(await shell.rows('user', 'export', 'Alice@org1.test', '--out', out)).toEqual([
    { user: ALICE, lines: 6, file: out },
  ]);
  const lines = readFileSync(out, 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { record: string }).record)).toEqual([
    'account',
    'conversation',
    'conversation',
    'message',
    'message',
    'end',
  ]);
  expect(statSync(out).mode & 0o777).toBe(0o600);
  await expect(shell.text('user', 'export', 'nobody@org1.test', '--out', out)).rejects.toThrow('no such user');
  await expect(shell.text('user', 'export', ALICE, '--out', join(folder, 'none', 'x'))).rejects.toThrow('ENOENT');
});

it('erases a user when it is told so twice, and says what went', async () => {
  await expect(shell.text('user', 'erase', ALICE)).rejects.toThrow('--yes');
  await expect(shell.text('user', 'erase', 'nobody@org1.test', '--yes')).rejects.toThrow('no such user');
  expect(await shell.rows('user', 'erase', ALICE, '--yes')).toEqual([
    {
      user: ALICE,
      state: 'erased',
      waiting: 0,
      removed: { users: 1, mailbox_entries: 2, messages: 1, conversation_members: 2, conversations: 1 },
    },
  ]);
  expect(await shell.text('user', 'erase', ALICE, '--yes')).toContain('erased');
  expect(await shell.rows('user', 'erased')).toEqual([expect.objectContaining({ user: ALICE })]);
  expect((await shell.rows('user', 'list')).map(({ user }) => user)).toEqual([CAROL]);
  await expect(shell.text('user', 'add', ALICE, '--generate-password')).rejects.toThrow('not given out again');
  expect((await shell.rows('audit')).map(({ action }) => action)).toEqual(['user.erased', 'user.erase', 'user.export']);
});
