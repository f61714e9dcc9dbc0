import type { AdminStorage } from '@iimp/proto/admin-types';
import { remoteOf } from '../deployment.js';
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
    show([{ user, ...storage }], () => ({
      user,
      stored: size(storage.stored_bytes),
      attachments: storage.attachments,
      limit: storage.limit_bytes === null ? null : size(storage.limit_bytes),
      limit_from: storage.limit_from,
    }));

  quota
    .command('list')
    .description(
      'limits as configured for who answers (api and federation enforce their own), and the users who store most',
    )
    .option('--limit <n>', 'users', count, 20)
    .action((options: { limit: number }) =>
      run(async (administration) => {
        const { limits, users } = await administration.quotas(options.limit);
        // Each process has its own environment: what is enforced may differ where they were not given the same.
        const limits_of = remoteOf(globals()) ? 'admin service' : 'iimpctl';
        if (globals().json) return print([{ limits, limits_of, users }], true);
        print(
          Object.entries(limits).map(([limit, value]) => ({ limit, value, configured_for: limits_of })),
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
