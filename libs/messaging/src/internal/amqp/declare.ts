/** Declares what a consumer owns. Every declaration may be repeated. */
import type { Channel, ChannelModel, Options } from 'amqplib';
import { v7 as newInstance } from 'uuid';
import { specOf, type Pattern } from '../../topology.js';
import type { StateLog } from '../state-log.js';
import {
  EXCHANGE,
  FANOUT_QUEUE_OPTIONS,
  fanoutQueue,
  jobQueue,
  jobQueueOptions,
  QUARANTINE_QUEUE_OPTIONS,
  quarantineQueue,
  RPC_QUEUE_OPTIONS,
  rpcQueue,
} from './names.js';

const NOT_FOUND = 404;
const PRECONDITION_FAILED = 406;

/** The queue of a job or request, with its quarantine. Returns its name. */
export async function declareOwnQueue(model: ChannelModel, pattern: Pattern, log: StateLog): Promise<string> {
  const isJob = specOf(pattern).kind === 'job';
  const queue = isJob ? jobQueue(pattern) : rpcQueue(pattern);
  if (isJob) await declareQuarantine(model, pattern, log);
  await assertTolerantly(model, queue, isJob ? jobQueueOptions(pattern) : RPC_QUEUE_OPTIONS, log);
  await bind(model, queue, [pattern]);
  return queue;
}

/** A queue for this consumer alone, on the channel's connection, for all its fan-outs. Returns its name. */
export async function declareFanoutQueue(
  model: ChannelModel,
  patterns: readonly Pattern[],
  service: string,
  log: StateLog,
): Promise<string> {
  for (const pattern of patterns) {
    await declareQuarantine(model, pattern, log);
    await retireJobQueue(model, pattern);
  }
  const queue = fanoutQueue(service, newInstance());
  await onOwnChannel(model, (channel) => channel.assertQueue(queue, FANOUT_QUEUE_OPTIONS));
  await bind(model, queue, patterns);
  return queue;
}

/**
 * What is a fan-out now may have been a job in the version before, whose queue nobody would empty any more: nothing is put into it from
 * now on, and it goes, unless such a version still consumes it; then the next to come here takes it away.
 */
async function retireJobQueue(model: ChannelModel, pattern: Pattern): Promise<void> {
  const queue = jobQueue(pattern);
  await onOwnChannel(model, async (channel) => {
    await channel.unbindQueue(queue, EXCHANGE, pattern);
    await channel.deleteQueue(queue, { ifUnused: true });
  }).catch((error: unknown) => {
    if (![NOT_FOUND, PRECONDITION_FAILED].includes((error as { code?: number }).code ?? 0)) throw error;
  });
}

/** Where messages of this pattern go that no handler could take. */
export async function declareQuarantine(model: ChannelModel, pattern: Pattern, log: StateLog): Promise<void> {
  await assertTolerantly(model, quarantineQueue(pattern), QUARANTINE_QUEUE_OPTIONS, log);
}

async function bind(model: ChannelModel, queue: string, patterns: readonly Pattern[]): Promise<void> {
  await onOwnChannel(model, async (channel) => {
    await channel.assertExchange(EXCHANGE, 'topic', { durable: true });
    for (const pattern of patterns) await channel.bindQueue(queue, EXCHANGE, pattern);
  });
}

/** A queue that is there with other arguments (an older version's, or an operator's) is used as it is: work goes on, and a log says so. */
async function assertTolerantly(
  model: ChannelModel,
  queue: string,
  options: Options.AssertQueue,
  log: StateLog,
): Promise<void> {
  try {
    await onOwnChannel(model, (channel) => channel.assertQueue(queue, options));
    log.good(`declaring ${queue}`);
  } catch (error) {
    if ((error as { code?: unknown }).code !== PRECONDITION_FAILED) throw error;
    log.bad(`declaring ${queue}`, {
      queue,
      hint: 'it exists with other arguments and is used as it is; delete it when empty',
    });
    await onOwnChannel(model, (channel) => channel.checkQueue(queue));
  }
}

/** Runs something on a channel of its own, because whatever is refused closes its channel. */
export async function onOwnChannel<T>(model: ChannelModel, run: (channel: Channel) => Promise<T>): Promise<T> {
  const channel = await model.createChannel();
  channel.on('error', () => undefined);
  try {
    return await run(channel);
  } finally {
    await channel.close().catch(() => undefined);
  }
}
