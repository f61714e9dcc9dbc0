import { migrate } from '@iimp/storage/data-source';
import { locate } from '../deployment.js';
import type { CommandContext } from '../program.js';
import { UsageError } from '../usage-error.js';

/** `migrate`: only next to the database. */
export function databaseCommands({ program, globals, show }: CommandContext): void {
  program
    .command('migrate')
    .description('bring the database to the schema of this version; safe beside the version before')
    .action(async () => {
      const { data, url } = globals();
      if (url !== undefined)
        throw new UsageError('migrate works next to the database: give IIMP_DATABASE_URL or --data, not --url');
      await migrate(locate(data, process.env).databaseUrl);
      show([{ migrated: true }]);
    });
}
