import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { FileBlobStore } from '@iimp/blobs/file-blob-store';
import { newId } from '@iimp/protocol/ids';
import { Attachments } from '@iimp/storage/attachments';
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
  shell = await openShell({ IIMP_BLOBS_URL: pathToFileURL(join(folder, 'blobs')).href });
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

/** Stores an upload; with `stored`, other bytes than were promised. */
async function upload(bytes: Buffer, stored = bytes): Promise<string> {
  const attachments = new Attachments(shell.database.db);
  const attachmentId = newId();
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const blobs = new FileBlobStore(join(folder, 'blobs'));
  await attachments.createUpload({ attachmentId, owner: ALICE, blobKey: `uploads/${attachmentId}`, now: 1 });
  await blobs.put(`uploads/${attachmentId}`, Readable.from([stored]), { maxBytes: 1_000 });
  await attachments.markReady({ attachmentId, owner: ALICE, size: bytes.length, sha256 });
  return attachmentId;
}

const filesIn = (directory: string): string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .sort();

it('exports a user to a directory that only the operator can read', async () => {
  const file = await upload(Buffer.from('ciphertext'));
  const damaged = await upload(Buffer.from('ciphertext'), Buffer.from('CIPHERTEXT'));
  const out = join(folder, 'alice');
  const exported = { user: ALICE, lines: 8, attachments: 1, missing: 1, directory: out };
  expect(await shell.rows('user', 'export', 'Alice@org1.test', '--out', out)).toEqual([exported]);
  const lines = readFileSync(join(out, 'records.jsonl'), 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { record: string }).record)).toEqual([
    'account',
    'conversation',
    'conversation',
    'attachment',
    'attachment',
    'message',
    'message',
    'end',
  ]);
  expect(filesIn(out)).toEqual([`attachments/org1.test/${file}`, 'missing.jsonl', 'records.jsonl']);
  expect(readFileSync(join(out, 'attachments/org1.test', file), 'utf8')).toBe('ciphertext');
  expect(JSON.parse(readFileSync(join(out, 'missing.jsonl'), 'utf8'))).toMatchObject({ attachment_id: damaged });
  expect(filesIn(out).map((name) => statSync(join(out, name)).mode & 0o777)).toEqual([0o600, 0o600, 0o600]);
  expect(statSync(out).mode & 0o777).toBe(0o700);
  await expect(shell.text('user', 'export', ALICE, '--out', out)).rejects.toThrow('is there already');
  const other = join(folder, 'other');
  await expect(shell.text('user', 'export', 'nobody@org1.test', '--out', other)).rejects.toThrow('no such user');
  await expect(shell.text('user', 'export', ALICE, '--out', join(folder, 'none', 'x'))).rejects.toThrow('ENOENT');
});

it('goes on with an export that was cut off, and leaves out attachments where that is asked for', async () => {
  const out = join(folder, 'again');
  const file = await upload(Buffer.from('second'));
  // What an export that was cut off has written: it is not asked for again.
  mkdirSync(join(`${out}.part`, 'attachments/org1.test'), { recursive: true });
  writeFileSync(join(`${out}.part`, 'attachments/org1.test', file), 'SECOND');
  writeFileSync(join(`${out}.part`, 'records.jsonl'), 'half a lin');
  const [row] = await shell.rows('user', 'export', ALICE, '--out', out);
  expect(row).toMatchObject({ attachments: 2, missing: 1 });
  expect(readFileSync(join(out, 'attachments/org1.test', file), 'utf8')).toBe('SECOND');
  const records = join(folder, 'records');
  delete process.env['IIMP_BLOBS_URL'];
  await expect(shell.text('user', 'export', ALICE, '--out', records)).rejects.toThrow('IIMP_BLOBS_URL');
  await shell.text('user', 'export', ALICE, '--out', records, '--no-attachments');
  expect(filesIn(records)).toEqual(['records.jsonl']);
});

it('erases a user when it is told so twice, and says what went', async () => {
  await expect(shell.text('user', 'erase', ALICE)).rejects.toThrow('--yes');
  await expect(shell.text('user', 'erase', 'nobody@org1.test', '--yes')).rejects.toThrow('no such user');
  expect(await shell.rows('user', 'erase', ALICE, '--yes')).toEqual([
    {
      user: ALICE,
      state: 'erased',
      waiting: 0,
      removed: {
        users: 1,
        mailbox_entries: 2,
        messages: 1,
        conversation_members: 2,
        conversations: 1,
        attachments: 3,
        attachments_disowned: 3,
      },
    },
  ]);
  expect(await shell.text('user', 'erase', ALICE, '--yes')).toContain('erased');
  expect(await shell.rows('user', 'erased')).toEqual([expect.objectContaining({ user: ALICE })]);
  expect((await shell.rows('user', 'list')).map(({ user }) => user)).toEqual([CAROL]);
  await expect(shell.text('user', 'add', ALICE, '--generate-password')).rejects.toThrow('not given out again');
  const acts = (await shell.rows('audit')).map(({ action }) => String(action));
  expect(acts.slice(0, 2)).toEqual(['user.erased', 'user.erase']);
  expect(acts.filter((act) => act === 'user.export')).toHaveLength(4);
});

it('lists everybody who was erased: a restore is made good by that list', async () => {
  await shell.database.db.pool.query(
    `insert into erased_users select 'u' || n || '@org1.test', 1e6 + n, 'x', 1, 2 from generate_series(1, 1100) n`,
  );
  const users = (await shell.rows('user', 'erased')).map(({ user }) => user);
  expect([users.length, new Set(users).size, users.includes(ALICE)]).toEqual([1_101, 1_101, true]);
  const rest = await shell.rows('user', 'erased', '--after', 'u998@org1.test');
  expect(rest.map(({ user }) => user)).toEqual(['u999@org1.test', 'u99@org1.test', 'u9@org1.test']);
});
