import type { AuditFilter } from '@iimp/storage/audit';
import { remoteOf } from '../deployment.js';
import { count, moment } from '../numbers.js';
import { size, span, time } from '../output.js';
import type { CommandContext } from '../program.js';
import { UsageError } from '../usage-error.js';

/** `audit`, `statistics`, `whoami`. */
export function viewCommands({ program, run, show, hint, globals }: CommandContext): void {
  program
    .command('audit')
    .description('who changed what, newest first')
    .option('--limit <n>', 'rows', count, 50)
    .option('--before <id>', 'go on before this entry', count)
    .option('--actor <name>', 'done by')
    .option('--action <action>', 'like destination.purge, or destination for every act on destinations')
    .option('--subject <subject>', 'done to')
    .option('--since <time>', 'from then on', moment)
    .option('--until <time>', 'before then', moment)
    .action((options: AuditFilter) =>
      run(async (administration) => {
        const { entries, next } = await administration.audit(options);
        show(entries, (entry) => ({ ...entry, at: time(entry.at) }));
        if (next !== null) hint(`more: --before ${next}`);
      }),
    );

  program
    .command('statistics')
    .alias('stats')
    .description('what there is, in numbers')
    .action(() =>
      run(async (administration) => {
        const found = await administration.statistics();
        if (globals().json) return show([found]);
        const { backlog, users, attachments } = found;
        const facts: Record<string, string | number> = {
          domains: found.domains,
          users: `${users.total} (${users.disabled} disabled)`,
          messages: `about ${found.messages} in ${found.conversations} conversations`,
          attachments: `${attachments.count}, ${size(attachments.stored_bytes)}`,
          database: `${size(found.database_bytes)}, schema ${found.schema_version}`,
          waiting: `${backlog.messages} messages${backlog.oldest_at === null ? '' : `, the oldest for ${span(found.at - backlog.oldest_at)}`}`,
          destinations: `${backlog.destinations} (${backlog.down} down, ${backlog.paused} paused)`,
        };
        show(Object.entries(facts).map(([what, value]) => ({ what, value })));
      }),
    );

  program
    .command('whoami')
    .description('whose token this is, and what it may do')
    .action(async () => {
      const remote = remoteOf(globals());
      if (!remote) throw new UsageError('there are tokens only by way of the admin service: --url');
      show([await remote.whoami()], ({ name, role, expires_at }) => ({ name, role, expires: time(expires_at) }));
    });
}
