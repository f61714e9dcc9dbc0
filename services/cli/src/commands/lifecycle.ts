import { loadConfig } from '@iimp/platform/config/load';
import { afterRestore } from '@iimp/storage/restored';
import { planRetention, runRetention } from '@iimp/storage/retention';
import { withDatabase } from '../deployment.js';
import { time } from '../output.js';
import type { CommandContext } from '../program.js';
import { UsageError } from '../usage-error.js';

/** The services' own settings: a period of the command line would remove what they still take in. */
function retentionOf(env: NodeJS.ProcessEnv): { retentionMs: number; restoreWindowMs: number } {
  // --data says where the database is; the other variables are the deployment's.
  const config = loadConfig({ ...env, IIMP_DATABASE_URL: env.IIMP_DATABASE_URL ?? 'postgres:///iimp' }, 'cli');
  if (config.retentionMs === 0) throw new UsageError('IIMP_RETENTION is off: messages are kept for ever');
  return config;
}

/** `restored`, `retention run`: what the state of a whole database asks for (deploy/lifecycle.md). */
export function lifecycleCommands({ program, globals, show }: CommandContext): void {
  program
    .command('restored')
    .description('make a database usable that was restored from a backup, before the services start on it')
    .requiredOption('--yes', 'ends all sessions, and skips a million numbers in every mailbox')
    .action(() =>
      withDatabase(globals(), async ({ db, actor }) => {
        show([await afterRestore(db, { actor, now: Date.now() })]);
      }),
    );

  program
    .command('retention')
    .description('messages that are older than they are kept')
    .command('run')
    .description('remove them now, as the services do twice a day where IIMP_RETENTION is set')
    .option('--dry-run', 'only say what would be removed')
    .action((options: { dryRun?: boolean }) =>
      withDatabase(globals(), async ({ db, actor }) => {
        const { retentionMs, restoreWindowMs } = retentionOf(process.env);
        const act = options.dryRun ? planRetention : runRetention;
        const { oldestAccepted, months, removed } = await act(db, {
          retentionMs,
          restoreWindowMs,
          actor,
          now: Date.now(),
        });
        const row = { months: months.join(' '), ...removed, oldest_accepted: time(oldestAccepted) };
        show([options.dryRun ? { would_remove: true, ...row } : row]);
      }),
    );
}
