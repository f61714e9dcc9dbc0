import type { AdminSelection } from '@iimp/proto/admin-types';
import { JOBS } from '@iimp/administration/local/quarantine';
import { count } from '../numbers.js';
import { print, time } from '../output.js';
import type { CommandContext } from '../program.js';

interface SelectionOptions {
  id?: string[];
  limit?: number;
}

/** `quarantine list|show|replay|purge`: jobs that no handler could do, kept by the broker. */
export function quarantineCommands({ program, run, show, hint }: CommandContext): void {
  const quarantine = program
    .command('quarantine')
    .description(`jobs that failed too often (${JOBS.join(', ')}); next to the database it needs IIMP_BROKER_URL`);

  quarantine
    .command('list [pattern]')
    .description('how many there are of each kind, or those of one kind')
    .option('--limit <n>', 'rows', count, 100)
    .action((pattern: string | undefined, options: { limit: number }) =>
      run(async (administration) => {
        if (pattern === undefined) return show((await administration.quarantine.counts()).patterns);
        const { messages } = await administration.quarantine.list(pattern, options.limit);
        show(
          messages.map(({ message_id, reason, attempts, quarantined_at, bytes, error }) => ({
            message_id,
            reason,
            attempts,
            quarantined_at,
            bytes,
            error,
          })),
          ({ quarantined_at, ...row }) => ({ ...row, quarantined: time(quarantined_at) }),
        );
        if (messages.length === options.limit) hint(`these are the first ${options.limit}: see --limit`);
      }),
    );

  quarantine
    .command('show <pattern>')
    .description('those of one kind, the whole of each as JSON, the body in base64')
    .option('--limit <n>', 'at most so many', count, 100)
    .action((pattern: string, options: { limit: number }) =>
      run(async (administration) =>
        print((await administration.quarantine.list(pattern, options.limit)).messages, true),
      ),
    );

  const act = (verb: 'requeue' | 'drop', name: string, done: string, description: string, confirmed: boolean): void => {
    const command = quarantine
      .command(`${name} <pattern>`)
      .alias(verb)
      .description(description)
      .option('--id <ids...>', 'only these messages')
      .option('--limit <n>', 'look at most at so many', count);
    if (confirmed) command.requiredOption('--yes', 'this cannot be undone');
    command.action((pattern: string, options: SelectionOptions) =>
      run(async (administration) => {
        const { messages } = await administration.quarantine[verb](pattern, selectionOf(options));
        show([{ pattern, [done]: messages }]);
      }),
    );
  };
  act('requeue', 'replay', 'replayed', 'give them to the services again', false);
  act('drop', 'purge', 'purged', 'throw them away', true);
}

function selectionOf({ id, limit }: SelectionOptions): AdminSelection {
  return { ...(id === undefined ? {} : { message_ids: id }), ...(limit === undefined ? {} : { limit }) };
}
