/** The command over one domain: what people and scripts are given, and how it ends. */
import { DoctorWorld, US } from '../doctor/doctor.testkit.js';
import { createProgram } from '../program.js';

const DOMAIN = 'good.test';

let world: DoctorWorld;
let options: string[];

beforeAll(async () => {
  world = await DoctorWorld.create();
  const port = await world.https(await world.authority.issue([DOMAIN]));
  options = ['--peer', `127.0.0.1:${port}`, '--ca', world.caFile, '--keys-dir', world.keysDir];
});
afterAll(() => world?.close());

async function run(...args: string[]): Promise<{ text: string; exitCode: unknown }> {
  const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  const before = process.exitCode;
  try {
    await createProgram().parseAsync(args, { from: 'user' });
    return { text: log.mock.calls.map(([line]) => String(line)).join('\n'), exitCode: process.exitCode };
  } finally {
    process.exitCode = before;
    log.mockRestore();
  }
}

it('ends with 0 when all is well, without any database', async () => {
  const { text, exitCode } = await run('doctor', DOMAIN.toUpperCase(), ...options);
  expect(exitCode).toBeUndefined();
  expect(text).toMatch(/^good\.test, seen from here as org1\.test#k1, 20/);
  expect(text).toMatch(/\nok +signed +404 not_found/);
  expect(text).toMatch(/\n19 ok, 0 warnings, 0 failures, 0 skipped$/);
});

it('ends with 1 on a failure, and tells what it means and how it is cured', async () => {
  world.peers.set(DOMAIN, { skewMs: 600_000 });
  const { text, exitCode } = await run('doctor', DOMAIN, ...options);
  world.peers.clear();
  expect(exitCode).toBe(1);
  expect(text).toMatch(
    /\nFAILURE +clock +9m \d+s|10m ahead of ours\n +Further apart [^]*\n +-> Let both machines keep time/,
  );
});

it('names in one line what could not be looked at', async () => {
  const { text, exitCode } = await run('doctor', DOMAIN, '--peer', '127.0.0.1:1');
  expect(exitCode).toBe(1);
  expect(text).toMatch(
    /\nskipped +tls-version, certificate-chain, certificate-name, certificate-expiry not looked at: /,
  );
});

it('ends with 0 on a warning alone, and prints a report for scripts', async () => {
  world.peers.set(DOMAIN, { headers: { 'content-type': 'application/json' } });
  const { text, exitCode } = await run('--json', 'doctor', DOMAIN, ...options);
  world.peers.clear();
  expect(exitCode).toBeUndefined();
  const report = JSON.parse(text) as { findings: object[] };
  expect(report).toMatchObject({ domain: DOMAIN, signed_as: `${US}#k1`, status: 'warning' });
  expect(report.findings).toContainEqual({
    check: 'document-cache',
    status: 'warning',
    seen: 'no Cache-Control, no ETag',
    means: expect.any(String),
    cure: expect.any(String),
  });
});

it.each([
  [['no_domain'], /^not a domain: no_domain$/],
  [[DOMAIN, '--peer', 'x'], /^--peer: /],
  [[DOMAIN, '--dns', 'x'], /^--dns: /],
  [[DOMAIN, '--allow-cidr', '10.0.0.0/99'], /^--allow-cidr: /],
  [[DOMAIN, '--ca', '/nowhere/ca.pem'], /^--ca, IIMP_EXTRA_CA_FILE: /],
  [[DOMAIN, '--timeout', '0'], /^--timeout: /],
])('refuses %j', async (args, why) => {
  await expect(run('doctor', ...args)).rejects.toThrow(why);
});
