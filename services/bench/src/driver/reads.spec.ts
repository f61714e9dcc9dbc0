import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ReadsRun } from './reads.js';

describe('a first sync', () => {
  let server: Server;
  let asked: string[];
  /** Entries in the mailbox, and what each page holds of it. */
  const [ENTRIES, PAGE] = [5, 2];

  beforeAll(async () => {
    server = createServer((request, response) => {
      const { searchParams } = new URL(request.url ?? '', 'http://127.0.0.1');
      const [cursor, limit] = [Number(searchParams.get('cursor')), Number(searchParams.get('limit'))];
      if (cursor > ENTRIES) return void response.writeHead(400).end('{"code":"cursor_ahead"}');
      if (limit > 1) asked.push(`${cursor}`);
      const next = Math.min(ENTRIES, cursor + Math.min(PAGE, limit));
      const messages = Array(next - cursor).fill({});
      response.end(JSON.stringify({ messages, notices: [], next_cursor: next, has_more: next < ENTRIES }));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  beforeEach(() => (asked = []));
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });

  const read = async (requests: number) => {
    const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const readers = [{ address: 'd0@org1.test', token: 't', apiUrl }];
    const run = new ReadsRun({ kind: 'reads', readers, what: 'first', requests });
    try {
      await run.prepare();
      return await run.run();
    } finally {
      await run.close();
    }
  };

  it('begins again until as many pages were read as of a larger mailbox, each time to the end', async () => {
    const { received, errors } = await read(4);
    expect([received, errors]).toEqual([2 * ENTRIES, []]);
    expect(asked).toEqual(['0', '2', '4', '0', '2', '4']);
  });

  it('is read once where that is enough', async () => {
    expect((await read(1)).received).toBe(ENTRIES);
  });
});
