import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { EmbeddedPostgres } from './server.js';

const until = async (what: string, condition: () => boolean): Promise<void> => {
  const end = Date.now() + 20_000;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`not in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
};
const query = async (url: string, text: string): Promise<unknown[]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query({ text, rowMode: 'array' })).rows as unknown[];
  } finally {
    await client.end();
  }
};
const alive = (pid: number): boolean => {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

describe('embedded Postgres', () => {
  let home: string;
  const folder = (): string => join(home, 'pg');
  const postmaster = (): number =>
    Number(readFileSync(join(folder(), 'cluster/postmaster.pid'), 'utf8').split('\n')[0]);
  // A folder only its owner may enter, as root's home is.
  beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'iimp-pg-'))));
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  it('keeps its data over a restart and leaves no process', async () => {
    const first = await EmbeddedPostgres.start({ dataDir: folder(), database: 'iimp' });
    const pid = postmaster();
    expect(await query(first.url, 'show autovacuum_naptime')).toEqual([['15s']]);
    expect(await query(first.url, 'show backend_flush_after')).toEqual([['256kB']]);
    await query(first.url, 'create table t as select 42 as n');
    await first.stop();
    expect(alive(pid)).toBe(false);
    const second = await EmbeddedPostgres.start({ dataDir: folder(), database: 'iimp' });
    expect(await query(second.url, 'select n from t')).toEqual([[42]]);
    await second.stop();
  });

  it('refuses a wrong password', async () => {
    const server = await EmbeddedPostgres.start({ dataDir: folder(), database: 'iimp' });
    const wrong = new URL(server.url);
    wrong.password = 'wrong';
    await expect(query(wrong.href, 'select 1')).rejects.toThrow(/password/);
    await server.stop();
  });

  it('tells its owner when the server dies', async () => {
    let exited = false;
    const server = await EmbeddedPostgres.start({ dataDir: folder(), database: 'iimp', onExit: () => (exited = true) });
    process.kill(postmaster(), 'SIGKILL');
    await until('onExit', () => exited);
    await server.stop();
  });

  it('ends a server that was left behind before it starts', async () => {
    const server = await EmbeddedPostgres.start({ dataDir: folder(), database: 'iimp' });
    await query(server.url, 'create table t as select 1 as n');
    const pid = postmaster();
    // The guard and its watcher are killed, as by the machine's out-of-memory killer: the postmaster lives on.
    const group = execFileSync('ps', ['-o', 'pgid=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    for (const line of execFileSync('ps', ['-eo', 'pid,pgid,args'], { encoding: 'utf8' }).split('\n')) {
      const [, id, pgid, args] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
      if (pgid === group && id && /^(\/bin\/sh|cat)/.test(args ?? '')) process.kill(Number(id), 'SIGKILL');
    }
    expect(alive(pid)).toBe(true);
    const next = await EmbeddedPostgres.start({ dataDir: folder(), database: 'iimp' });
    expect(alive(pid)).toBe(false);
    expect(await query(next.url, 'select n from t')).toEqual([[1]]);
    await next.stop();
  });

  it('leaves a folder alone whose server it cannot see, as in another container', async () => {
    const server = await EmbeddedPostgres.start({ dataDir: folder(), database: 'iimp' });
    const file = join(folder(), 'cluster/postmaster.pid');
    const known = readFileSync(file, 'utf8');
    // No process has this number; and no line about shared memory, which is another one there.
    writeFileSync(file, known.replace(/^\d+/, '99999999').split('\n').slice(0, 6).join('\n'));
    const onExit = jest.fn();
    const second = EmbeddedPostgres.start({ dataDir: folder(), database: 'iimp', onExit });
    await expect(second.finally(() => writeFileSync(file, known))).rejects.toThrow(/another Postgres/);
    expect(onExit).not.toHaveBeenCalled();
    expect(await query(server.url, 'select 1')).toEqual([[1]]);
    await server.stop();
  });

  it('ends with the process that holds its pipe, even by SIGKILL', async () => {
    const server = await EmbeddedPostgres.start({ dataDir: folder(), database: 'iimp' });
    const pid = postmaster();
    // What the kernel does when the owner dies: the write end closes.
    (server as unknown as { guard: { stdin: { destroy(): void } } }).guard.stdin.destroy();
    await until('the server ended', () => !alive(pid));
  });
});
