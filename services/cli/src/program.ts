import { userInfo } from 'node:os';
import { Command } from 'commander';
import { databaseCommands } from './commands/database.js';
import { destinationCommands } from './commands/destinations.js';
import { doctorCommand } from './commands/doctor.js';
import { domainCommands } from './commands/domains.js';
import { lifecycleCommands } from './commands/lifecycle.js';
import { personalDataCommands } from './commands/personal-data.js';
import { policyCommands } from './commands/policy.js';
import { quarantineCommands } from './commands/quarantine.js';
import { receiptCommands } from './commands/receipts.js';
import { userCommands } from './commands/users.js';

export interface GlobalOptions {
  data?: string;
  json: boolean;
}

/** What every command is given. */
export interface CommandContext {
  program: Command;
  globals(): GlobalOptions;
  /** Who acts, for the audit log. */
  by(): { actor: string; now: number };
}

/** All commands of iimpctl. */
export function createProgram(): Command {
  const program = new Command('iimpctl')
    .description('Administers a deployment of IIMP, next to its database.')
    .option('--data <dir>', 'data folder of a running standalone (otherwise IIMP_DATABASE_URL says which deployment)')
    .option('--json', 'print JSON', false)
    .showHelpAfterError();
  const context: CommandContext = {
    program,
    globals: () => program.opts<GlobalOptions>(),
    by: () => ({ actor: `iimpctl:${userInfo().username}`, now: Date.now() }),
  };
  databaseCommands(context);
  domainCommands(context);
  userCommands(context);
  personalDataCommands(context);
  lifecycleCommands(context);
  policyCommands(context);
  destinationCommands(context);
  receiptCommands(context);
  quarantineCommands(context);
  doctorCommand(context);
  return program;
}
