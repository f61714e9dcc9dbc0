import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Domains } from '@iimp/storage/domains';
import { createTestDatabase, type TestDatabase } from '@iimp/storage/testkit.testkit';
import { startStandalone, type Standalone } from './standalone.js';

let data: string;
let database: TestDatabase;
let running: Standalone | undefined;
beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'iimp-standalone-'));
  database = await createTestDatabase();
});
afterEach(() => stop());
afterAll(async () => {
  await database?.drop();
  rmSync(data, { recursive: true, force: true });
});

async function start(...domain: string[]): Promise<Standalone> {
  const listeners = ['API', 'FEDERATION', 'ADMIN'].map((name) => [`IIMP_${name}_LISTEN`, '127.0.0.1:0']);
  const env = { ...Object.fromEntries(listeners), IIMP_DATABASE_URL: database.url, IIMP_LOG_LEVEL: 'silent' };
  return (running = await startStandalone({ domain, data }, env, () => undefined));
}

async function stop(): Promise<void> {
  await running?.stop(AbortSignal.abort());
  running = undefined;
}

/** What another domain gets that trusts the authority of this folder: an error, or where clients go. */
function discovered({ federation }: Standalone, domain: string): Promise<unknown> {
  const { port } = new URL(federation);
  const ca = readFileSync(join(data, 'tls/ca.pem'));
  const target = { host: '127.0.0.1', port, path: '/.well-known/iimp', agent: false };
  return new Promise((resolve, reject) => {
    get({ ...target, servername: domain, headers: { host: domain }, ca }, (answer) => {
      text(answer).then((body) => resolve((JSON.parse(body) as { api_endpoint: unknown }).api_endpoint), reject);
    }).on('error', reject);
  });
}

const certified = (): string | undefined =>
  new X509Certificate(readFileSync(join(data, 'tls/server.pem'))).subjectAltName;
const LOCAL = 'DNS:localhost, IP Address:127.0.0.1';

it('answers for its domains also when a later start does not name them', async () => {
  await start('org2.test', 'org1.test');
  expect(certified()).toBe(`DNS:org2.test, DNS:org1.test, ${LOCAL}`);
  await stop();
  const again = await start();
  expect(certified()).toBe(`DNS:org2.test, DNS:org1.test, ${LOCAL}`);
  // The first domain of the first start stays the one that clients are sent to.
  for (const domain of ['org1.test', 'org2.test'])
    expect(await discovered(again, domain)).toMatch(/^https:\/\/org2\.test:/);
});

it('answers for a domain that was added beside it, after a reload or a start', async () => {
  const one = await start('org1.test');
  expect(await discovered(one, 'org1.test')).toMatch(/^https:\/\/org1\.test:/);
  await new Domains(database.db).add('org3.test', Date.now() + 60_000);
  await expect(discovered(one, 'org3.test')).rejects.toThrow('altnames');
  await one.reload();
  expect(certified()).toBe(`DNS:org1.test, DNS:org2.test, DNS:org3.test, ${LOCAL}`);
  await expect(discovered(one, 'org3.test')).resolves.not.toThrow();
  await stop();
  await start('org1.test');
  expect(certified()).toContain('DNS:org3.test');
});

it('changes nothing when the configuration is wrong', async () => {
  const other = mkdtempSync(join(tmpdir(), 'iimp-standalone-'));
  const env = { IIMP_DATABASE_URL: database.url, IIMP_RETENTION: 'soon' };
  const failing = startStandalone({ domain: ['org9.test'], data: other }, env, () => undefined);
  await expect(failing).rejects.toThrow('IIMP_RETENTION');
  expect((await new Domains(database.db).list()).map(({ domain }) => domain)).not.toContain('org9.test');
  rmSync(other, { recursive: true });
});
