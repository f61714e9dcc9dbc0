// `npm run test:chaos` and `npm run test:nightly`: what takes minutes. CHAOS_SECONDS (300), CHAOS_SEED, SEEDS (200) say how long.
import { spawn } from 'node:child_process';
import { prepare, root } from './parts.mjs';

const BENCH = 'services/bench/dist/bench.js';
/** Each step: what it is called, and the command that fails when it fails. */
const STEPS = {
  chaos: ['npx', ['jest', '--selectProjects', 'e2e', '--runInBand', '--testPathPatterns', 'chaos.spec']],
  load: ['node', [BENCH, '--loads', 'F1', 'F2', 'F3', '--on', 'standalone', 'cluster', '--rounds', '5', '--no-write']],
  restore: ['npx', ['jest', '--selectProjects', 'e2e', '--runInBand', '--testPathPatterns', 'restore.nightly']],
  upgrade: ['npx', ['jest', '--selectProjects', 'e2e', '--runInBand', '--testPathPatterns', 'upgrade.nightly']],
  images: ['npx', ['jest', '--selectProjects', 'e2e', '--runInBand', '--testPathPatterns', 'containers.nightly']],
  simulation: ['npx', ['jest', '--selectProjects', 'delivery', '--runInBand', '--testPathPatterns', 'simulation.spec']],
  model: ['npm', ['run', '--silent', 'test:model', '--workspace', '@iimp/delivery', '--', '--deep']],
};

const log = (line) => console.log(`nightly: ${line}`);
let child;
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child?.kill(signal));

function execute(command, args, env = {}) {
  return new Promise((resolve, reject) => {
    child = spawn(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? (signal ? 1 : 0)));
  });
}

const chosen = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(STEPS);
const failed = [];
try {
  const unknown = chosen.find((name) => !(name in STEPS));
  if (unknown) throw new Error(`there is no ${unknown}, only ${Object.keys(STEPS).join(', ')}`);
  const env = {
    CHAOS_SECONDS: '300',
    CHAOS_SEED: String(Date.now() % 1_000_000),
    SEEDS: '200',
    NIGHTLY: '1',
    ...process.env,
  };
  Object.assign(env, await prepare(['postgres', 'rabbitmq', 's3'], log));
  if ((await execute('npm', ['run', '--silent', 'build'])) !== 0) throw new Error('the build failed');
  for (const name of chosen) {
    const [command, args] = STEPS[name];
    log(name);
    if ((await execute(command, args, env)) !== 0) failed.push(name);
  }
} catch (error) {
  log(error.message);
  failed.push('preparation');
}
log(failed.length === 0 ? `passed: ${chosen.join(', ')}` : `failed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
