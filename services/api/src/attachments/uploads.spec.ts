import { Readable } from 'node:stream';
import { ProblemError } from '@iimp/protocol/problem';
import { Slots } from '@iimp/platform/http/slots';
import { Uploads } from './uploads.js';

/** What became of rows and blobs after an upload, in order; `markReady` does what is said. */
async function uploading(markReady: () => Promise<'ready' | 'gone' | 'full'>, state = 'pending') {
  const acts: string[] = [];
  const uploads = new Uploads({
    attachments: {
      room: async () => undefined,
      createUpload: async () => undefined,
      markReady,
      abandonUpload: async (id) => {
        if (state !== 'pending') return undefined;
        acts.push('row removed');
        return `uploads/${id}`;
      },
      blobRemoved: async () => void acts.push('blob forgotten'),
    },
    blobs: {
      put: async () => ({ size: 3, sha256: 'aa' }),
      delete: async () => void acts.push('blob removed'),
    },
    slots: new Slots({ what: 'uploads', max: 1, maxPerUser: 1 }),
    maxBytes: 10,
    now: Date.now,
  });
  const answer = await uploads
    .store('alice@org1.test', 3, () => Readable.from(['abc']))
    .catch((error: unknown) => error);
  return { acts, answer };
}

const unavailable = () => Promise.reject(new ProblemError('unavailable', 'The database cannot be reached'));

describe('an upload that fails at its end', () => {
  it('keeps its blob when it is ready after all, as when the answer to the commit was lost', async () => {
    const { acts, answer } = await uploading(unavailable, 'ready');
    expect(answer).toMatchObject({ code: 'unavailable' });
    expect(acts).toEqual([]);
  });

  it('leaves neither row nor blob, in this order', async () => {
    const all = ['row removed', 'blob removed', 'blob forgotten'];
    expect((await uploading(unavailable)).acts).toEqual(all);
    expect(await uploading(async () => 'full')).toMatchObject({ acts: all, answer: { code: 'quota_exceeded' } });
  });

  it('leaves no blob when somebody else removed the row', async () => {
    const gone = await uploading(async () => 'gone', 'gone');
    expect(gone).toMatchObject({ acts: ['blob removed'], answer: { code: 'unavailable' } });
  });
});
