import { setTimeout as delay } from 'node:timers/promises';
import type { QuarantineAdmin } from '@iimp/messaging/quarantine';
import { createMessaging } from '@iimp/messaging/messaging';
import { type EventPatternName, TOPOLOGY } from '@iimp/messaging/topology';
import { loadConfig } from '@iimp/platform/config/load';
import { note } from '../audited.js';
import { UsageError, withDeployment } from '../deployment.js';
import { print, time } from '../output.js';
import type { CommandContext } from '../program.js';

/** The connection is made in the background. */
const CONNECT_MS = 15_000;
const LOOK_MS = 20;

const JOBS = Object.entries(TOPOLOGY)
  .filter(([, { kind }]) => kind === 'job')
  .map(([name]) => name as EventPatternName);

interface SelectionOptions {
  id?: string[];
  limit?: string;
}

/** `quarantine list|replay|purge`: jobs that no handler could do, kept by the broker. */
export function quarantineCommands({ program, globals, by }: CommandContext): void {
  const quarantine = program
    .command('quarantine')
    .description(`jobs that failed too often (${JOBS.join(', ')}); needs IIMP_BROKER_URL`);

  quarantine
    .command('list [pattern]')
    .description('how many there are of each kind, or those of one kind')
    .option('--limit <n>', 'rows', '100')
    .action((pattern: string | undefined, options: { limit: string }) =>
      withQuarantine(async (admin) => {
        if (pattern === undefined) {
          const rows = await Promise.all(JOBS.map(async (job) => ({ pattern: job, messages: await admin.count(job) })));
          return print(rows, globals().json);
        }
        const rows = await admin.list(jobOf(pattern), Number(options.limit));
        print(
          rows.map(({ messageId, reason, error, attempts, quarantinedAt, body }) => ({
            message_id: messageId,
            reason,
            attempts,
            quarantined: time(quarantinedAt ?? null),
            bytes: body.length,
            error,
          })),
          globals().json,
        );
      }),
    );

  const act = (verb: 'replay' | 'purge', description: string, confirmed: boolean): void => {
    const command = quarantine
      .command(`${verb} <pattern>`)
      .description(description)
      .option('--id <ids...>', 'only these messages')
      .option('--limit <n>', 'at most so many');
    if (confirmed) command.requiredOption('--yes', 'this cannot be undone');
    command.action((pattern: string, { id, limit }: SelectionOptions) =>
      withDeployment(globals().data, ({ db }) =>
        withQuarantine(async (admin) => {
          const job = jobOf(pattern);
          const count = await admin[verb](job, {
            ...(id === undefined ? {} : { messageIds: id }),
            ...(limit === undefined ? {} : { limit: Number(limit) }),
          });
          await note(db, by(), `quarantine.${verb}`, job, { count, ...(id === undefined ? {} : { ids: id }) });
          print([{ pattern: job, [verb === 'replay' ? 'replayed' : 'purged']: count }], globals().json);
        }),
      ),
    );
  };
  act('replay', 'give them to the services again', false);
  act('purge', 'throw them away', true);
}

function jobOf(pattern: string): EventPatternName {
  const job = JOBS.find((name) => name === pattern);
  if (job === undefined) throw new UsageError(`a pattern is one of ${JOBS.join(', ')}`);
  return job;
}

/** Runs `work` with the broker's quarantine. A standalone has its queues in its own memory, out of reach and gone with it. */
async function withQuarantine<T>(work: (admin: QuarantineAdmin) => Promise<T>): Promise<T> {
  const { IIMP_BROKER_URL: given, IIMP_BROKER_URL_FILE: inFile } = process.env;
  if (!given && !inFile) throw new UsageError('say which broker: IIMP_BROKER_URL (a standalone has none)');
  const { brokerUrl } = loadConfig(process.env, 'cli');
  if (!/^amqps?:/.test(brokerUrl)) throw new UsageError('IIMP_BROKER_URL must be amqp:// or amqps://');
  const messaging = createMessaging({ url: brokerUrl, service: 'iimpctl' });
  try {
    for (let waited = 0; !messaging.stats().connected; waited += LOOK_MS) {
      if (waited >= CONNECT_MS) throw new UsageError('the broker of IIMP_BROKER_URL does not answer');
      await delay(LOOK_MS);
    }
    return await work(messaging.quarantine);
  } finally {
    await messaging.close();
  }
}
