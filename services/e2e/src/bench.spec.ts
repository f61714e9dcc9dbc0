/**
 * The benchmark as a smoke: loads on each form, as far as its time goes, and what the books say. No timing is asserted. One large load beside:
 * what made PostgreSQL crash once (libs/storage, 2026-11-28) did so after tens of thousands of messages only, and in no other test. The nightly
 * `load` carries all of F1 to F3.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '@iimp/testbed/repository';

jest.setTimeout(600_000);

async function bench(args: string[], timeout: number): Promise<string> {
  const program = join(repositoryRoot(), 'services/bench/dist/bench.js');
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...args], { timeout });
  return stdout;
}

it('puts quick loads on whole organizations, and the books balance', async () => {
  const stdout = await bench(['--quick'], 220_000);
  expect(stdout).toContain('The books of every load balance.');
  // On the slowest machine the first load still runs.
  expect(stdout).toMatch(/^standalone: .*\n {2}F1 /m);
}, 240_000);

it('carries tens of thousands of messages by a standalone, and Postgres is the one that it was', async () => {
  const size = ['--size', 'warmUp=10000'];
  const stdout = await bench(['--loads', 'F1', '--on', 'standalone', '--no-write', ...size], 580_000);
  expect(stdout).toContain('The books of every load balance.');
});
