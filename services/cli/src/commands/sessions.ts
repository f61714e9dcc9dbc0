import { time } from '../output.js';
import type { CommandContext } from '../program.js';

/** `session list|revoke`: log-ins of a user. */
export function sessionCommands({ program, run, show }: CommandContext): void {
  const session = program.command('session').alias('sessions').description('log-ins of users');

  session
    .command('list <address>')
    .description('those that are alive')
    .action((address: string) =>
      run(async ({ users }) => {
        const { sessions } = await users.sessions(address);
        show(sessions, (row) => ({
          session: row.session,
          created: time(row.created_at),
          last_used: time(row.last_used_at),
          expires: time(row.expires_at),
        }));
      }),
    );

  session
    .command('revoke <address> [session]')
    .description('end one of them, or all; access tokens end when they expire')
    .action((address: string, id?: string) =>
      run(async ({ users }) => show([await users.revokeSessions(address, id)])),
    );
}
