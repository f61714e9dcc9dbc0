import type { AdminOrphan, AdminOrphans } from '@iimp/proto/admin-types';
import { newId } from '@iimp/protocol/ids';
import { count } from '../numbers.js';
import { size, time } from '../output.js';
import { add, eachPortion, type Counts } from '../portions.js';
import type { CommandContext } from '../program.js';

interface OrphanOptions {
  remove?: boolean;
  minAgeHours: number;
  list?: boolean;
  limit: number;
}

/** `restored`, `retention run`, `blobs orphans`: what the state of a whole deployment asks for (deploy/lifecycle.md). */
export function lifecycleCommands({ program, run, show, hint }: CommandContext): void {
  program
    .command('restored')
    .description('make a database usable that was restored from a backup, before the services start on it')
    .requiredOption('--yes', 'ends all sessions, and skips a million numbers in every mailbox')
    .action(() =>
      run(async ({ lifecycle }) => {
        const id = newId();
        const { state: _, ...restored } = await eachPortion(
          () => lifecycle.restored(id),
          ({ state }) => state === 'done',
          () => undefined,
        );
        show([restored]);
      }),
    );

  program
    .command('retention')
    .description('messages that are older than they are kept')
    .command('run')
    .description('remove them now, as the services do twice a day where IIMP_RETENTION is set')
    .option('--dry-run', 'only say what would be removed')
    .action(({ dryRun = false }: { dryRun?: boolean }) =>
      run(async ({ lifecycle }) => {
        let removed: Counts = {};
        const months: string[] = [];
        const { oldest_accepted: oldest } = await eachPortion(
          () => lifecycle.retention(dryRun),
          ({ state }) => state !== 'running',
          (portion) => {
            removed = add(removed, portion.removed);
            months.push(...portion.months);
          },
        );
        const report = { ...(dryRun ? { would_remove: true } : {}), months, ...removed, oldest_accepted: oldest };
        show([report], (row) => ({ ...row, months: months.join(' '), oldest_accepted: time(oldest) }));
      }),
    );

  program
    .command('blobs')
    .alias('blob')
    .description('objects of the store of attachments')
    .command('orphans')
    .description('objects that no row names, as a restore to an earlier state leaves them')
    .option('--remove', 'remove them: this cannot be undone')
    .option('--min-age-hours <n>', 'only those that are older', count, 24)
    .option('--list', 'say which, and not how many')
    .option('--limit <n>', 'rows of --list', count, 100)
    .action(({ remove = false, minAgeHours, list = false, limit }: OrphanOptions) =>
      run(async ({ lifecycle }) => {
        const sum = { looked_at: 0, orphans: 0, bytes: 0, removed: 0 };
        const rows: AdminOrphan[] = [];
        await eachPortion<AdminOrphans>(
          (before) =>
            lifecycle.orphans({
              remove,
              min_age_hours: minAgeHours,
              ...(typeof before?.next === 'string' ? { after: before.next } : {}),
            }),
          ({ next }) => next === null || (list && !remove && rows.length >= limit),
          ({ looked_at: looked, orphans, removed }) => {
            sum.looked_at += looked;
            sum.orphans += orphans.length;
            sum.removed += removed;
            sum.bytes += orphans.reduce((bytes, orphan) => bytes + orphan.size, 0);
            rows.push(...orphans.slice(0, Math.max(0, limit - rows.length)));
          },
        );
        if (!list) return show([sum], (row) => ({ ...row, bytes: size(row.bytes) }));
        show(rows, (row) => ({ key: row.key, size: row.size, modified: time(row.modified_at) }));
        if (rows.length === limit) hint(`these are the first ${limit}: see --limit`);
      }),
    );
}
