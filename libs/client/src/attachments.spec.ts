/** What a body is sent as: Node has streams for it, browsers send them by HTTP/2 alone. */
import { randomBytes } from 'node:crypto';
import { IimpClient } from './client.js';
import { FakeServer } from './fake-server.testkit.js';

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

  it('is a stream in Node', async () => {
    expect(await upload()).toBe('[object ReadableStream]');
  });

  it('is a Blob where it is not Node that runs, although streams are known there', async () => {
    platform.getBuiltinModule = undefined;
    expect(await upload()).toBe('[object Blob]');
  });
});
