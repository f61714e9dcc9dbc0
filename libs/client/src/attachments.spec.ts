/** What a body is sent as: Node has streams for it, browsers send them by HTTP/2 alone. */
import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { IimpClient } from './client.js';
import { FakeServer } from './fake-server.testkit.js';
import type { Fetch } from './http.js';

describe('an upload', () => {
  let server: FakeServer;
  const bodies: unknown[] = [];
  const platform = process as { getBuiltinModule?: unknown };
  const { getBuiltinModule } = platform;
  beforeEach(async () => {
    server = new FakeServer();
    bodies.length = 0;
  });
  afterEach(async () => {
    platform.getBuiltinModule = getBuiltinModule;
    await server.stop();
  });
  const upload = async (): Promise<string> => {
    const fetch = (url: string, init?: RequestInit): Promise<Response> => {
      if (url.endsWith('/attachments')) bodies.push(init?.body);
      return globalThis.fetch(url, init);
    };
    const apiUrl = await server.start();
    const client = await IimpClient.login({ apiUrl, user: 'alice@org1.test', password: 'secret password', fetch });
    const file = await client.uploadAttachment({ bytes: [randomBytes(200_000)], name: 'a', mediaType: 'x/y' });
    expect(server.blobs.get(file.attachment_id)?.length).toBe(file.stored.size);
    return Object.prototype.toString.call(bodies[0]);
  };

  describe('of a source', () => {
    /** More bytes than are wanted, and whether they were given back before their end. */
    const plenty = () => {
      let giveBack: () => void;
      const closed = new Promise<void>((resolve) => (giveBack = resolve));
      const bytes = async function* (): AsyncGenerator<Uint8Array> {
        try {
          for (let piece = 0; piece < 10_000; piece++) {
            await setImmediate();
            yield new Uint8Array(65_536);
          }
          await new Promise(() => undefined);
        } finally {
          giveBack();
        }
      };
      return { bytes: bytes(), closed };
    };
    const logIn = async (fetch: Fetch = globalThis.fetch): Promise<IimpClient> =>
      IimpClient.login({ apiUrl: await server.start(), user: 'alice@org1.test', password: 'secret password', fetch });
    const start = async (more: { signal?: AbortSignal } = {}, fetch?: Fetch) => {
      const client = await logIn(fetch);
      const { bytes, closed } = plenty();
      const file = { bytes, name: 'a', mediaType: 'x/y', ...more };
      return { failed: client.uploadAttachment(file).catch((error: unknown) => error), closed };
    };

    it('that fails, fails with that, which no repetition helps', async () => {
      const client = await logIn();
      const broken = new Error('EIO');
      const bytes = async function* (): AsyncGenerator<Uint8Array> {
        yield randomBytes(300_000);
        throw broken;
      };
      const failed = client.uploadAttachment({ bytes: bytes(), name: 'a', mediaType: 'x/y' });
      await expect(failed).rejects.toBe(broken);
      // An error event that nobody hears would end the process.
      const file = createReadStream('/no/such/file');
      const missing = client.uploadAttachment({ bytes: file, name: 'a', mediaType: 'x/y' });
      await expect(missing).rejects.toMatchObject({ code: 'ENOENT' });
    });

    it('gives it back when it is aborted', async () => {
      const stop = new AbortController();
      server.intercept = (request) => {
        if (!request.url?.endsWith('/attachments')) return false;
        request.resume().once('data', () => stop.abort());
        return true;
      };
      const { failed, closed } = await start({ signal: stop.signal });
      expect(await failed).toMatchObject({ name: 'AbortError' });
      await closed;
    });

    it('gives it back when the server wants no more of it', async () => {
      server.intercept = (request, response) => {
        if (!request.url?.endsWith('/attachments')) return false;
        server.json(response, 413, { code: 'too_large', detail: 'no' });
        return true;
      };
      const { failed, closed } = await start();
      expect(await failed).toMatchObject({ code: 'too_large' });
      await closed;
    });

    it('gives it back when nobody asks for it', async () => {
      const fetch = async (url: string, init?: RequestInit): Promise<Response> => {
        if (url.endsWith('/attachments')) throw new TypeError('fetch failed');
        return globalThis.fetch(url, init);
      };
      const { failed, closed } = await start({}, fetch);
      expect(await failed).toMatchObject({ name: 'NetworkError' });
      await closed;
    });
  });

  it('is a stream in Node', async () => {
    expect(await upload()).toBe('[object ReadableStream]');
  });

  it('is a Blob where it is not Node that runs, although streams are known there', async () => {
    platform.getBuiltinModule = undefined;
    expect(await upload()).toBe('[object Blob]');
  });
});
