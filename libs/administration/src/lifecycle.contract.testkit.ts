/** What every Administration does with a person's data and with the state of a whole deployment, whichever way it reaches it. */
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { AdminErasure, AdminOrphanSearch, AdminRetention } from '@iimp/proto/admin-types';
import { FileBlobStore } from '@iimp/blobs/file-blob-store';
import { newId } from '@iimp/protocol/ids';
import { Attachments } from '@iimp/storage/attachments';
import { createUsers, fromLocal, makeMessage } from '@iimp/storage/fixtures.testkit';
import { ensurePartitions } from '@iimp/storage/maintenance';
import { MessageWriter } from '@iimp/storage/write/message-writer';
import type { Administration } from './administration.js';
import type { AdministrationCase } from './administration.contract.testkit.js';

const [ALICE, CAROL] = ['alice@org1.test', 'carol@org1.test'] as const;
const DAY = 86_400_000;

/** Over a new database, with files for attachments in `blobs`, where messages are kept for 100 days. */
export type LifecycleCase = AdministrationCase & { blobs: string };

/** Tests in an order: each goes on from what the one before left. */
export function describeLifecycle(name: string, open: () => Promise<LifecycleCase>): void {
  describe(`lifecycle ${name}`, () => {
    let world: LifecycleCase;
    let admin: Administration;
    let blobs: FileBlobStore;
    let writer: MessageWriter;
    beforeAll(async () => {
      world = await open();
      admin = world.administration;
      blobs = new FileBlobStore(world.blobs);
      writer = new MessageWriter(world.test.db);
      await createUsers(world.test.db, [ALICE, CAROL]);
    });
    afterAll(async () => {
      await writer?.close();
      await world?.close();
    });

    const refused = (code: string) => expect.objectContaining({ code }) as unknown;
    const bytesOf = async (stream: Readable): Promise<Buffer> => {
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array));
      return Buffer.concat(chunks);
    };
    const store = async (key: string, bytes: Buffer) =>
      blobs.put(key, Readable.from([bytes]), { maxBytes: bytes.length });
    /** An upload, with `stored` in the blob store if that is another thing. */
    const upload = async (owner: string, bytes: Buffer, stored: Buffer | undefined = bytes) => {
      const attachments = new Attachments(world.test.db);
      const attachmentId = newId();
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      await attachments.createUpload({ attachmentId, owner, blobKey: `uploads/${attachmentId}`, now: 1 });
      if (stored.length > 0) await store(`uploads/${attachmentId}`, stored);
      await attachments.markReady({ attachmentId, owner, size: bytes.length, sha256 });
      return { attachment_id: attachmentId, size: bytes.length, sha256 };
    };

    it('exports what is kept of a user, and the bytes of their attachments, own and received', async () => {
      const [own, got, gone, cut, others] = [
        await upload(ALICE, randomBytes(300_000)),
        await upload(CAROL, Buffer.from('from carol')),
        await upload(ALICE, Buffer.from('was lost'), Buffer.alloc(0)),
        await upload(ALICE, Buffer.from('was cut'), Buffer.from('was')),
        await upload(CAROL, Buffer.from('not for alice')),
      ];
      const sent = makeMessage({ sender: CAROL, participants: [ALICE, CAROL], attachments: [got] });
      await writer.submit(fromLocal(sent));
      const text = (await bytesOf(await admin.personalData.export('Alice@org1.test'))).toString();
      const lines = text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(text.endsWith('\n')).toBe(true);
      expect(lines[0]).toMatchObject({ record: 'account', address: ALICE });
      expect(lines.at(-1)).toMatchObject({ record: 'end', counts: { attachment: 4, message: 1 } });
      const attachment = (id: string, user: string = ALICE, origin = 'org1.test') =>
        admin.personalData.attachment(user, { origin, attachment: id });
      for (const { attachment_id: id, size, sha256 } of [own, got]) {
        const read = await attachment(id);
        expect(read.size).toBe(size);
        expect(
          createHash('sha256')
            .update(await bytesOf(read.stream))
            .digest('hex'),
        ).toBe(sha256);
      }
      await expect(attachment(gone.attachment_id)).rejects.toEqual(refused('not_found'));
      await expect(attachment(cut.attachment_id)).rejects.toEqual(refused('unavailable'));
      await expect(attachment(others.attachment_id)).rejects.toEqual(refused('not_found'));
      await expect(attachment(own.attachment_id, ALICE, 'org2.test')).rejects.toEqual(refused('not_found'));
      await expect(attachment(own.attachment_id, CAROL)).rejects.toEqual(refused('not_found'));
      await expect(attachment('nonsense')).rejects.toEqual(refused('not_found'));
      await expect(admin.personalData.export('nobody@org1.test')).rejects.toEqual(refused('unknown_user'));
      await expect(admin.personalData.export('nobody')).rejects.toEqual(refused('invalid_request'));
    });

    it('removes what is older than it is kept, and says beforehand what would go', async () => {
      const old = Date.now() - 200 * DAY;
      const month = new Date(old).toISOString().slice(0, 7).replace('-', '');
      await ensurePartitions(world.test.db, old, 0);
      await writer.submit(
        fromLocal(makeMessage({ sender: ALICE, participants: [ALICE, CAROL], message_id: newId(old) })),
      );
      const plan = await admin.lifecycle.retention(true);
      // The uploads are of 1970, and only one of them was named since.
      expect(plan).toMatchObject({ state: 'planned', months: [month], removed: { messages: 1, attachments: 4 } });
      const months: string[] = [];
      let portion: AdminRetention;
      do months.push(...(portion = await admin.lifecycle.retention(false)).months);
      while (portion.state === 'running');
      expect([months, portion.state]).toEqual([[month], 'done']);
      expect(await admin.lifecycle.retention(true)).toMatchObject({ months: [], removed: {} });
    });

    it('makes a restored database usable, once in a run', async () => {
      const ends = async (): Promise<unknown> =>
        (await world.test.db.pool.query('select max(last_seq)::int from mailboxes')).rows;
      const before = (await ends()) as [{ max: number }];
      const run = newId();
      let state: string;
      do ({ state } = await admin.lifecycle.restored(run));
      while (state === 'running');
      expect(await admin.lifecycle.restored(run)).toEqual({
        state: 'done',
        mailboxes: 2,
        sessions: 0,
        leases: 0,
        fetches: 0,
      });
      expect(await ends()).toEqual([{ max: before[0].max + 1_000_000 }]);
    });

    it('finds objects that no row names, and removes those that are old when it is told to', async () => {
      const kept = await upload(CAROL, Buffer.from('kept'));
      const [young, ...old] = [newId(), newId(), newId()].map((id) => `uploads/${id}`);
      for (const key of [young!, ...old]) await store(key, Buffer.from('orphan'));
      const made = Date.now() - 2 * DAY;
      for (const file of readdirSync(world.blobs, { recursive: true, withFileTypes: true }))
        if (file.isFile() && !file.name.includes(young!.slice(8)))
          utimesSync(join(file.parentPath, file.name), made / 1_000, made / 1_000);
      const search = async (options: AdminOrphanSearch) => {
        const keys: string[] = [];
        let [removed, after] = [0, undefined as string | undefined];
        do {
          const found = await admin.lifecycle.orphans({ ...options, ...(after === undefined ? {} : { after }) });
          keys.push(...found.orphans.map(({ key }) => key));
          removed += found.removed;
          after = found.next ?? undefined;
        } while (after !== undefined);
        return { keys: keys.sort(), removed };
      };
      expect(await search({})).toEqual({ keys: [...old].sort(), removed: 0 });
      expect(await search({ min_age_hours: 72 })).toEqual({ keys: [], removed: 0 });
      expect(await search({ remove: true })).toEqual({ keys: [...old].sort(), removed: 2 });
      expect(await search({})).toEqual({ keys: [], removed: 0 });
      expect(await blobs.stat(young!)).toEqual({ size: 6 });
      expect(await blobs.stat(`uploads/${kept.attachment_id}`)).toEqual({ size: 4 });
      await expect(admin.lifecycle.orphans({ min_age_hours: 1 })).rejects.toEqual(refused('invalid_request'));
      await expect(admin.lifecycle.orphans({ after: '../x' })).rejects.toEqual(refused('invalid_request'));
    });

    it('erases a user, portion by portion, and lists who was erased', async () => {
      let portion: AdminErasure | undefined;
      do portion = await admin.personalData.erase('Alice@org1.test', portion?.next ?? undefined);
      while (portion.state === 'running');
      expect(portion).toMatchObject({ user: ALICE, state: 'erased', waiting: 0, next: null });
      expect(await admin.personalData.erase(ALICE)).toMatchObject({ state: 'erased', removed: {} });
      const erased = { user: ALICE, actor: world.actor, finished_at: expect.any(Number) as number };
      expect(await admin.personalData.erased({ limit: 1 })).toMatchObject({ users: [erased], next: null });
      expect(await admin.personalData.erased({ limit: 1, after: ALICE })).toEqual({ users: [], next: null });
      await expect(admin.personalData.erase('nobody@org1.test')).rejects.toEqual(refused('unknown_user'));
      await expect(admin.personalData.export(ALICE)).rejects.toEqual(refused('unknown_user'));
      expect((await admin.users.list({ limit: 5 })).users.map(({ user }) => user)).toEqual([CAROL]);
    });

    it('names in the audit log who did all that', async () => {
      const { entries } = await admin.audit({ limit: 100, actor: world.actor });
      // One for each portion that removed something beside a month.
      const removals = entries.filter(({ action }) => action === 'retention.run');
      expect(Object.assign({}, ...removals.map(({ detail }) => (detail as { removed: object }).removed))).toEqual({
        mailbox_entries: 2,
        attachments: 4,
      });
      const others = entries.filter((entry) => !removals.includes(entry));
      expect(others.map(({ action, subject }) => `${action} ${subject}`).reverse()).toEqual([
        `user.export ${ALICE}`,
        `user.export-attachment ${ALICE}`,
        `user.export-attachment ${ALICE}`,
        expect.stringMatching(/^retention\.month \d{6}$/),
        'database.restored database',
        'blobs.orphans blob store',
        `user.erase ${ALICE}`,
        `user.erased ${ALICE}`,
      ]);
      expect(entries.find(({ action }) => action === 'blobs.orphans')?.detail).toEqual({ removed: 2, bytes: 12 });
    });
  });
}
