import { migrate } from '@iimp/storage/data-source';
import { locate } from '../deployment.js';
import type { CommandContext } from '../program.js';

/** `migrate`: only next to the database. */
export function databaseCommands({ program, globals }: CommandContext): void {
  program
    .command('migrate')
    .description('bring the database to the schema of this version; safe beside the version before')
    .action(async () => {
      await migrate(locate(globals().data, process.env).databaseUrl);
    });
}
