// Finds or starts the real parts that tests need, and says what it used.
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
export const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');

/** Each part: the script under deploy/local that finds, installs or starts it, and what its lines tell the tests. */
const PARTS = {
  postgres: { script: 'postgres', args: ['start'], env: { POSTGRES_URL: 'IIMP_TEST_POSTGRES_URL' } },
  rabbitmq: { script: 'rabbitmq', args: ['start'], env: { BROKER_URL: 'IIMP_TEST_BROKER_URL' } },
  s3: {
    script: 's3-server',
    args: ['start'],
    env: {
      S3_ENDPOINT: 'IIMP_TEST_S3_ENDPOINT',
      S3_REGION: 'IIMP_TEST_S3_REGION',
      S3_ACCESS_KEY: 'IIMP_TEST_S3_ACCESS_KEY',
      S3_SECRET_KEY: 'IIMP_TEST_S3_SECRET_KEY',
    },
  },
  python: { script: 'python', args: ['start'], env: { PYTHON: 'IIMP_TEST_PYTHON' } },
  chromium: { script: 'chromium', args: ['start'], env: { CHROMIUM: 'IIMP_TEST_CHROMIUM' } },
};

/** Prepares the named parts; returns the environment for tests. Throws with the command that would supply a missing one. */
export async function prepare(names, log) {
  const env = {};
  for (const name of names) {
    const part = PARTS[name];
    const given = Object.values(part.env).filter((variable) => process.env[variable]);
    if (given.length > 0) {
      log(`${name}: as ${given.join(', ')} say`);
      continue;
    }
    const { stdout } = await run(join(root, 'deploy/local', part.script), part.args, {
      timeout: 600_000,
      env: process.env,
    }).catch((error) => {
      throw new Error(`${name} is missing: ${String(error.stderr || error.message).trim()}`);
    });
    const lines = Object.fromEntries(
      stdout
        .split('\n')
        .map((line) => /^([A-Z0-9_]+)=(.*)$/.exec(line))
        .filter(Boolean)
        .map(([, key, value]) => [key, value]),
    );
    for (const [line, variable] of Object.entries(part.env)) if (lines[line]) env[variable] = lines[line];
    log(
      `${name}: ${Object.entries(lines)
        .filter(([key]) => !/SECRET|PASSWORD/.test(key))
        .map(([key, value]) => `${key}=${value}`)
        .join(' ')}`,
    );
  }
  return env;
}
