import { Command } from 'commander';
import type { Administration } from '@iimp/administration/administration';
import { databaseCommands } from './commands/database.js';
import { destinationCommands } from './commands/destinations.js';
import { doctorCommand } from './commands/doctor.js';
import { domainCommands } from './commands/domains.js';
import { lifecycleCommands } from './commands/lifecycle.js';
import { personalDataCommands } from './commands/personal-data.js';
import { policyCommands } from './commands/policy.js';
import { quarantineCommands } from './commands/quarantine.js';
import { quotaCommands } from './commands/quotas.js';
import { receiptCommands } from './commands/receipts.js';
import { sessionCommands } from './commands/sessions.js';
import { tokenCommands } from './commands/tokens.js';
import { userCommands } from './commands/users.js';
import { viewCommands } from './commands/views.js';
import { type Target, withAdministration } from './deployment.js';
import { print } from './output.js';

export interface GlobalOptions extends Target {
  json: boolean;
}

/** What every command is given. */
export interface CommandContext {
  program: Command;
  globals(): GlobalOptions;
  /** Runs `work` with the administration of the deployment that is meant, however it is reached. */
  run(work: (administration: Administration) => Promise<void>, keysDir?: string): Promise<void>;
  /** Prints rows: for a program as they are, for a person what `row` makes of each. */
  show<T extends object>(rows: readonly T[], row?: (each: T) => object): void;
  /** Says beside what is printed how the rest of it is to be had. */
  hint(text: string): void;
}

/** All commands of iimpctl. */
export function createProgram(): Command {
  const program = new Command('iimpctl')
    .description('Administers a deployment of IIMP: by its admin service, or next to its database.')
    .option(
      '--url <url>',
      'of the admin service (or IIMP_ADMIN_URL); the token is IIMP_ADMIN_TOKEN or IIMP_ADMIN_TOKEN_FILE',
    )
    .option('--ca <file>', 'authorities to trust it by, PEM (or IIMP_ADMIN_CA_FILE)')
    .option('--data <dir>', 'data folder of a running standalone (otherwise IIMP_DATABASE_URL says which deployment)')
    .option('--as <name>', 'who acts, for the audit log (or IIMP_OPERATOR; default: the account of the system)')
    .option('--json', 'print JSON', false)
    .showHelpAfterError();
  const globals = (): GlobalOptions => program.opts<GlobalOptions>();
  const context: CommandContext = {
    program,
    globals,
    run: (work, keysDir) => withAdministration(globals(), work, keysDir),
    show: (rows, row) => {
      const { json } = globals();
      print(json || row === undefined ? rows : rows.map(row), json);
    },
    hint: (text) => console.error(text),
  };
  databaseCommands(context);
  domainCommands(context);
  userCommands(context);
  personalDataCommands(context);
  lifecycleCommands(context);
  sessionCommands(context);
  quotaCommands(context);
  policyCommands(context);
  destinationCommands(context);
  receiptCommands(context);
  quarantineCommands(context);
  tokenCommands(context);
  viewCommands(context);
  doctorCommand(context);
  return program;
}
