/** An older version of this project, out of the history, built beside this checkout. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { repositoryRoot } from '@iimp/testbed/repository';

/** Where the version of the schema is, and its line. */
const SCHEMA = 'libs/storage/src/schema-version.ts';
const VERSION = '^export const SCHEMA_VERSION = ';
const BUILD_MS = 900_000;

function git(...args: string[]): string {
  return execFileSync('git', ['-C', repositoryRoot(), ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();
}

/** UPGRADE_FROM, or the parent of the commit that changed the schema last. Throws with the command that supplies what is missing. */
export function versionBefore(): string {
  const wanted = process.env['UPGRADE_FROM'];
  const changed = wanted ?? git('log', '-1', '--format=%H', '-G', VERSION, '--', SCHEMA);
  try {
    return git('rev-parse', '--verify', '--quiet', `${changed}${wanted === undefined ? '^' : ''}^{commit}`);
  } catch (cause) {
    // In a shallow clone its oldest commit seems to have changed everything, and has no parent.
    throw new Error(`the version before ${changed || 'the schema'} is not in this clone. Run: git fetch --unshallow`, {
      cause,
    });
  }
}

/** Writes a commit's files to a folder of its own and builds it with the packages that are installed here. */
export function buildCheckout(commit: string): { folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'iimp-version-'));
  try {
    const files = execFileSync('git', ['-C', repositoryRoot(), 'archive', commit], { maxBuffer: 1 << 28 });
    execFileSync('tar', ['-x', '-C', folder], { input: files });
    linkPackages(folder);
    execFileSync(
      process.execPath,
      [join(folder, 'node_modules/typescript/bin/tsc'), '--build', 'tsconfig.build.json'],
      {
        cwd: folder,
        timeout: BUILD_MS,
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    const { stdout, stderr } = error as { stdout?: Buffer; stderr?: Buffer };
    throw new Error(`${commit} could not be built: ${String(error)}\n${stdout ?? ''}${stderr ?? ''}`, { cause: error });
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Packages of others come from here; those of the project are the folder's own. */
function linkPackages(folder: string): void {
  const here = join(repositoryRoot(), 'node_modules');
  const there = join(folder, 'node_modules');
  mkdirSync(join(there, '@iimp'), { recursive: true });
  for (const name of readdirSync(here)) if (name !== '@iimp') symlinkSync(join(here, name), join(there, name));
  for (const parent of ['libs', 'services']) {
    for (const name of readdirSync(join(folder, parent)))
      symlinkSync(relative(join(there, '@iimp'), join(folder, parent, name)), join(there, '@iimp', name));
  }
  symlinkSync('../../proto', join(there, '@iimp/proto'));
}
