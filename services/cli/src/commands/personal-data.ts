import { once } from 'node:events';
import { createWriteStream, renameSync } from 'node:fs';
import { finished } from 'node:stream/promises';
import { parseAddress } from '@iimp/protocol/address';
import { erasedUsers, eraseUser } from '@iimp/storage/erasure/erase';
import { audit } from '@iimp/storage/audit';
import { exportUser } from '@iimp/storage/export/user-export';
import { withDatabase } from '../deployment.js';
import { count } from '../numbers.js';
import { time } from '../output.js';
import type { CommandContext } from '../program.js';
import { UsageError } from '../usage-error.js';

/** `user export|erase|erased`: what a person may ask for. After `userCommands`, which makes the group. */
export function personalDataCommands({ program, globals, show }: CommandContext): void {
  const user = program.commands.find((command) => command.name() === 'user') ?? program.command('user');

  user
    .command('export <address>')
    .description('write everything that is kept of a user to a file, JSON lines (deploy/lifecycle.md)')
    .requiredOption('--out <file>', 'made when all of it is written; readable by you only')
    .action((given: string, options: { out: string }) =>
      withDatabase(globals(), async ({ db, actor }) => {
        const { address } = parseAddress(given);
        const lines = await exportUser(db, address, Date.now());
        if (!lines) throw new UsageError(`no such user: ${address}`);
        const written = await writeLines(options.out, lines);
        await audit(db, { at: Date.now(), actor, action: 'user.export', subject: address, detail: { lines: written } });
        show([{ user: address, lines: written, file: options.out }]);
      }),
    );

  user
    .command('erase <address>')
    .description('remove a user and all that only they have, for ever; the address is not given out again')
    .requiredOption('--yes', 'this cannot be undone')
    .action((given: string) =>
      withDatabase(globals(), async ({ db, actor }) => {
        const { address } = parseAddress(given);
        const report = await eraseUser(db, { address, actor, now: Date.now() });
        if (!report) throw new UsageError(`no such user: ${address}`);
        const state =
          report.finishedAt !== null
            ? 'erased'
            : `${report.waiting} messages wait for other domains: the services remove them after that`;
        const { removed } = report;
        if (globals().json) return show([{ user: address, state, waiting: report.waiting, removed }]);
        show([{ user: address, state }]);
        show(Object.entries(removed).map(([table, rows]) => ({ removed: table, rows })));
      }),
    );

  user
    .command('erased')
    .description('erased addresses: to be erased again after a restore of an older state')
    .option('--after <address>', 'go on after this one')
    .option('--limit <n>', 'rows', count, 100)
    .action((options: { after?: string; limit: number }) =>
      withDatabase(globals(), async ({ db }) => {
        const rows = await erasedUsers(db, options);
        show(
          rows.map(({ address, actor, begunAt, finishedAt }) => ({
            user: address,
            by: actor,
            begun: time(begunAt),
            finished: time(finishedAt),
          })),
        );
      }),
    );
}

/** Writes beside the file first: one that is there is whole. @returns how many lines */
async function writeLines(file: string, lines: AsyncIterable<string>): Promise<number> {
  const part = `${file}.part`;
  const out = createWriteStream(part, { mode: 0o600 });
  const ended = finished(out);
  // Until it is awaited, a failure must not end the process.
  ended.catch(() => undefined);
  let written = 0;
  for await (const line of lines) {
    if (out.errored) break;
    if (!out.write(`${line}\n`)) await Promise.race([once(out, 'drain'), ended]);
    written++;
  }
  out.end();
  await ended.catch((error: Error) => {
    throw new UsageError(error.message, { cause: error });
  });
  renameSync(part, file);
  return written;
}
