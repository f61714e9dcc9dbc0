import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { readText } from './deployment.js';
import { UsageError } from './usage-error.js';

export interface PasswordOptions {
  passwordFile?: string;
  generatePassword?: boolean;
}

/** The password of a user: from a file, made here, typed at a terminal (not shown), or the first line of standard input. */
export async function readPassword(options: PasswordOptions): Promise<{ password: string; made: boolean }> {
  if (options.generatePassword) return { password: randomBytes(15).toString('base64url'), made: true };
  const given = options.passwordFile === undefined ? await ask() : readText(options.passwordFile);
  const password = given.replace(/\r?\n$/, '');
  if (password.length < 8) throw new UsageError('a password has at least 8 characters');
  return { password, made: false };
}

async function ask(): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  if (process.stdin.isTTY) process.stderr.write('Password: ');
  const input = createInterface({ input: process.stdin, output: silent, terminal: process.stdin.isTTY });
  try {
    for await (const line of input) return line;
    return '';
  } finally {
    input.close();
    if (process.stdin.isTTY) process.stderr.write('\n');
  }
}
