/** `iimpctl doctor` between two real organizations: each finds nothing wrong with the other, and says so when there is. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startStandaloneWorld } from '@iimp/testbed/standalone-world';
import { until } from '@iimp/testbed/until';
import type { World } from '@iimp/testbed/world';

jest.setTimeout(180_000);

const [ONE, TWO] = ['org1.test', 'org2.test'] as const;
const MAIN = join(__dirname, '../../cli/dist/bundle/main.js');

interface Report {
  status: string;
  signed_as: string | null;
  findings: { check: string; status: string; seen: string }[];
}

let world: World;
beforeAll(async () => {
  world = await startStandaloneWorld({ discovery: 'dns' });
});
afterAll(() => world?.close());

/** `from` looks at `domain`, with the same view of the network as its services. */
async function doctor(from: string, domain: string): Promise<{ code: number; report: Report }> {
  const env = {
    PATH: process.env['PATH'],
    IIMP_DNS_SERVERS: world.dns?.address,
    IIMP_EXTRA_CA_FILE: world.ca.file,
    IIMP_ALLOWED_CIDRS: '127.0.0.0/8',
  };
  const args = [MAIN, '--data', join(world.folder, from), '--json', 'doctor', domain];
  const { stdout, code } = await promisify(execFile)(process.execPath, args, { env, timeout: 60_000 }).then(
    (done) => ({ ...done, code: 0 }),
    (error: { stdout: string; code: number }) => error,
  );
  return { code, report: JSON.parse(stdout) as Report };
}

it.each([
  [ONE, TWO],
  [TWO, ONE],
])('%s finds nothing wrong with %s', async (from, domain) => {
  const { code, report } = await doctor(from, domain);
  expect(report.findings.filter(({ status }) => status !== 'ok')).toEqual([]);
  expect([code, report.status, report.signed_as]).toEqual([0, 'ok', expect.stringContaining(`${from}#`)]);
  expect(report.findings.map(({ check }) => check)).toEqual(
    expect.arrayContaining(['srv', 'signed', 'forged', 'clock']),
  );
});

it('says so when the other one blocks us', async () => {
  await world.org(TWO).iimpctl('policy', 'block', ONE);
  const { code, report } = await until('the policy is followed', async () => {
    const told = await doctor(ONE, TWO);
    return told.code === 1 && told;
  });
  expect(code).toBe(1);
  expect(report.findings.find(({ check }) => check === 'signed')).toMatchObject({
    status: 'failure',
    seen: expect.stringContaining('403 domain_blocked'),
  });
});
