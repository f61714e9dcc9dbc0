import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Collector } from './collector.js';
import { Scraper } from './scraper.js';

it('counts the spans that come', async () => {
  const collector = await Collector.start();
  try {
    const send = (spans: number) => {
      const resourceSpans = [{ scopeSpans: [{ spans: Array(spans).fill({}) }, { spans: [{}] }] }];
      return fetch(`${collector.url}/v1/traces`, { method: 'POST', body: JSON.stringify({ resourceSpans }) });
    };
    expect([(await send(2)).status, (await send(3)).status, collector.spans]).toEqual([200, 200, 7]);
  } finally {
    await collector.close();
  }
});

describe('scraper', () => {
  const scraped = async (answer: RequestListener): Promise<Scraper> => {
    const server = createServer(answer).listen(0, '127.0.0.1');
    await once(server, 'listening');
    // So seldom that no scrape but ours happens.
    const scraper = new Scraper([`http://127.0.0.1:${(server.address() as AddressInfo).port}`], 3_600_000);
    try {
      await scraper.scrape();
      return scraper;
    } finally {
      scraper.close();
      server.close();
      server.closeAllConnections();
    }
  };

  it('counts the samples of an answer', async () => {
    const text = '# HELP a b\n# TYPE a counter\na{x="1"} 1\na{x="2"} 5\n';
    const { samples, errors } = await scraped(({ url }, response) => response.end(url === '/metrics' ? text : ''));
    expect([samples, errors]).toEqual([2, []]);
  });

  it('asks again when a connection is closed before an answer', async () => {
    let asked = 0;
    const { samples, errors } = await scraped((request, response) =>
      ++asked === 1 ? request.socket.destroy() : response.end('a 1\n'),
    );
    expect([asked, samples, errors]).toEqual([2, 1, []]);
  });

  it('notes what was not answered', async () => {
    const { samples, errors } = await scraped((_request, response) => response.writeHead(404).end('not found'));
    expect([samples, errors]).toEqual([0, [expect.stringContaining('status 404')]]);
  });
});
