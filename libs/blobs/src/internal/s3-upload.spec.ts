import { createHash, Hash } from 'node:crypto';
import type { Client } from 'minio';
import { PART_BYTES, PartBuffers } from './part-buffers.js';
import { S3Upload } from './s3-upload.js';

/** A client (a mock: a real service does not say which of two requests it gets last) whose parts are stored when the test says so. */
function heldBack(buffers = new PartBuffers(3)) {
  const waiting: { part: number; first: number; md5: unknown; store: () => void; refuse: () => void }[] = [];
  const completed: { part: number; etag?: string | undefined }[][] = [];
  let aborted = 0;
  const client: Partial<Client> = {
    initiateNewMultipartUpload: async () => 'upload',
    uploadPart: ({ partNumber: part, headers }, body) =>
      new Promise((resolve, reject) => {
        const { 0: first = -1 } = body as Buffer;
        const store = () => resolve({ etag: `${part}:${first}`, key: 'name', part });
        waiting.push({
          part,
          first,
          md5: headers['Content-MD5'],
          store,
          refuse: () => reject(Object.assign(new Error('no'), { code: 'NoSuchKey' })),
        });
      }),
    completeMultipartUpload: async (_bucket: string, _name: string, _id: string, etags) => {
      completed.push(etags);
      return { etag: 'whole', versionId: null };
    },
    abortMultipartUpload: async () => void (aborted += 1),
  };
  const upload = new S3Upload(client as Client, 'bucket', 'name', buffers);
  return { waiting, completed, upload, aborted: () => aborted };
}

const part = (fill: number) => Buffer.alloc(PART_BYTES, fill);
const turn = () => new Promise((resolve) => setImmediate(resolve));

it('has two parts on their way and no more, and lists them in their order whichever is stored first', async () => {
  const { waiting, completed, upload } = heldBack();
  for (const fill of [1, 2, 3]) await upload.add(part(fill));
  let taken = false;
  const fourth = upload.add(part(4)).then(() => (taken = true));
  await turn();
  expect(waiting.map((each) => each.part)).toEqual([1, 2]);
  waiting[1]?.store();
  await turn();
  // The buffer of the first is still needed.
  expect(taken).toBe(false);
  waiting[0]?.store();
  await fourth;
  const finished = upload.finish();
  await turn();
  for (const each of waiting.splice(2).reverse()) each.store();
  await turn();
  for (const each of waiting.splice(2)) each.store();
  await finished;
  expect(completed).toEqual([[1, 2, 3, 4].map((fill) => ({ part: fill, etag: `${fill}:${fill}` }))]);
});

it('digests parts as they come, but for the first, which may be all there is', async () => {
  const { waiting, upload } = heldBack();
  const updates = jest.spyOn(Hash.prototype, 'update');
  const piece = (fill: number) => Buffer.alloc(PART_BYTES / 4, fill);
  for (const fill of [1, 2, 3]) for (let n = 0; n < 4; n++) await upload.add(piece(fill));
  const last = upload.add(piece(4));
  await turn();
  waiting[0]?.store();
  await last;
  await turn();
  const sizes = updates.mock.calls.map(([bytes]) => (bytes as unknown as Buffer).length);
  jest.restoreAllMocks();
  expect(sizes).toEqual([PART_BYTES, ...Array.from({ length: 9 }, () => PART_BYTES / 4)]);
  const md5 = (fill: number) => createHash('md5').update(part(fill)).digest('base64');
  expect(waiting.map((each) => each.md5)).toEqual([1, 2, 3].map(md5));
  for (const each of waiting.slice(1)) each.store();
  await upload.abort();
});

it('fails with the part that fails, and is aborted when no other is on its way', async () => {
  const { waiting, completed, upload, aborted } = heldBack();
  for (const fill of [1, 2, 3]) await upload.add(part(fill));
  const last = upload.add(part(4));
  await turn();
  waiting[0]?.refuse();
  await expect(last).rejects.toMatchObject({ code: 'unavailable' });
  const abort = upload.abort();
  await turn();
  expect(aborted()).toBe(0);
  waiting[1]?.store();
  await abort;
  expect([aborted(), completed]).toEqual([1, []]);
});

it('goes on with one buffer while others have the rest, and begins when one of those is stored', async () => {
  const buffers = new PartBuffers(3);
  const [first, second] = [heldBack(buffers), heldBack(buffers)];
  for (const fill of [1, 2, 3]) await first.upload.add(part(fill));
  let begun = false;
  const beginning = second.upload.add(part(9)).then(() => (begun = true));
  await turn();
  expect(begun).toBe(false);
  first.waiting[0]?.store();
  await beginning;
  const last = first.upload.add(part(4));
  await turn();
  // Its own second part is what it waits for.
  first.waiting[1]?.store();
  await last;
  first.waiting[2]?.store();
  for (const { upload } of [first, second]) await upload.abort();
});

describe('buffers for parts', () => {
  it('are so many and no more, given to who waited longest, and kept by nobody when all are back', async () => {
    const buffers = new PartBuffers(2);
    const [one, two] = [await buffers.take(), await buffers.take()];
    const got: [string, Buffer][] = [];
    const waits = ['a', 'b'].map((name) => buffers.take().then((buffer) => got.push([name, buffer])));
    await turn();
    expect(got).toEqual([]);
    buffers.give(two);
    buffers.give(one);
    await Promise.all(waits);
    expect(got.map(([name, buffer]) => [name, buffer === one ? 1 : 2])).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
    buffers.give(one);
    buffers.give(two);
    expect([one, two]).not.toContain(await buffers.take());
  });
});
