import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkDiscoveryDocument } from '@iimp/protocol/validate';
import { createCa, type WorldCa } from '@iimp/testbed/ca';
import { releasePort, reservePort } from '@iimp/testbed/ports';
import { Agent, request } from 'undici';
import { Internet } from './internet.js';

describe('the internet that the driver plays', () => {
  let folder: string;
  let ca: WorldCa;
  let ports: { well: number; hole: number };
  let internet: Internet;
  let agent: Agent;
  const taken: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'iimp-internet-'));
    ca = await createCa(folder);
    ports = { well: await reservePort(), hole: await reservePort() };
    const certificate = await ca.issue('peers', ['*.peers.test']);
    internet = new Internet({ ...certificate, ports, slowMs: 1 }, (id) => taken.push(id));
    await internet.open();
    agent = new Agent({
      connect: { ca: ca.pem, lookup: (_, __, done) => done(null, [{ address: '127.0.0.1', family: 4 }]) },
      headersTimeout: 300,
    });
  });
  afterAll(async () => {
    await agent.destroy();
    await internet.close();
    for (const port of [ports.well, ports.hole]) releasePort(port);
    rmSync(folder, { recursive: true, force: true });
  });

  const ask = async (domain: string, port: number, path: string, body?: object): Promise<unknown> => {
    const options = body ? ({ method: 'POST', body: JSON.stringify(body) } as const) : {};
    const answer = await request(`https://${domain}:${port}${path}`, { dispatcher: agent, ...options });
    return answer.body.json();
  };

  it('publishes a document for each domain that our own rules accept', async () => {
    const document = await ask('well1.peers.test', ports.well, '/.well-known/iimp');
    expect(checkDiscoveryDocument(document, 'well1.peers.test')).toMatchObject({ capabilities: ['batch'] });
  });

  it('takes one message and many, and counts those of domains that are well', async () => {
    const path = '/federation/v1/messages';
    expect(await ask('well1.peers.test', ports.well, path, { message_id: 'a' })).toMatchObject({ status: 'stored' });
    const many = { messages: [{ message_id: 'b' }, { message_id: 'c' }] };
    expect(await ask('well2.peers.test', ports.well, path, many)).toMatchObject({ results: [{}, {}] });
    await ask('slow1.peers.test', ports.well, path, { message_id: 'd' });
    expect(taken).toEqual(['a', 'b', 'c']);
  });

  it('has a hole into which connections fall', async () => {
    const impatient = request(`http://127.0.0.1:${ports.hole}/`, { headersTimeout: 300 });
    await expect(impatient).rejects.toThrow('Headers Timeout');
  });
});
