import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/**
 * Below the range that Linux takes outgoing ports from (32768 …), so that no connection steals a port between two starts, and above those
 * of deploy/local/lib.sh, which does not know what is reserved.
 */
const FIRST = 18_000;
const LAST = 31_999;

const reserved = new Set<number>();
const folder = (): string => join(tmpdir(), `iimp-ports-${userInfo().uid}`);

/**
 * Reserves a free TCP port of 127.0.0.1 for this process, also against other test processes: nobody else is given it until
 * `releasePort` or the end of this process, even while nothing listens on it (a server that is being restarted).
 * @param preferred taken if it is free, so that a world keeps its addresses over starts
 */
export async function reservePort(preferred?: number): Promise<number> {
  mkdirSync(folder(), { recursive: true, mode: 0o700 });
  for (let tries = 0; tries < 500; tries += 1) {
    const chance = FIRST + Math.floor(Math.random() * (LAST - FIRST + 1));
    const port = tries === 0 ? (preferred ?? chance) : chance;
    if (!claim(port)) continue;
    if (await isFree(port)) {
      reserved.add(port);
      return port;
    }
    rmSync(join(folder(), String(port)), { force: true });
  }
  throw new Error('no free port');
}

export function releasePort(port: number): void {
  if (reserved.delete(port)) rmSync(join(folder(), String(port)), { force: true });
}

process.on('exit', () => reserved.forEach(releasePort));

/** Makes the port's file, which holds our process id. The file of a dead process does not count. */
function claim(port: number): boolean {
  const file = join(folder(), String(port));
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    if (isAlive(file)) return false;
    rmSync(file, { force: true });
    return false;
  }
}

function isAlive(file: string): boolean {
  try {
    process.kill(Number(readFileSync(file, 'utf8')), 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.on('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
