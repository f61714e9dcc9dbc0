import { afterRestore } from '@iimp/storage/restored';
import { withDeployment } from '../deployment.js';
import { print } from '../output.js';
import type { CommandContext } from '../program.js';

/** `restored`: what the state of a whole database asks for (deploy/lifecycle.md). */
export function lifecycleCommands({ program, globals, by }: CommandContext): void {
  program
    .command('restored')
    .description('make a database usable that was restored from a backup, before the services start on it')
    .requiredOption('--yes', 'ends all sessions, and skips a million numbers in every mailbox')
    .action(() =>
      withDeployment(globals().data, async ({ db }) => {
        print([await afterRestore(db, by())], globals().json);
      }),
    );
}
