/** A limit on the CPU of single processes, as Kubernetes sets it: a control group for each, version 1 or 2. */
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = '/sys/fs/cgroup';
/** Short, so that a limited process runs evenly and not in turns of a tenth of a second. */
const PERIOD_US = 20_000;

/**
 * Gives each process that much of a core from now on; what it returns gives back all of them, to processes that still run.
 * Needs root and a `cpu` controller that may be used: throws where there is none.
 */
export function limitCpu(pids: readonly number[], cores: number): () => void {
  const quota = Math.round(cores * PERIOD_US);
  const base = baseOf(ROOT);
  const groups = pids.map((pid) => ({ pid, folder: join(base.folder, `iimp-bench-${process.pid}-${pid}`) }));
  const lift = (): void => {
    for (const { pid, folder } of groups) {
      if (!existsSync(folder)) continue;
      move(pid, base.folder);
      rmdirSync(folder);
    }
  };
  try {
    for (const { pid, folder } of groups) {
      mkdirSync(folder);
      for (const [file, text] of base.settings(quota)) writeFileSync(join(folder, file), text);
      writeFileSync(join(folder, 'cgroup.procs'), String(pid));
    }
  } catch (error) {
    lift();
    throw new Error('processes cannot be limited here: this takes root and the cpu controller of control groups', {
      cause: error,
    });
  }
  return lift;
}

interface Base {
  folder: string;
  settings(quotaUs: number): [file: string, text: string][];
}

function baseOf(root: string): Base {
  const first = ['cpu', 'cpu,cpuacct']
    .map((name) => join(root, name))
    .find((folder) => existsSync(join(folder, 'tasks')));
  if (first !== undefined) {
    return {
      folder: first,
      settings: (quota) => [
        ['cpu.cfs_period_us', String(PERIOD_US)],
        ['cpu.cfs_quota_us', String(quota)],
      ],
    };
  }
  const mayLimit = (): boolean =>
    readFileSync(join(root, 'cgroup.subtree_control'), 'utf8').split(/\s+/).includes('cpu');
  if (existsSync(join(root, 'cgroup.subtree_control')) && !mayLimit()) {
    writeFileSync(join(root, 'cgroup.subtree_control'), '+cpu');
  }
  return { folder: root, settings: (quota) => [['cpu.max', `${quota} ${PERIOD_US}`]] };
}

/** One that has ended is in no group any more. */
function move(pid: number, folder: string): void {
  try {
    writeFileSync(join(folder, 'cgroup.procs'), String(pid));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
