import type { AdminErasure } from '@iimp/proto/admin-types';
import { exportTo } from '../export-directory.js';
import { count } from '../numbers.js';
import { time } from '../output.js';
import { add, allPages, eachPortion, type Counts, type Wanted } from '../portions.js';
import type { CommandContext } from '../program.js';

/** `user export|erase|erased`: what a person may ask for. After `userCommands`, which makes the group. */
export function personalDataCommands({ program, globals, run, show, hint }: CommandContext): void {
  const user = program.commands.find((command) => command.name() === 'user') ?? program.command('user');

  user
    .command('export <address>')
    .description('write everything that is kept of a user to a directory (deploy/lifecycle.md)')
    .requiredOption('--out <dir>', 'made when all of it is written; readable by you only')
    .option('--no-attachments', 'only the records, without the contents of attachments')
    .action((address: string, options: { out: string; attachments: boolean }) =>
      run(async ({ personalData }) => {
        const exported = await exportTo(options.out, address, personalData, options);
        show([{ user: address.toLowerCase(), ...exported, directory: options.out }]);
      }),
    );

  user
    .command('erase <address>')
    .description('remove a user and all that only they have, for ever; the address is not given out again')
    .requiredOption('--yes', 'this cannot be undone')
    .action((given: string) =>
      run(async ({ personalData }) => {
        let removed: Counts = {};
        const { user, state, waiting } = await eachPortion<AdminErasure>(
          (before) => personalData.erase(given, before?.next ?? undefined),
          ({ state, next }) => state !== 'running' || next === null,
          (portion) => (removed = add(removed, portion.removed)),
        );
        const words =
          state === 'erased'
            ? state
            : `${waiting} messages wait for other domains: the services remove them after that`;
        show([{ user, state, waiting, removed }], () => ({ user, state: words }));
        if (!globals().json) show(Object.entries(removed).map(([table, rows]) => ({ removed: table, rows })));
      }),
    );

  user
    .command('erased')
    .description('erased addresses: to be erased again after a restore of an older state')
    .option('--after <address>', 'go on after this one')
    .option('--limit <n>', 'rows at most (default: all)', count)
    .action((wanted: Wanted) =>
      run(async ({ personalData }) => {
        const { rows, next } = await allPages(
          wanted,
          (page) => personalData.erased(page),
          ({ users }) => users,
        );
        show(rows, (row) => ({
          user: row.user,
          by: row.actor,
          begun: time(row.begun_at),
          finished: time(row.finished_at),
        }));
        if (next !== null) hint(`more: --after ${next}`);
      }),
    );
}
