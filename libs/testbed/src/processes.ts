/**
 * Child processes that never outlive us.
 *
 * Each child runs in a process group of its own below a small shell guard. The guard holds the read end of a pipe whose write end
 * is ours alone: when this process ends in whatever way, also by SIGKILL, the kernel closes the pipe, and the guard ends the child (SIGTERM,
 * then after GRACE_S seconds SIGKILL for the whole group). Signals are sent to the group, so a kill -9 leaves no grandchild.
 * A terminal's Ctrl-C reaches only us; what it means is decided once, see cleanup.ts.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync, type WriteStream } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

const GRACE_S = 10;
const FLUSH_MS = 1_000;

/** `$1` is the grace in seconds; the child's pid goes to descriptor 3. SIGTERM to the group must not end the guard before the child. */
const GUARD = `
grace=$1; shift
trap : TERM INT HUP
exec 4<&0
"$@" 3>&- 4<&- </dev/null &
child=$!
echo "$child" >&3; exec 3>&- >/dev/null 2>&1 # our pipes break when the parent dies
( trap '' TERM INT HUP; read -r _ <&4
  kill -TERM "$child" 2>/dev/null; kill -CONT "$child" 2>/dev/null
  tenths=$((grace * 10))
  while kill -0 "$child" 2>/dev/null && [ "$tenths" -gt 0 ]; do sleep 0.1; tenths=$((tenths - 1)); done
  kill -KILL -- "-$$" ) >/dev/null 2>&1 &
watcher=$!
exec 4<&-
while :; do wait "$child"; code=$?; kill -0 "$child" 2>/dev/null || break; done
wait "$child" 2>/dev/null; last=$?; [ "$last" = 127 ] || code=$last # a signal may have ended the first wait early
kill -KILL "$watcher" 2>/dev/null
exit "$code"`;

export interface SpawnOptions {
  /** Name in errors and logs. */
  name: string;
  command: string;
  args?: readonly string[];
  /** Instead of our environment: whoever starts a server says all that it knows. PATH and HOME are passed on. */
  env?: Readonly<Record<string, string>>;
  cwd?: string;
  /** stdout and stderr are appended here. */
  logFile: string;
  /** Called with each line of stdout. */
  onLine?: (line: string) => void;
}

export interface Exit {
  /** 128 + n after signal n, as shells say it; null when the guard was killed too. */
  code: number | null;
}

/** A running child. */
export class ManagedProcess {
  /** Resolves when the child has ended. Never rejects. */
  readonly exited: Promise<Exit>;
  /** The child's own process id, for measurements. */
  readonly pid: Promise<number>;
  private ended: Exit | undefined;

  private constructor(
    readonly name: string,
    readonly logFile: string,
    private readonly guard: ChildProcess,
    log: WriteStream,
  ) {
    running.add(this);
    this.pid = readPid(guard.stdio[3] as Readable);
    this.pid.catch(() => undefined);
    this.exited = new Promise((resolve) => {
      const end = (code: number | null): void => {
        if (this.ended) return;
        this.ended = { code };
        running.delete(this);
        // What it said last is still on its way to the log; a grandchild that holds its output open is not waited for.
        const flush = (): void => {
          clearTimeout(timer);
          guard.off('close', flush);
          log.end(() => resolve({ code }));
        };
        const timer = setTimeout(flush, FLUSH_MS);
        guard.once('close', flush);
      };
      guard.on('exit', (code) => end(code));
      guard.on('error', () => end(127));
    });
  }

  static spawn(options: SpawnOptions): ManagedProcess {
    mkdirSync(dirname(options.logFile), { recursive: true });
    const log = createWriteStream(options.logFile, { flags: 'a' });
    log.on('error', () => undefined);
    const { PATH = '/usr/bin:/bin', HOME = '/' } = process.env;
    const args = ['-c', GUARD, options.name, String(GRACE_S), options.command, ...(options.args ?? [])];
    const guard = spawn('/bin/sh', args, {
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
      cwd: options.cwd ?? '/',
      env: { PATH, HOME, ...options.env },
    });
    guard.stdin?.on('error', () => undefined);
    guard.stdout?.pipe(log, { end: false });
    guard.stderr?.pipe(log, { end: false });
    if (options.onLine && guard.stdout) createInterface({ input: guard.stdout }).on('line', options.onLine);
    return new ManagedProcess(options.name, options.logFile, guard, log);
  }

  get isRunning(): boolean {
    return this.ended === undefined;
  }

  /** Asks by SIGTERM; after `deadlineMs` by SIGKILL, and then says so by an Error: a server must be able to stop. */
  async stop(deadlineMs = 20_000): Promise<Exit> {
    this.signal('SIGCONT');
    this.signal('SIGTERM');
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      this.signal('SIGKILL');
    }, deadlineMs);
    const exit = await this.exited;
    clearTimeout(timer);
    if (late) throw new Error(`${this.name} did not stop within ${deadlineMs} ms\n${this.tail()}`);
    return exit;
  }

  /** kill -9, and waits for the end. */
  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.exited;
  }

  /** SIGSTOP: it hangs, its connections stay open. Only the child, so that the guard still watches over it. */
  async pause(): Promise<void> {
    process.kill(await this.pid, 'SIGSTOP');
  }

  async resume(): Promise<void> {
    process.kill(await this.pid, 'SIGCONT');
  }

  /** Waits for a sign of readiness; fails at once, with the end of the log, when the process ends before. */
  async ready<T>(sign: Promise<T>, deadlineMs = 60_000): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`${this.name} is not ready after ${deadlineMs} ms`)), deadlineMs);
    });
    const died = this.exited.then(({ code }) => {
      throw new Error(`${this.name} ended with code ${code} before it was ready`);
    });
    died.catch(() => undefined);
    try {
      return await Promise.race([sign, late, died]);
    } catch (error) {
      throw new Error(`${(error as Error).message}\n${this.tail()}`, { cause: error });
    } finally {
      clearTimeout(timer);
    }
  }

  /** The last lines of the log. */
  tail(lines = 15): string {
    try {
      return readFileSync(this.logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
    } catch {
      return '';
    }
  }

  private signal(signal: NodeJS.Signals): void {
    if (this.ended || this.guard.pid === undefined) return;
    try {
      process.kill(-this.guard.pid, signal);
    } catch {
      // ended meanwhile
    }
  }

  /** The last resort, without waiting: for the end of this process. */
  static killAll(): void {
    for (const child of running) child.signal('SIGKILL');
  }
}

async function readPid(from: Readable): Promise<number> {
  let text = '';
  for await (const chunk of from) text += String(chunk);
  const pid = Number(text);
  if (!(pid > 0)) throw new Error('the process did not start');
  return pid;
}

const running = new Set<ManagedProcess>();
process.on('exit', () => ManagedProcess.killAll());
