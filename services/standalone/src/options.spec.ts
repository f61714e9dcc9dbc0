import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '@iimp/platform/config/load';
import { DataFolder } from './data-folder.js';
import { environmentOf, parseOptions, withOwnParts, withPublicUrls } from './options.js';

let home: string;
let folder: DataFolder;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'iimp-options-'));
  folder = DataFolder.open(join(home, 'data'));
});
afterAll(() => {
  folder.close();
  rmSync(home, { recursive: true, force: true });
});

const configOf = (env: Record<string, string>) => {
  const all = { IIMP_DATABASE_URL: 'postgres://db/iimp', ...env };
  return loadConfig(withPublicUrls(withOwnParts(all, folder), 'org1.test'), 'standalone');
};
const own = () => ({
  brokerUrl: `memory:standalone-${process.pid}`,
  blobsUrl: `file://${home}/data/blobs`,
  domainKeysDir: `${home}/data/keys`,
  tokenSecret: folder.secret('token-secret'),
  apiUrl: 'https://org1.test:8443',
  federationUrl: 'https://{domain}:8448',
});

it('brings its own parts where nobody gives another', () => {
  expect(configOf({})).toMatchObject(own());
});

it('takes an empty variable for none', () => {
  const names = ['BROKER_URL', 'BLOBS_URL', 'DOMAIN_KEYS_DIR', 'TOKEN_SECRET', 'API_URL', 'FEDERATION_URL'];
  const files = ['BROKER_URL_FILE', 'TOKEN_SECRET_FILE'];
  expect(configOf(Object.fromEntries([...names, ...files].map((name) => [`IIMP_${name}`, ''])))).toMatchObject(own());
});

it('takes what is given, also in files', () => {
  const file = (name: string, text: string): string => {
    writeFileSync(join(home, name), text);
    return join(home, name);
  };
  const config = configOf({
    IIMP_BROKER_URL: '',
    IIMP_BROKER_URL_FILE: file('broker', 'amqp://broker/\n'),
    IIMP_TOKEN_SECRET_FILE: file('token', 's'.repeat(40)),
    IIMP_BLOBS_URL: 'file:///elsewhere',
    IIMP_DOMAIN_KEYS_DIR: '/keys',
    IIMP_API_URL: 'https://api.org1.test',
  });
  expect(config).toMatchObject({
    brokerUrl: 'amqp://broker/',
    tokenSecret: 's'.repeat(40),
    blobsUrl: 'file:///elsewhere',
    domainKeysDir: '/keys',
    apiUrl: 'https://api.org1.test',
  });
});

it.each([
  ['', {}, undefined],
  ['', { IIMP_API_LISTEN: '0.0.0.0:443' }, '0.0.0.0:443'],
  ['--host ::', {}, '[::]:8443'],
  ['--host 10.0.0.1', { IIMP_API_LISTEN: '0.0.0.0:443' }, '10.0.0.1:443'],
  ['--api-port 9443', {}, '127.0.0.1:9443'],
  // As in the image, which says by the variable that all may come.
  ['--api-port 9443', { IIMP_API_LISTEN: '0.0.0.0:8443' }, '0.0.0.0:9443'],
  ['--api-port 9443', { IIMP_API_LISTEN: '[::]:8443' }, '[::]:9443'],
])('listens where %j of the command line and %j say', (line, env, expected) => {
  const options = parseOptions(['--data', 'x', ...line.split(' ').filter(Boolean)]);
  expect(environmentOf(options, env)['IIMP_API_LISTEN']).toBe(expected);
});

it('names the option whose value is no domain, not a variable that is made of it', () => {
  const exit = jest.spyOn(process, 'exit').mockImplementation(() => {
    throw new Error('ended');
  });
  const said = jest.spyOn(process.stderr, 'write').mockImplementation(() => true);
  for (const domain of ['my org', 'https://org1.test', 'alice@org1.test'])
    expect(() => parseOptions(['--data', 'x', '--domain', domain])).toThrow('ended');
  const lines = said.mock.calls.map(([text]) => String(text));
  exit.mockRestore();
  said.mockRestore();
  expect(lines[0]).toMatch("option '--domain <domain>' argument 'my org' is invalid. not a domain");
  expect(lines.filter((line) => line.includes('is invalid'))).toHaveLength(3);
  expect(parseOptions(['--data', 'x', '--domain', 'Org1.Test']).domain).toEqual(['org1.test']);
});
