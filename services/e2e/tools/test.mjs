// `npm test [-- unit|system] [jest arguments]`: parts, build, unit suites, system suites, one sum at the end.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepare, root } from './parts.mjs';

const [only, ...rest] = ['unit', 'system'].includes(process.argv[2])
  ? process.argv.slice(2)
  : ['all', ...process.argv.slice(2)];
const log = (line) => console.log(`test: ${line}`);
const scratch = mkdtempSync(join(tmpdir(), 'iimp-test-'));
let child;
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child?.kill(signal));

function execute(command, args, env = {}) {
  return new Promise((resolve, reject) => {
    child = spawn(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? (signal ? 1 : 0)));
  });
}

const sum = { passed: 0, failed: 0 };

/** Runs suites by Jest and adds to the sum; a suite that cannot even start counts as one failure. */
async function suites(name, args, env) {
  const report = join(scratch, `${name}.json`);
  const code = await execute(
    'npx',
    ['jest', '--json', `--outputFile=${report}`, '--silent=false', ...args, ...rest],
    env,
  );
  let result = { numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 0 };
  try {
    result = JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    log(`${name}: no report`);
  }
  sum.passed += result.numPassedTests;
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  sum.failed += failed === 0 && code !== 0 ? 1 : failed;
}

try {
  const env = await prepare(['postgres', 'rabbitmq', 's3', 'chromium', 'python'], log);
  if ((await execute('npm', ['run', '--silent', 'build'])) !== 0) throw new Error('the build failed');
  if (only !== 'system') await suites('unit', ['--ignoreProjects', 'e2e', '--maxWorkers=2'], env);
  if (only !== 'unit') await suites('system', ['--selectProjects', 'e2e', '--maxWorkers=2'], env);
} catch (error) {
  log(error.message);
  sum.failed += 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
console.log(`${sum.passed} passed, ${sum.failed} failed`);
process.exitCode = sum.failed === 0 && sum.passed > 0 ? 0 : 1;
