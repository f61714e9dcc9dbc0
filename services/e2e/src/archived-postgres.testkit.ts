/** A Postgres of Debian's package that archives its log, to be lost and restored by deploy/backup/backup. */
import { execFile } from 'node:child_process';
import { chownSync, copyFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { uniqueName } from '@iimp/testbed/local-scripts';
import { releasePort, reservePort } from '@iimp/testbed/ports';
import { query } from '@iimp/testbed/postgres';
import { ManagedProcess } from '@iimp/testbed/processes';
import { repositoryRoot } from '@iimp/testbed/repository';
import { until } from '@iimp/testbed/until';

const RUN_MS = 120_000;
const OWNER = 'postgres';

/** Where Debian's package keeps the programs. */
function programs(): string {
  const versions = '/usr/lib/postgresql';
  const found = ((): string[] => {
    try {
      return readdirSync(versions).sort((a, b) => Number(a) - Number(b));
    } catch {
      return [];
    }
  })();
  const newest = found.at(-1);
  if (newest === undefined) throw new Error('there is no PostgreSQL below /usr/lib. Run: apt-get install postgresql');
  return join(versions, newest, 'bin');
}

export class ArchivedPostgres {
  /** Where the log goes, and what a restore is made of. */
  archive: string;
  readonly #data: string;
  readonly #script: string;
  #server: ManagedProcess | undefined;
  #lost = 0;

  private constructor(
    private readonly folder: string,
    private readonly port: number,
  ) {
    this.archive = join(folder, 'archive');
    this.#data = join(folder, 'data');
    // Beside the data: Postgres' user may not be able to enter a checkout.
    this.#script = join(folder, 'backup');
  }

  /** Makes a server with an empty database `iimp`, and starts it. */
  static async create(): Promise<ArchivedPostgres> {
    const server = new ArchivedPostgres(join('/var/tmp', uniqueName('drill')), await reservePort());
    mkdirSync(server.folder, { mode: 0o755 });
    copyFileSync(join(repositoryRoot(), 'deploy/backup/backup'), server.#script);
    server.#give(server.folder);
    await server.#run(join(programs(), 'initdb'), [
      '-D',
      server.#data,
      '-U',
      OWNER,
      '-A',
      'trust',
      '--no-instructions',
    ]);
    await server.#archiveTo(server.archive);
    await server.start();
    await query(server.#urlOf('postgres'), 'create database iimp template template0');
    return server;
  }

  get url(): string {
    return this.#urlOf('iimp');
  }

  /** Runs the operators' script as Postgres' user, and returns what it prints. */
  backup(...args: string[]): Promise<string> {
    return this.#run(this.#script, args);
  }

  /** Starts it and waits until it takes writes: a restored one plays the log first. */
  async start(): Promise<void> {
    const [command = '', ...args] = this.#as([
      join(programs(), 'postgres'),
      ...['-D', this.#data, '-p', String(this.port), '-c', 'listen_addresses=127.0.0.1'],
      ...['-c', `unix_socket_directories=`, '-c', 'timezone=UTC'],
    ]);
    const server = ManagedProcess.spawn({
      name: 'archived postgres',
      command,
      args,
      logFile: join(this.folder, 'log'),
    });
    this.#server = server;
    const writable = until(
      'Postgres takes writes',
      async () => {
        const [row] = await query<{ recovering: boolean }>(
          this.#urlOf('postgres'),
          'select pg_is_in_recovery() as recovering',
        );
        return row?.recovering === false;
      },
      { deadlineMs: RUN_MS },
    );
    await server.ready(writable, RUN_MS + 1_000);
  }

  /** The machine is gone: what was not archived is lost. */
  async lose(): Promise<void> {
    await this.#server?.kill();
    renameSync(this.#data, `${this.#data}.lost-${++this.#lost}`);
  }

  /** Lays the data folder out again from the archive, and starts on it. */
  async restore(...target: string[]): Promise<void> {
    await this.backup('restore', this.archive, this.#data, ...target);
    await this.start();
  }

  /** What follows a restore, in the order of deploy/lifecycle.md: a new archive, of which no piece is missing after its base backup. */
  async beginArchive(): Promise<void> {
    const archive = `${this.archive}-next`;
    await this.#archiveTo(archive);
    await query(this.#urlOf('postgres'), 'alter system set archive_mode = on');
    await this.#server?.stop();
    await this.start();
    this.archive = archive;
    await this.backup('base', this.url, archive);
  }

  async remove(): Promise<void> {
    await this.#server?.kill();
    releasePort(this.port);
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #archiveTo(archive: string): Promise<void> {
    mkdirSync(archive, { mode: 0o700 });
    this.#give(archive);
    const setting = await this.backup('setting', archive);
    const file = join(this.#data, 'postgresql.conf');
    await this.#run('/bin/sh', ['-c', `printf '%s' "$1" >>"$2"`, 'sh', setting, file]);
  }

  #urlOf(database: string): string {
    return `postgres://${OWNER}@127.0.0.1:${this.port}/${database}`;
  }

  #give(path: string): void {
    const [, uid, gid] = /^postgres:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8')) ?? [];
    if (process.getuid?.() === 0) chownSync(path, Number(uid), Number(gid));
  }

  /** Postgres refuses to run as root. */
  #as(command: string[]): string[] {
    if (process.getuid?.() !== 0) return command;
    return ['setpriv', `--reuid=${OWNER}`, `--regid=${OWNER}`, '--clear-groups', '--', ...command];
  }

  async #run(program: string, args: string[]): Promise<string> {
    const [command = '', ...rest] = this.#as([program, ...args]);
    try {
      const env = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', HOME: this.folder, LC_ALL: 'C' };
      return (await promisify(execFile)(command, rest, { timeout: RUN_MS, cwd: '/', env })).stdout;
    } catch (error) {
      const { stderr, message } = error as { stderr?: string; message: string };
      throw new Error(`${program} ${args.join(' ')}: ${stderr?.trim() || message}`, { cause: error });
    }
  }
}

/** Rows and a checksum of every table. */
export async function checksums(url: string): Promise<Record<string, string>> {
  const tables = await query<{ name: string }>(
    url,
    `select relname as name from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition order by relname`,
  );
  const sums: Record<string, string> = {};
  for (const { name } of tables) {
    const [row] = await query<{ sum: string }>(
      url,
      `select count(*) || ' ' || coalesce(md5(string_agg(t::text, chr(10) order by t::text collate "C")), '') as sum from "${name}" t`,
    );
    sums[name] = row?.sum ?? '';
  }
  return sums;
}
