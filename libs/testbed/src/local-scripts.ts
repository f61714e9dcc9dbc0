import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from './repository.js';

const SUPPLY_MS = 600_000; // the first start may download packages

/** Path of a script of deploy/local. */
export const localScript = (name: string): string => join(repositoryRoot(), 'deploy/local', name);

/** Runs a script of deploy/local and returns its NAME=value lines. Throws with what the script said, which names the remedy. */
export async function runLocal(
  name: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Record<string, string>> {
  try {
    const options = { timeout: SUPPLY_MS, maxBuffer: 16 * 1024 * 1024, env: { ...process.env, ...env } };
    const { stdout } = await promisify(execFile)(localScript(name), [...args], options);
    const lines = stdout.split('\n').map((line) => /^([A-Z0-9_]+)=(.*)$/.exec(line));
    return Object.fromEntries(lines.flatMap((match) => (match ? [[match[1] as string, match[2] as string]] : [])));
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    throw new Error(`deploy/local/${name} ${args.join(' ')}: ${stderr?.trim() || message}`, { cause: error });
  }
}

/** A line that must be there. */
export function line(lines: Record<string, string>, name: string): string {
  const value = lines[name];
  if (!value) throw new Error(`the script printed no ${name}`);
  return value;
}

/** A name for a database, vhost or bucket that no other run has. It says which process made it. */
export function uniqueName(kind: string): string {
  const chance = Math.floor(Math.random() * 36 ** 6)
    .toString(36)
    .padStart(6, '0');
  return `iimp-${kind}-${process.pid}-${chance}`;
}

/** Whether such a thing was made by a process that is gone and could not remove it. */
export function isAbandoned(name: string): boolean {
  const pid = /^iimp-[a-z]+-(\d+)-[a-z0-9]{6}$/.exec(name)?.[1];
  if (pid === undefined) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'EPERM';
  }
}
