import type { Command } from 'commander';
import type { AdminUser } from '@iimp/proto/admin-types';
import { count } from '../numbers.js';
import { print, size, time } from '../output.js';
import { type PasswordOptions, readPassword } from '../password.js';
import { allPages, type Wanted } from '../portions.js';
import type { CommandContext } from '../program.js';

/** `user add|list|show|disable|enable|password`. Registration is closed: this is how users come to be. */
export function userCommands({ program, globals, run, show, hint }: CommandContext): void {
  const user = program.command('user').alias('users').description('users of local domains');

  passwordOptions(user.command('add <address>').description('create a user')).action(
    async (address: string, options: PasswordOptions) => {
      const { password, made } = await readPassword(options);
      await run(async ({ users }) => {
        const added = await users.add({ user: address, password });
        show([{ user: added.user, ...(made ? { password } : {}) }]);
      });
    },
  );

  user
    .command('list')
    .option('--domain <domain>')
    .option('--after <address>', 'go on after this one')
    .option('--limit <n>', 'rows at most (default: all)', count)
    .action(({ domain, ...wanted }: Wanted & { domain?: string }) =>
      run(async ({ users }) => {
        const { rows, next } = await allPages(
          wanted,
          (page) => users.list({ ...page, ...(domain === undefined ? {} : { domain }) }),
          (page) => page.users,
        );
        show(rows, rowOf);
        if (next !== null) hint(`more: --after ${next}`);
      }),
    );

  user
    .command('show <address>')
    .description('keys, log-ins and storage of a user')
    .action((address: string) =>
      run(async ({ users }) => {
        const found = await users.show(address);
        if (globals().json) return print([found], true);
        const { keys, storage } = found;
        const rows = {
          user: found.user,
          state: found.state,
          created: time(found.created_at),
          sessions: found.sessions,
          identity_key: keys?.identity_key.public_key ?? null,
          encryption_key: keys && `${keys.encryption_key.key_id} ${keys.encryption_key.alg}`,
          keys_published: time(keys?.updated_at ?? null),
          stored: `${size(storage.stored_bytes)} in ${storage.attachments} attachments`,
          may_store: storage.limit_bytes === null ? 'no limit' : `${size(storage.limit_bytes)} (${storage.limit_from})`,
        };
        show(Object.entries(rows).map(([what, value]) => ({ what, value })));
      }),
    );

  for (const [name, description] of [
    ['disable', 'end all sessions and let nobody log in; the mailbox goes on receiving'],
    ['enable', 'let log in again'],
  ] as const) {
    user
      .command(`${name} <address>`)
      .description(description)
      .action((address: string) => run(async ({ users }) => show([await users[name](address)], rowOf)));
  }

  passwordOptions(user.command('password <address>').description('set a password, ending all sessions')).action(
    async (address: string, options: PasswordOptions) => {
      const { password, made } = await readPassword(options);
      await run(async ({ users }) => {
        await users.setPassword(address, password);
        show([{ user: address, ...(made ? { password } : {}) }]);
      });
    },
  );
}

const rowOf = ({ user, state, created_at }: AdminUser): object => ({ user, state, created: time(created_at) });

function passwordOptions(command: Command): Command {
  return command
    .option(
      '--password-file <file>',
      'read the password from a file (default: ask, or the first line of standard input)',
    )
    .option('--generate-password', 'make one and print it');
}
