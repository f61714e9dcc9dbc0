import type { AttachmentRef } from '@iimp/proto/types';
import { newId } from '@iimp/protocol/ids';
import { AttachmentFetches, type FetchJob } from './attachment-fetches.js';
import { Attachments } from './attachments.js';
import { ALICE, BOB, createUsers, fromLocal, fromRemote, makeMessage } from './fixtures.testkit.js';
import { createTestDatabase, type TestDatabase } from './testkit.testkit.js';
import { MessageWriter } from './write/message-writer.js';
import type { Wake, WriteResult } from './write/types.js';

const CAROL = 'carol@org1.test';
const DAVE = 'dave@org1.test';
const SHA = 'ab'.repeat(32);

describe('attachments', () => {
  let test: TestDatabase;
  let attachments: Attachments;
  let fetches: AttachmentFetches;
  let writer: MessageWriter;
  let told: Wake['attachments'];
  beforeAll(async () => {
    test = await createTestDatabase();
    await createUsers(test.db, [ALICE, CAROL, DAVE]);
    attachments = new Attachments(test.db);
    fetches = new AttachmentFetches(test.db);
    writer = new MessageWriter(test.db, { now: () => 100, onCommit: (wake) => (told = wake.attachments) });
  });
  afterAll(async () => {
    await writer.close();
    await test.drop();
  });

  const upload = async (owner = ALICE): Promise<AttachmentRef> => {
    const attachmentId = newId();
    await attachments.createUpload({ attachmentId, owner, blobKey: `up/${attachmentId}`, now: 10 });
    expect(await attachments.markReady({ attachmentId, owner, size: 5, sha256: SHA })).toBe('ready');
    return { attachment_id: attachmentId, size: 5, sha256: SHA };
  };
  const send = (refs: AttachmentRef[], sender = ALICE, participants = [ALICE, CAROL, BOB]): Promise<WriteResult> =>
    writer.submit(fromLocal(makeMessage({ sender, participants, attachments: refs })));
  const receive = (refs: AttachmentRef[], sender = BOB): Promise<WriteResult> =>
    writer.submit(fromRemote(makeMessage({ sender, participants: [sender, ALICE], attachments: refs }), 'org1.test'));
  const remote = (): AttachmentRef => ({ attachment_id: newId(), size: 7, sha256: SHA });
  /** Fetches one attachment. */
  const claim = async (id: string, now: number): Promise<FetchJob | undefined> =>
    (await fetches.claimFetches('w1', 50, now, { leaseMs: 50, perOrigin: 50 })).find((job) => job.attachmentId === id);

  it('of an upload can be seen by its owner, and by others when a message gives it to them', async () => {
    const ref = await upload();
    const id = ref.attachment_id;
    const seen = {
      attachmentId: id,
      origin: 'org1.test',
      owner: ALICE,
      state: 'ready',
      size: 5,
      sha256: SHA,
      blobKey: `up/${id}`,
    };
    expect(await attachments.findForUser(id, ALICE)).toMatchObject(seen);
    expect(await attachments.findForUser(id, CAROL)).toBeUndefined();
    expect(await attachments.findForDomain(id, 'org2.test', 'org1.test')).toBeUndefined();
    expect(await send([ref])).toMatchObject({ status: 'stored' });
    expect(await attachments.findForUser(id, CAROL)).toMatchObject(seen);
    expect(await attachments.findForDomain(id, 'org2.test', 'org1.test')).toMatchObject(seen);
    expect(await attachments.findForUser(id, DAVE)).toBeUndefined();
    expect(await attachments.findForDomain(id, 'org3.test', 'org1.test')).toBeUndefined();
    expect(await attachments.findForUser('no-uuid', ALICE)).toBeUndefined();
  });

  it('can be sent on by those who got them, and by nobody else', async () => {
    const ref = await upload();
    expect(await send([ref], CAROL)).toMatchObject({ status: 'rejected', code: 'not_found' });
    await send([ref]);
    expect(await send([ref], CAROL, [CAROL, DAVE])).toMatchObject({ status: 'stored' });
    expect(await attachments.findForUser(ref.attachment_id, DAVE)).toBeDefined();
  });

  it('must be there as they are named', async () => {
    const ref = await upload();
    expect(await send([{ ...ref, size: 6 }])).toMatchObject({ status: 'rejected', code: 'invalid_request' });
    expect(await send([remote()])).toMatchObject({ status: 'rejected', code: 'not_found' });
    const attachmentId = newId();
    await attachments.createUpload({ attachmentId, owner: ALICE, blobKey: 'k', now: 10 });
    expect(await send([{ ...ref, attachment_id: attachmentId }])).toMatchObject({ code: 'not_found' });
    expect(await attachments.markReady({ attachmentId, owner: CAROL, size: 5, sha256: SHA })).toBe('gone');
    expect(await attachments.staleUploads(11, 9)).toEqual([{ attachmentId, owner: ALICE, blobKey: 'k' }]);
    expect(await attachments.abandonUpload(attachmentId, ALICE)).toBe('k');
    expect(await attachments.takeRemovals(11, 9, 5)).toEqual(['k']);
    expect(await attachments.takeRemovals(15, 9, 5)).toEqual([]);
    expect(await attachments.takeRemovals(16, 9, 0)).toEqual(['k']);
    await attachments.blobRemoved('k');
    expect(await attachments.abandonUpload(attachmentId, ALICE)).toBeUndefined();
    expect(await attachments.abandonUpload(ref.attachment_id, ALICE)).toBeUndefined();
    expect(await attachments.takeRemovals(11, 9, 0)).toEqual([]);
  });

  it('of a remote message are fetched, and ready then', async () => {
    const ref = remote();
    const id = ref.attachment_id;
    expect(await receive([ref])).toMatchObject({ status: 'stored' });
    expect(told).toEqual([{ attachmentId: id, origin: 'org2.test' }]);
    expect(await receive([ref])).toMatchObject({ status: 'stored' });
    expect(told).toEqual([]);
    expect(await attachments.findForUser(id, ALICE)).toMatchObject({
      state: 'pending',
      owner: null,
      nextAttemptAt: 100,
    });
    expect(await send([ref])).toMatchObject({ code: 'attachment_pending' });
    const job = await claim(id, 100);
    expect(job).toMatchObject({
      origin: 'org2.test',
      destination: 'org1.test',
      size: 7,
      sha256: SHA,
      attempts: 0,
      worker: 'w1',
      leaseExpiresAt: 150,
    });
    expect(await claim(id, 149)).toBeUndefined();
    expect(await fetches.completeFetch(job!, 120)).toBeDefined();
    expect(await attachments.findForUser(id, ALICE)).toMatchObject({
      state: 'ready',
      blobKey: job!.blobKey,
      nextAttemptAt: null,
    });
    expect(await send([ref])).toMatchObject({ status: 'stored' });
    expect(await attachments.findForDomain(id, 'org2.test', 'org1.test')).toBeDefined();
    expect(await receive([{ ...ref, sha256: 'cd'.repeat(32) }])).toMatchObject({ code: 'invalid_request' });
    expect(await receive([{ ...ref, sha256: 'cd'.repeat(32) }], 'eve@org3.test')).toMatchObject({ status: 'stored' });
  });

  it('of one id from two domains are told apart by what messages say of them', async () => {
    const ref = remote();
    const id = ref.attachment_id;
    const other = { ...ref, size: 9, sha256: 'cd'.repeat(32) };
    const fetch = async (): Promise<void> => {
      expect(await fetches.completeFetch((await claim(id, 100))!, 110)).toBeDefined();
    };
    await receive([other], 'eve@org3.test');
    await fetch();
    // The clock of the writer stands still.
    await test.db.pool.query('update attachments set created_at = 50 where attachment_id = $1', [id]);
    await receive([ref]);
    expect(await attachments.findForUser(id, ALICE)).toMatchObject({ origin: 'org3.test', state: 'ready' });
    expect(await attachments.findForUser(id, ALICE, SHA)).toMatchObject({ origin: 'org2.test', state: 'pending' });
    expect(await attachments.findForUser(id, ALICE, 'ef'.repeat(32))).toBeUndefined();
    expect(await attachments.findForUser(id, DAVE, SHA)).toBeUndefined();
    expect(await send([ref])).toMatchObject({ code: 'attachment_pending' });
    await fetch();
    expect(await attachments.findForUser(id, ALICE, SHA)).toMatchObject({ origin: 'org2.test', state: 'ready' });
    expect(await send([ref])).toMatchObject({ status: 'stored' });
    expect(await attachments.findForUser(id, CAROL)).toMatchObject({ origin: 'org2.test' });
    expect(await send([{ ...ref, size: 9 }])).toMatchObject({ code: 'invalid_request' });
  });

  it('are fenced: a worker whose lease is over marks nothing', async () => {
    const ref = remote();
    await receive([ref]);
    const stale = await claim(ref.attachment_id, 100);
    expect(await fetches.renewFetch(stale!, 110, 50)).toBe(true);
    expect(await claim(ref.attachment_id, 159)).toBeUndefined();
    const fresh = await claim(ref.attachment_id, 160);
    expect(fresh!.token).toBeGreaterThan(stale!.token);
    expect(await fetches.renewFetch(stale!, 161, 50)).toBe(false);
    expect(await fetches.failFetch(stale!, { nextAttemptAt: null, error: 'x' })).toBe(false);
    expect(await fetches.completeFetch(stale!, 161)).toBeUndefined();
    expect(await fetches.failFetch(fresh!, { nextAttemptAt: 500, error: 'reset' })).toBe(true);
    expect(await fetches.completeFetch(fresh!, 161)).toBeUndefined();
    expect(await claim(ref.attachment_id, 499)).toBeUndefined();
    expect(await claim(ref.attachment_id, 500)).toMatchObject({ attempts: 1 });
  });

  it('that were given up are wanted again by the next message that names them', async () => {
    const ref = remote();
    await receive([ref]);
    const job = await claim(ref.attachment_id, 100);
    expect(await fetches.failFetch(job!, { nextAttemptAt: null, error: 'not found there' })).toBe(true);
    expect(await attachments.findForUser(ref.attachment_id, ALICE)).toMatchObject({ state: 'failed' });
    expect(await send([ref])).toMatchObject({ code: 'not_found' });
    expect(await receive([ref])).toMatchObject({ status: 'stored' });
    expect(await claim(ref.attachment_id, 100)).toMatchObject({ attempts: 0 });
  });

  it('of one origin are not fetched all at once', async () => {
    await receive(Array.from({ length: 6 }, remote), 'eve@many.test');
    await receive([remote()], 'eve@other.test');
    const claims = async (now: number): Promise<string[]> =>
      (await fetches.claimFetches('w2', 50, now, { leaseMs: 50, perOrigin: 4 }))
        .map(({ origin }) => origin)
        .filter((origin) => origin === 'many.test' || origin === 'other.test')
        .sort();
    expect(await claims(100)).toEqual(['many.test', 'many.test', 'many.test', 'many.test', 'other.test']);
    expect(await claims(101)).toEqual([]);
    const both = await Promise.all([claims(150), claims(150)]);
    expect(both.flat()).toHaveLength(5);
  });
});
