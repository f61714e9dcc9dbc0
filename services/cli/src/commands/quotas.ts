import type { AdminStorage } from '@iimp/proto/admin-types';
import { bytes, count } from '../numbers.js';
import { print, size } from '../output.js';
import type { CommandContext } from '../program.js';

/** `quota list|show|set`: how much users may store, and do. */
export function quotaCommands({ program, globals, run, show }: CommandContext): void {
  const quota = program
    .command('quota')
    .alias('quotas')
    .description('limits, and what users have stored in attachments');
  const shown = (user: string, storage: AdminStorage): void =>
    globals().json
      ? print([{ user, ...storage }], true)
      : show([
          {
            user,
            stored: size(storage.stored_bytes),
            attachments: storage.attachments,
            limit: storage.limit_bytes === null ? null : size(storage.limit_bytes),
            limit_from: storage.limit_from,
          },
        ]);

  quota
    .command('list')
    .description('the limits of the configuration, and the users who store most')
    .option('--limit <n>', 'users', count, 20)
    .action((options: { limit: number }) =>
      run(async (administration) => {
        const { limits, users } = await administration.quotas(options.limit);
        if (globals().json) return print([{ limits, users }], true);
        print(
          Object.entries(limits).map(([limit, value]) => ({ limit, value })),
          false,
        );
        print(users, false);
      }),
    );

  quota.command('show <address>').action((address: string) =>
    run(async ({ users }) => {
      const { user, storage } = await users.show(address);
      shown(user, storage);
    }),
  );

  quota
    .command('set <address> <size>')
    .description('how much a user may store, like 500MiB; `default` for what the configuration says')
    .action((address: string, given: string) =>
      run(async ({ users }) =>
        shown(address, await users.limitStorage(address, given === 'default' ? null : bytes(given))),
      ),
    );
}
