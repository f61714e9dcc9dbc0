import { migrate } from '@iimp/storage/data-source';
import { AuditLog } from '@iimp/storage/audit';
import { locate, withDeployment } from '../deployment.js';
import { print, time } from '../output.js';
import type { CommandContext } from '../program.js';

/** `migrate`, `audit`. */
export function databaseCommands({ program, globals }: CommandContext): void {
  program
    .command('migrate')
    .description('bring the database to the schema of this version; safe beside the version before')
    .action(async () => {
      await migrate(locate(globals().data, process.env).databaseUrl);
    });

  program
    .command('audit')
    .description('who changed what, newest first')
    .option('--limit <n>', 'rows', '50')
    .action((options: { limit: string }) =>
      withDeployment(globals().data, async ({ db }) => {
        const rows = await new AuditLog(db).list({ limit: Number(options.limit) });
        print(
          rows.map((row) => ({ ...row, at: time(row.at) })),
          globals().json,
        );
      }),
    );
}
