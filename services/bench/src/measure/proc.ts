/** What Linux tells about processes: /proc. */
import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';

/** USER_HZ; 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

export interface ProcessStat {
  pid: number;
  parent: number;
  /** The program's name, at most 15 characters. */
  name: string;
  /** User and system time since its start, children not counted. */
  cpuSeconds: number;
}

/** Out of the text of /proc/PID/stat. The name stands in parentheses and may hold spaces and parentheses itself. */
export function parseStat(text: string): ProcessStat {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  const fields = text.slice(close + 2).split(' ');
  return {
    pid: Number(text.slice(0, open)),
    parent: Number(fields[1]),
    name: text.slice(open + 1, close),
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
  };
}

/** CPU seconds of the whole machine since it started, the kernel's own among them, and those in which a core had nothing to do. */
export function parseMachine(text: string): { busySeconds: number; idleSeconds: number } {
  const [user = 0, nice = 0, system = 0, idle = 0, wait = 0, irq = 0, softIrq = 0, steal = 0] = (
    /^cpu +(.*)$/m.exec(text)?.[1] ?? ''
  )
    .split(' ')
    .map((ticks) => Number(ticks) / TICKS_PER_SECOND);
  return { busySeconds: user + nice + system + irq + softIrq + steal, idleSeconds: idle + wait };
}

export function machineCpu(): { busySeconds: number; idleSeconds: number } {
  return parseMachine(readProc('stat') ?? '');
}

/** Undefined when the process is gone. */
export function statOf(pid: number): ProcessStat | undefined {
  const text = readProc(`${pid}/stat`);
  return text === undefined ? undefined : parseStat(text);
}

export function allProcesses(): ProcessStat[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => statOf(Number(pid)) ?? []);
}

/** The command line, or the title that the process gave itself. */
export function commandLine(pid: number): string {
  return (readProc(`${pid}/cmdline`) ?? '').replaceAll('\0', ' ').trim();
}

/** Memory that is now in RAM, and the most since `forgetPeak`, in MiB; for servers with shared memory only what is their own. */
export function memoryOf(pid: number): { rssMiB: number; peakMiB: number; ownMiB: number } | undefined {
  const text = readProc(`${pid}/status`);
  if (!text?.includes('VmRSS')) return undefined;
  const mebibytes = (field: string): number =>
    Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0) / 1_024;
  return { rssMiB: mebibytes('VmRSS'), peakMiB: mebibytes('VmHWM'), ownMiB: mebibytes('RssAnon') };
}

/** The peak of memory begins again at what is in use now. Without the right to do so it stays. */
export function forgetPeak(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
  } catch {
    // Gone, or another user's.
  }
}

/** Everything below a process. */
export function descendants(root: number, all: readonly ProcessStat[]): ProcessStat[] {
  const children = all.filter(({ parent }) => parent === root);
  return children.flatMap((child) => [child, ...descendants(child.pid, all)]);
}

/** Who listens on a TCP port of this machine, as far as we may see. */
export function listenerOf(port: number): number | undefined {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const inodes = ['net/tcp', 'net/tcp6'].flatMap((file) =>
    (readProc(file) ?? '').split('\n').flatMap((line) => {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
      return state === '0A' && local?.endsWith(`:${hex}`) && inode ? [inode] : [];
    }),
  );
  if (inodes.length === 0) return undefined;
  const links = new Set(inodes.map((inode) => `socket:[${inode}]`));
  const owners = allProcesses().filter(({ pid }) => openFiles(pid).some((link) => links.has(link)));
  // A child may have inherited the socket: its parent is the server.
  return owners.find(({ parent }) => !owners.some(({ pid }) => pid === parent))?.pid;
}

function openFiles(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return [readlinkSync(`/proc/${pid}/fd/${fd}`)];
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
}

function readProc(path: string): string | undefined {
  try {
    return readFileSync(`/proc/${path}`, 'utf8');
  } catch {
    return undefined;
  }
}
