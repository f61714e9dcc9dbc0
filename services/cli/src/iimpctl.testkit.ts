import type { Command } from 'commander';
import { createTestDatabase, type TestDatabase } from '@iimp/storage/testkit.testkit';
import { createProgram } from './program.js';

export interface Shell {
  database: TestDatabase;
  /** Runs a command in this process and returns what it prints as JSON. */
  rows<T = Record<string, unknown>>(...args: string[]): Promise<T[]>;
  /** The same, as text. */
  text(...args: string[]): Promise<string>;
  /** What the last command said beside that. */
  hints(): string[];
  remove(): Promise<void>;
}

/** iimpctl over a migrated database of its own; `env` is more than that. */
export async function openShell(env: Record<string, string> = {}): Promise<Shell> {
  const database = await createTestDatabase();
  const variables: Record<string, string> = { ...env, IIMP_DATABASE_URL: database.url };
  const before = Object.fromEntries(Object.keys(variables).map((name) => [name, process.env[name]]));
  Object.assign(process.env, variables);
  let hints: string[] = [];
  const text = async (...args: string[]): Promise<string> => {
    const lines: string[] = [];
    hints = [];
    const log = jest.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
    const error = jest.spyOn(console, 'error').mockImplementation((line: string) => void hints.push(line));
    try {
      await throwing(createProgram()).parseAsync(args, { from: 'user' });
    } finally {
      log.mockRestore();
      error.mockRestore();
    }
    return lines.join('\n');
  };
  return {
    database,
    text,
    hints: () => hints,
    rows: async <T>(...args: string[]) => JSON.parse((await text('--json', ...args)) || '[]') as T[],
    remove: async () => {
      for (const [name, value] of Object.entries(before)) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
      await database.drop();
    },
  };
}

/** A mistake of the command line throws instead of ending the process, in every sub-command. */
function throwing(command: Command): Command {
  command.exitOverride().configureOutput({ writeErr: () => undefined });
  for (const inner of command.commands) throwing(inner);
  return command;
}
