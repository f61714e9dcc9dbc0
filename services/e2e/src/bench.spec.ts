/** The benchmark as a smoke: loads on each form, as far as its time goes, and what the books say. No timing is asserted. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '@iimp/testbed/repository';

jest.setTimeout(240_000);

it('puts quick loads on whole organizations, and the books balance', async () => {
  const bench = join(repositoryRoot(), 'services/bench/dist/bench.js');
  const { stdout } = await promisify(execFile)(process.execPath, [bench, '--quick'], { timeout: 220_000 });
  expect(stdout).toContain('The books of every load balance.');
  // On the slowest machine the first load still runs.
  expect(stdout).toMatch(/^standalone: .*\n {2}F1 /m);
}, 240_000);
