// Checks the model of the lease protocol (services/delivery/model/lease.pml) by `spin`: it holds, and without its guards it does not.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './parts.mjs';

const MODEL = join(root, 'services/delivery/model/lease.pml');
const MINUTES = 30;

/** Defines for spin, flags for the compiler and the checker, and whether an error must be found. */
const RUNS = [
  { name: 'nobody marks with a stale token', define: [], compile: ['-DSAFETY', '-DNOCLAIM'], run: [], fails: false },
  // Liveness costs several times as much: one lease ends early instead of two.
  { name: 'nothing is stuck', define: ['-DEXPIRIES=1'], compile: ['-DNFAIR=3'], run: ['-a', '-f'], fails: false },
  { name: 'without the fence', define: ['-DNO_FENCE'], compile: ['-DNFAIR=3'], run: ['-a', '-f'], fails: true },
  { name: 'without the lock', define: ['-DNO_LOCK'], compile: ['-DNFAIR=3'], run: ['-a', '-f'], fails: true },
];

const folder = mkdtempSync(join(tmpdir(), 'iimp-model-'));
const options = { cwd: folder, encoding: 'utf8', timeout: MINUTES * 60_000, maxBuffer: 64 * 1024 * 1024 };
try {
  for (const { name, define, compile, run, fails } of RUNS) {
    execFileSync('spin', [...define, '-a', MODEL], options);
    execFileSync('cc', ['-O2', '-DCOLLAPSE', '-DMEMLIM=4000', ...compile, '-o', 'pan', 'pan.c'], options);
    const output = execFileSync('./pan', [...run, '-m1000000'], options);
    const errors = Number(/errors: (\d+)/.exec(output)?.[1] ?? NaN);
    const isWhole = !/Search not completed|max search depth too small|reached -DMEMLIM/.test(output);
    const states = /([\d.e+]+) states, stored/.exec(output)?.[1] ?? '?';
    const isRight = fails ? errors > 0 : errors === 0 && isWhole;
    console.log(`model: ${name}: ${errors} errors, ${states} states: ${isRight ? 'as it must be' : 'WRONG'}`);
    if (!isRight) {
      console.log(output);
      process.exitCode = 1;
    }
  }
} catch (error) {
  const missing = error.code === 'ENOENT' ? ' (needs spin and a C compiler: apt-get install spin gcc)' : '';
  console.error(`model: ${error.message}${missing}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
