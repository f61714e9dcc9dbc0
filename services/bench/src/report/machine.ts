import { execFileSync } from 'node:child_process';
import { cpus, release, totalmem } from 'node:os';
import { query, sharedPostgres } from '@iimp/testbed/postgres';
import { repositoryRoot } from '@iimp/testbed/repository';

/** Where and when a result came to be: it means nothing elsewhere. */
export interface Circumstances {
  /** ISO 8601. */
  date: string;
  /** Short hash, with `-dirty` where files differ from it. */
  commit: string;
  cpu: string;
  cores: number;
  memoryGiB: number;
  kernel: string;
  node: string;
  postgres: string;
  /** Running processes of others per core when it began, over a minute: above about 0.2 the results are worth little. */
  loadAverage: number;
}

export async function circumstances(now: Date, loadAverage: number): Promise<Circumstances> {
  const [cpu] = cpus();
  const [row] = await query<{ server_version: string }>((await sharedPostgres()).url, 'show server_version');
  return {
    date: now.toISOString(),
    commit: commitOf(repositoryRoot()),
    cpu: cpu?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 1_073_741_824),
    kernel: release(),
    node: process.version,
    postgres: row?.server_version ?? 'unknown',
    loadAverage: Math.round(loadAverage * 100) / 100,
  };
}

/** What a run itself writes does not change what was measured. */
const WRITTEN = [':!services/bench/README.md', ':!services/bench/results'];

function commitOf(folder: string): string {
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim();
  try {
    const changed = git('status', '--porcelain', '--untracked-files=no', '--', '.', ...WRITTEN);
    return `${git('rev-parse', '--short', 'HEAD')}${changed ? '-dirty' : ''}`;
  } catch {
    return 'unknown';
  }
}
