import { DestinationAdmin } from '@iimp/storage/outbox/destination-admin';
import { UsageError, withDeployment } from '../deployment.js';
import { print, span, time } from '../output.js';
import type { CommandContext } from '../program.js';

/** `destination list|show|queue|retry|pause|resume|purge`: what waits for other domains, and why. */
export function destinationCommands({ program, globals, by }: CommandContext): void {
  const destination = program.command('destination').description('outbound delivery by destination');

  destination
    .command('list')
    .description('destinations that have a backlog, are down or paused')
    .option('--all', 'all that are known')
    .option('--limit <n>', 'rows', '100')
    .action((options: { all?: boolean; limit: string }) =>
      withDeployment(globals().data, async ({ db }) => {
        const { now } = by();
        const rows = await new DestinationAdmin(db).list({
          all: options.all ?? false,
          limit: Number(options.limit),
          now,
        });
        print(
          rows.map((row) => ({
            domain: row.domain,
            state: row.state,
            backlog: row.backlog,
            oldest: row.oldestAt === null ? null : span(now - row.oldestAt),
            failures: row.failures,
            next_attempt: time(row.nextAttemptAt),
            last_error: row.lastError ? `${row.lastError.code}: ${row.lastError.detail}` : null,
          })),
          globals().json,
        );
      }),
    );

  destination
    .command('show <domain>')
    .description('everything known of one, with its recent attempts')
    .action((domain: string) =>
      withDeployment(globals().data, async ({ db }) => {
        const admin = new DestinationAdmin(db);
        const found = await admin.find(domain, Date.now());
        if (!found) throw new UsageError(`nothing is known of ${domain}`);
        const attempts = await admin.recentAttempts(domain);
        if (globals().json) return print([{ ...found, attempts }], true);
        print([{ ...found, oldestAt: time(found.oldestAt), nextAttemptAt: time(found.nextAttemptAt) }], false);
        print(
          attempts.map((attempt) => ({ ...attempt, at: time(attempt.at) })),
          false,
        );
      }),
    );

  destination
    .command('queue <domain>')
    .description('messages that wait, oldest first')
    .option('--limit <n>', 'rows', '100')
    .action((domain: string, options: { limit: string }) =>
      withDeployment(globals().data, async ({ db }) => {
        const rows = await new DestinationAdmin(db).queued(domain, Number(options.limit));
        print(
          rows.map((row) => ({ ...row, createdAt: time(row.createdAt), nextAttemptAt: time(row.nextAttemptAt) })),
          globals().json,
        );
      }),
    );

  const act = (name: 'pause' | 'resume' | 'retryNow', verb: string, description: string): void => {
    destination
      .command(`${verb} <domain>`)
      .description(description)
      .action((domain: string) =>
        withDeployment(globals().data, async ({ db }) => {
          const changed = await new DestinationAdmin(db)[name](domain.toLowerCase(), by());
          print([{ domain, [verb]: changed ? 'done' : 'nothing to do' }], globals().json);
        }),
      );
  };
  act('retryNow', 'retry', 'try now, whatever the schedule says');
  act('pause', 'pause', 'no tries until resumed');
  act('resume', 'resume', 'try again');

  destination
    .command('purge <domain>')
    .description('give up everything that waits; the senders get failure notices')
    .requiredOption('--yes', 'this cannot be undone')
    .action((domain: string) =>
      withDeployment(globals().data, async ({ db }) => {
        const { purged } = await new DestinationAdmin(db).purge(domain.toLowerCase(), by());
        print([{ domain, purged }], globals().json);
      }),
    );
}
