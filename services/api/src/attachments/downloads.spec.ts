import { PassThrough } from 'node:stream';
import type { Attachment } from '@iimp/storage/attachments';
import { Slots } from '@iimp/platform/http/slots';
import { Downloads } from './downloads.js';

describe('a place for a download', () => {
  const READY = { state: 'ready', size: 3, sha256: 'aa', blobKey: 'uploads/1' } as Attachment;
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  let streams: PassThrough[];
  let isStoreDown: boolean;
  let downloads: Downloads;
  beforeEach(() => {
    [streams, isStoreDown] = [[], false];
    downloads = new Downloads({
      attachments: { findForUser: async () => READY },
      blobs: {
        get: async () => {
          if (isStoreDown) throw new Error('down');
          const stream = new PassThrough();
          streams.push(stream);
          return { size: 3, stream };
        },
      },
      slots: new Slots({ what: 'downloads', max: 2, maxPerUser: 1 }),
      now: () => 0,
    });
  });
  const open = (user: string) => downloads.open(user, { id: 'id' }, {});

  it.each<[string, (stream: PassThrough) => unknown]>([
    ['was read to its end', (stream) => stream.end('abc').resume()],
    ['was destroyed', (stream) => stream.destroy()],
    ['broke', (stream) => stream.destroy(new Error('reset'))],
  ])('is taken until the stream %s', async (_how, end) => {
    await open('a');
    await expect(open('a')).rejects.toMatchObject({ code: 'rate_limited' });
    await open('b');
    await expect(open('c')).rejects.toMatchObject({ code: 'unavailable' });
    end(streams[0]!);
    await turn();
    await open('a');
  });

  it('is not taken by what could not be read, nor by what the client has already', async () => {
    isStoreDown = true;
    await expect(open('a')).rejects.toThrow('down');
    isStoreDown = false;
    expect(await downloads.open('a', { id: 'id' }, { 'if-none-match': '"aa"' })).toMatchObject({ status: 304 });
    await open('a');
  });
});
