/**
 * A server, a client and an authority in another language, written from the specification and the profile alone (`../foreign`): they
 * share no line with what they talk to. Both directions, over SRV records of a real DNS server.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { line, runLocal } from '@iimp/testbed/local-scripts';
import { releasePort, reservePort } from '@iimp/testbed/ports';
import { startStandaloneWorld } from '@iimp/testbed/standalone-world';
import type { World } from '@iimp/testbed/world';

jest.setTimeout(600_000); // the first run may install Python packages

const [HOME, FAR, OLD] = ['org1.test', 'far.test', 'old.test'] as const;
const FOREIGN = join(__dirname, '../foreign');
const TOLD = [
  'it publishes keys',
  'it takes a message once with a receipt',
  'it takes what is legal and unusual',
  'it takes a batch and refuses the fourth edit',
  'it refuses what profile 6 refuses',
  'it sends to all kinds of recipients',
  'it keeps order and limits under faults',
  'it serves attachments and those sent on',
  'it serves ranges of uploads',
];

let world: World | undefined;
let folder: string;
let interpreter: string;
const ports: number[] = [];

const python = async (script: string, ...args: string[]): Promise<string> => {
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };
  const options = { timeout: 300_000, killSignal: 'SIGKILL', env } as const;
  return (await promisify(execFile)(interpreter, [join(FOREIGN, script), ...args], options)).stdout;
};

beforeAll(async () => {
  interpreter = process.env['IIMP_TEST_PYTHON'] ?? line(await runLocal('python', ['start']), 'PYTHON');
  folder = mkdtempSync(join(tmpdir(), 'iimp-foreign-'));
  await python('certificates.py', folder, FAR, OLD);
  ports.push(await reservePort(), await reservePort());
  const env = { IIMP_EXTRA_CA_FILE: join(folder, 'ca.pem') };
  world = await startStandaloneWorld({ domains: [HOME], discovery: 'dns', env });
  const names = [HOME, FAR, OLD];
  const at = [Number(new URL(world.org(HOME).federationUrl).port), ...ports];
  await world.dns?.set({
    srv: names.map((name, i) => ({ name: `_iimp._tcp.${name}`, target: `iimp.${name}`, port: at[i]! })),
    addresses: Object.fromEntries(names.map((name) => [`iimp.${name}`, '127.0.0.1'])),
  });
});
afterAll(async () => {
  await world?.close();
  for (const port of ports) releasePort(port);
  if (folder) rmSync(folder, { recursive: true, force: true });
});

it('federates with it in both directions', async () => {
  const home = world!.org(HOME);
  const story = {
    domain: HOME,
    api: home.apiUrl,
    roots: join(folder, 'roots.pem'),
    folder,
    dns: world!.dns!.address,
    ports: { [FAR]: ports[0], [OLD]: ports[1] },
    alice: await home.addUser('alice'),
    rose: await home.addUser('rose'),
  };
  writeFileSync(story.roots, world!.ca.pem);
  const told = await python('story.py', JSON.stringify(story));
  expect(told.trim().split('\n')).toEqual(TOLD.map((chapter) => `ok ${chapter}`));
});
