import { parseAddress } from '@iimp/protocol/address';
import { Users } from '@iimp/storage/users';
import { note } from '../audited.js';
import { UsageError, withDeployment } from '../deployment.js';
import { print, time } from '../output.js';
import { hashPassword, type PasswordOptions, readPassword } from '../password.js';
import type { CommandContext } from '../program.js';

/** `user add|list|disable|enable|password`. Registration is closed: this is how users come to be. */
export function userCommands({ program, globals, by }: CommandContext): void {
  const user = program.command('user').description('users of local domains');

  passwordOptions(user.command('add <address>').description('create a user')).action(
    (given: string, options: PasswordOptions) =>
      withDeployment(globals().data, async ({ db }) => {
        const { address } = parseAddress(given);
        const { password, made } = await readPassword(options);
        await new Users(db).create({ address, passwordHash: await hashPassword(password), now: Date.now() });
        await note(db, by(), 'user.add', address);
        print([{ user: address, ...(made ? { password } : {}) }], globals().json);
      }),
  );

  user
    .command('list')
    .option('--domain <domain>')
    .option('--after <address>', 'go on after this one')
    .option('--limit <n>', 'rows', '100')
    .action((options: { domain?: string; after?: string; limit: string }) =>
      withDeployment(globals().data, async ({ db }) => {
        const rows = await new Users(db).list({ ...options, limit: Number(options.limit) });
        print(
          rows.map((row) => ({
            user: row.address,
            state: row.disabled ? 'disabled' : 'enabled',
            created: time(row.createdAt),
          })),
          globals().json,
        );
      }),
    );

  for (const [name, disabled] of [
    ['disable', true],
    ['enable', false],
  ] as const) {
    user
      .command(`${name} <address>`)
      .description(
        disabled ? 'end all sessions and let nobody log in; the mailbox goes on receiving' : 'let log in again',
      )
      .action((given: string) =>
        withDeployment(globals().data, async ({ db }) => {
          const { address } = parseAddress(given);
          known(await new Users(db).setDisabled(address, disabled, Date.now()), address);
          await note(db, by(), `user.${name}`, address);
        }),
      );
  }

  passwordOptions(user.command('password <address>').description('set a password, ending all sessions')).action(
    (given: string, options: PasswordOptions) =>
      withDeployment(globals().data, async ({ db }) => {
        const { address } = parseAddress(given);
        const { password, made } = await readPassword(options);
        known(await new Users(db).setPasswordHash(address, await hashPassword(password), Date.now()), address);
        await note(db, by(), 'user.password', address);
        if (made) print([{ user: address, password }], globals().json);
      }),
  );
}

function passwordOptions<T extends import('commander').Command>(command: T): T {
  return command
    .option(
      '--password-file <file>',
      'read the password from a file (default: ask, or the first line of standard input)',
    )
    .option('--generate-password', 'make one and print it');
}

function known(found: boolean, address: string): void {
  if (!found) throw new UsageError(`no such user: ${address}`);
}
