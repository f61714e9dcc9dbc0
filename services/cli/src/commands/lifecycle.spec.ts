import { mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { FileBlobStore } from '@iimp/blobs/file-blob-store';
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
afterEach(() => {
  delete process.env['IIMP_RETENTION'];
  delete process.env['IIMP_BLOBS_URL'];
});

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
    { would_remove: true, months: [month], messages: 1, oldest_accepted: expect.any(Number) },
  ]);
  expect(await shell.rows('retention', 'run')).toEqual([
    { months: [month], messages: 1, mailbox_entries: 2, oldest_accepted: expect.any(Number) },
  ]);
  expect(await shell.rows('retention', 'run')).toEqual([{ months: [], oldest_accepted: expect.any(Number) }]);
});

it('finds and removes the objects that no row names', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'iimp-orphans-'));
  try {
    process.env['IIMP_BLOBS_URL'] = pathToFileURL(folder).href;
    const key = `uploads/${newId()}`;
    await new FileBlobStore(folder).put(key, Readable.from([Buffer.alloc(2_048)]), { maxBytes: 4_096 });
    const none = { looked_at: 1, orphans: 0, bytes: 0, removed: 0 };
    expect(await shell.rows('blobs', 'orphans', '--remove')).toEqual([none]);
    const old = Date.now() / 1_000 - 200_000;
    for (const file of readdirSync(folder, { recursive: true, withFileTypes: true }))
      if (file.isFile()) utimesSync(join(file.parentPath, file.name), old, old);
    expect(await shell.rows('blobs', 'orphans', '--list')).toEqual([
      { key, size: 2_048, modified_at: expect.any(Number) as number },
    ]);
    expect(await shell.text('blobs', 'orphans')).toContain('2 KiB');
    expect(await shell.rows('blobs', 'orphans', '--min-age-hours', '100')).toEqual([none]);
    expect(await shell.rows('blobs', 'orphans', '--remove')).toEqual([
      { looked_at: 1, orphans: 1, bytes: 2_048, removed: 1 },
    ]);
    expect(await shell.rows('blobs', 'orphans')).toEqual([{ ...none, looked_at: 0 }]);
    await expect(shell.text('blobs', 'orphans', '--min-age-hours', '1')).rejects.toThrow('at least 24');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it('makes a restored database usable, when it is told so twice', async () => {
  await expect(shell.text('restored')).rejects.toThrow('--yes');
  expect(await shell.rows('restored', '--yes')).toEqual([{ mailboxes: 2, sessions: 0, leases: 0, fetches: 0 }]);
  expect(await shell.rows('audit', '--limit', '1')).toEqual([expect.objectContaining({ action: 'database.restored' })]);
});
