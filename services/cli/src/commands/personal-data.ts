import type { AdminErasure } from '@iimp/proto/admin-types';
import { exportTo } from '../export-directory.js';
import { count } from '../numbers.js';
import { time } from '../output.js';
import { add, eachPortion, type Counts } from '../portions.js';
import type { CommandContext } from '../program.js';

/** `user export|erase|erased`: what a person may ask for. After `userCommands`, which makes the group. */
export function personalDataCommands({ program, globals, run, show }: CommandContext): void {
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
            ? 'erased'
            : `${waiting} messages wait for other domains: the services remove them after that`;
        if (globals().json) return show([{ user, state: words, waiting, removed }]);
        show([{ user, state: words }]);
        show(Object.entries(removed).map(([table, rows]) => ({ removed: table, rows })));
      }),
    );

  user
    .command('erased')
    .description('erased addresses: to be erased again after a restore of an older state')
    .option('--after <address>', 'go on after this one')
    .option('--limit <n>', 'rows', count, 100)
    .action((options: { after?: string; limit: number }) =>
      run(async ({ personalData }) => {
        const { users } = await personalData.erased(options);
        show(
          users.map(({ user, actor, begun_at: begun, finished_at: finished }) => ({
            user,
            by: actor,
            begun: time(begun),
            finished: time(finished),
          })),
        );
      }),
    );
}
