import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ManagedProcess } from './processes.js';
import { until } from './until.js';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'iimp-processes-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const logFile = (): string => join(folder, `${Math.random()}.log`);
const sh = (script: string, onLine?: (line: string) => void): ManagedProcess =>
  ManagedProcess.spawn({
    name: 'test',
    command: '/bin/sh',
    args: ['-c', script],
    logFile: logFile(),
    ...(onLine && { onLine }),
  });
const state = (pid: number): string => {
  try {
    return /^State:\s+(\S)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '';
  } catch {
    return '';
  }
};
const gone = (pid: number): boolean => ['', 'Z', 'X'].includes(state(pid));

it('logs, hands on lines, and tells how it ended', async () => {
  const lines: string[] = [];
  const child = sh('echo one; echo two >&2; exit 3', (line) => lines.push(line));
  expect(await child.exited).toEqual({ code: 3 });
  expect(lines).toEqual(['one']);
  await until('the log is written', () => child.tail().includes('two') && child.tail().includes('one'));
});

it('stops by SIGTERM and waits for what the child does then', async () => {
  const child = sh('trap "echo bye; exit 7" TERM; echo up; while :; do sleep 0.05; done');
  await until('up', () => child.tail().includes('up'));
  expect(await child.stop()).toEqual({ code: 7 });
  await until('bye', () => child.tail().includes('bye'));
});

it('says so when a child does not stop, and leaves none behind', async () => {
  const child = sh('trap "" TERM; echo up; while :; do sleep 0.05; done');
  await until('up', () => child.tail().includes('up'));
  const pid = await child.pid;
  await expect(child.stop(100)).rejects.toThrow('did not stop');
  await until('gone', () => gone(pid));
});

it('kills children of the child too', async () => {
  const child = sh('sleep 1000 & echo $!; wait');
  const grandchild = Number(await until('its pid', () => child.tail()));
  await child.kill();
  await until('gone', () => gone(grandchild));
});

it('pauses and resumes', async () => {
  const child = sh('while :; do sleep 0.01; done');
  const pid = await child.pid;
  await child.pause();
  await until('stopped', () => state(pid) === 'T');
  await child.resume();
  await until('running', () => state(pid) !== 'T');
  await child.kill();
});

it('fails at once, with the log, when the child ends before it is ready', async () => {
  const child = sh('echo cannot start; exit 1');
  await expect(child.ready(new Promise(() => undefined))).rejects.toThrow(/code 1[\s\S]*cannot start/);
  const missing = ManagedProcess.spawn({ name: 'none', command: '/no/such/program', logFile: logFile() });
  await expect(missing.ready(new Promise(() => undefined))).rejects.toThrow(/code 127/);
});

describe.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)('when we end by %s', (signal) => {
  it.each([
    ['running', ''],
    ['paused', 'SIGSTOP'],
  ])('a %s child ends too', async (_what, before) => {
    // A parent of its own: what holds the pipe is that process.
    const program = join(folder, 'parent.cjs');
    execFileSync(
      'npx',
      [
        '--no-install',
        'esbuild',
        join(__dirname, 'processes.ts'),
        '--bundle',
        '--platform=node',
        `--outfile=${program}`,
      ],
      {
        stdio: 'pipe',
      },
    );
    const script = `const { ManagedProcess } = require(${JSON.stringify(program)});
      ManagedProcess.spawn({ name: 'x', command: '/bin/sleep', args: ['1000'], logFile: ${JSON.stringify(logFile())} })
        .pid.then(console.log); setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const pid = await new Promise<number>((resolve) =>
      createInterface({ input: parent.stdout }).once('line', (line) => resolve(Number(line))),
    );
    if (before) process.kill(pid, before);
    parent.kill(signal);
    await until('the child is gone', () => gone(pid));
  });
});
