import type { AdminPurge } from '@iimp/proto/admin-types';
import { count } from '../numbers.js';
import { print, span, time } from '../output.js';
import { allPages, eachPortion, type Wanted } from '../portions.js';
import type { CommandContext } from '../program.js';

/** `destination list|show|queue|retry|pause|resume|purge`: what waits for other domains, and why. */
export function destinationCommands({ program, globals, run, show, hint }: CommandContext): void {
  const destination = program
    .command('destination')
    .alias('destinations')
    .description('outbound delivery by destination');

  destination
    .command('list')
    .description('destinations that have a backlog, are down or paused')
    .option('--all', 'all that are known')
    .option('--after <domain>', 'go on after this one')
    .option('--limit <n>', 'rows at most (default: all)', count)
    .action(({ all = false, ...wanted }: Wanted & { all?: boolean }) =>
      run(async ({ destinations }) => {
        const { rows, next } = await allPages(
          wanted,
          (page) => destinations.list({ ...page, all }),
          (page) => page.destinations,
        );
        const now = Date.now();
        show(rows, (row) => ({
          domain: row.domain,
          state: row.state,
          backlog: row.backlog,
          oldest: row.oldest_at === null ? null : span(now - row.oldest_at),
          failures: row.failures,
          next_attempt: time(row.next_attempt_at),
          last_error: row.last_error ? `${row.last_error.code}: ${row.last_error.detail}` : null,
        }));
        if (next !== null) hint(`more: --after ${next}`);
      }),
    );

  destination
    .command('show <domain>')
    .description('everything known of one, with its recent attempts')
    .action((domain: string) =>
      run(async ({ destinations }) => {
        const found = await destinations.show(domain);
        if (globals().json) return print([found], true);
        const { attempts, leases, last_error: error, ...facts } = found;
        const rows = {
          ...facts,
          oldest_at: time(facts.oldest_at),
          down_since: time(facts.down_since),
          next_attempt_at: time(facts.next_attempt_at),
          last_success_at: time(facts.last_success_at),
          last_error: error && `${error.code}: ${error.detail} (${time(error.at)})`,
          leases: leases.map(({ shard, worker }) => `${shard} ${worker}`).join(', ') || null,
        };
        print(
          Object.entries(rows).map(([what, value]) => ({ what, value })),
          false,
        );
        print(
          attempts.map((attempt) => ({ ...attempt, at: time(attempt.at) })),
          false,
        );
      }),
    );

  destination
    .command('queue <domain>')
    .description('messages that wait, oldest first')
    .option('--limit <n>', 'rows', count, 100)
    .action((domain: string, options: { limit: number }) =>
      run(async ({ destinations }) => {
        const { messages } = await destinations.queue(domain, options.limit);
        show(messages, (row) => ({
          ...row,
          created_at: time(row.created_at),
          next_attempt_at: time(row.next_attempt_at),
        }));
        if (messages.length === options.limit) hint(`these are the first ${options.limit}: see --limit`);
      }),
    );

  const act = (verb: 'pause' | 'resume' | 'retry', description: string): void => {
    destination
      .command(`${verb} <domain>`)
      .description(description)
      .action((domain: string) =>
        run(async ({ destinations }) => {
          const { changed } = await destinations[verb](domain);
          show([{ domain, [verb]: changed ? 'done' : 'nothing to do' }]);
        }),
      );
  };
  act('retry', 'try now, whatever the schedule says');
  act('pause', 'no tries until resumed');
  act('resume', 'try again');

  destination
    .command('purge <domain>')
    .description('give up everything that waits; the senders get failure notices')
    .requiredOption('--yes', 'this cannot be undone')
    .action((given: string) =>
      run(async ({ destinations }) => {
        let purged = 0;
        const { domain } = await eachPortion<AdminPurge>(
          () => destinations.purge(given),
          ({ more = false }) => !more,
          (portion) => (purged += portion.purged),
        );
        show([{ domain, purged }]);
      }),
    );
}
