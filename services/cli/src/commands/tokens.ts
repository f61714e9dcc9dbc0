import type { AdminNewToken } from '@iimp/proto/admin-types';
import { count } from '../numbers.js';
import { time } from '../output.js';
import type { CommandContext } from '../program.js';
import { UsageError } from '../usage-error.js';

const ROLES = ['viewer', 'operator', 'admin'] as const;

/** `admin-token add|list|revoke`: who may use the admin service. The first one is made next to the database. */
export function tokenCommands({ program, run, show }: CommandContext): void {
  const token = program
    .command('admin-token')
    .alias('admin-tokens')
    .description('tokens of operators for the admin service');

  token
    .command('add <name>')
    .description('make a token and print it, once')
    .requiredOption('--role <role>', ROLES.join(', '))
    .option('--days <n>', 'how long it is good for (default 90)', count)
    .action((name: string, options: { role: string; days?: number }) => {
      const role = ROLES.find((one) => one === options.role);
      if (role === undefined) throw new UsageError(`a role is one of ${ROLES.join(', ')}`);
      const wanted: AdminNewToken = {
        name,
        role,
        ...(options.days === undefined ? {} : { expires_in_days: options.days }),
      };
      return run(async ({ tokens }) => {
        show([await tokens.add(wanted)], (made) => ({
          name: made.name,
          role: made.role,
          expires: time(made.expires_at),
          token: made.token,
        }));
      });
    });

  token
    .command('list')
    .description('all of them, revoked ones too; not their secrets')
    .action(() =>
      run(async ({ tokens }) => {
        const found = await tokens.list();
        show(found.tokens, (row) => ({
          name: row.name,
          role: row.role,
          created: time(row.created_at),
          expires: time(row.expires_at),
          last_used: time(row.last_used_at),
          revoked: time(row.revoked_at),
        }));
      }),
    );

  token
    .command('revoke <name>')
    .description('make a token worthless from now on')
    .action((name: string) =>
      run(async ({ tokens }) => {
        await tokens.revoke(name);
        show([{ name, revoked: true }]);
      }),
    );
}
