/** A virtual host of RabbitMQ for one test file. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { connect, type Channel, type ChannelModel } from 'amqplib';
import { EXCHANGE, jobQueue, quarantineQueue, rpcQueue } from './internal/amqp/names.js';
import { isPattern, TOPOLOGY } from './topology.js';
import { eventually } from './wait.testkit.js';

const run = promisify(execFile);
const LOCAL = 'amqp://guest:guest@127.0.0.1:5672';
const HINT =
  'These tests need RabbitMQ. As root on Debian: apt-get install -y rabbitmq-server && service rabbitmq-server start. ' +
  'Or set IIMP_TEST_BROKER_URL to a virtual host that tests may empty.';

export interface TestBroker {
  readonly url: string;
  /** Deletes everything that the topology declares. */
  reset(): Promise<void>;
  /** Runs something on a channel of the broker, as an operator would. */
  onChannel<T>(use: (channel: Channel) => Promise<T>): Promise<T>;
  remove(): Promise<void>;
}

/** A new virtual host by rabbitmqctl; the one of IIMP_TEST_BROKER_URL when that is set. Fails with what to do otherwise. */
export async function createTestBroker(): Promise<TestBroker> {
  const given = process.env.IIMP_TEST_BROKER_URL;
  const vhost = `iimp-test-${process.pid}-${randomBytes(4).toString('hex')}`;
  if (!given) {
    try {
      await run('rabbitmqctl', ['add_vhost', vhost]);
      await run('rabbitmqctl', ['set_permissions', '-p', vhost, 'guest', '.*', '.*', '.*']);
    } catch (cause) {
      throw new Error(HINT, { cause });
    }
  }
  const url = given ?? `${LOCAL}/${vhost}`;
  const operator: ChannelModel = await connect(url).catch((cause: unknown) => {
    throw new Error(HINT, { cause });
  });
  operator.on('error', () => undefined);

  const onChannel = async <T>(use: (channel: Channel) => Promise<T>): Promise<T> => {
    const channel = await operator.createChannel();
    channel.on('error', () => undefined);
    try {
      return await use(channel);
    } finally {
      await channel.close().catch(() => undefined);
    }
  };
  const reset = async (): Promise<void> => {
    await onChannel(async (channel) => {
      for (const pattern of Object.keys(TOPOLOGY).filter(isPattern)) {
        for (const queue of [jobQueue, rpcQueue, quarantineQueue]) await channel.deleteQueue(queue(pattern));
      }
      await channel.deleteExchange(EXCHANGE);
    });
  };
  const remove = async (): Promise<void> => {
    if (given) await reset();
    await operator.close();
    if (!given) await run('rabbitmqctl', ['delete_vhost', vhost]);
  };
  // Test files run at the same time: a virtual host that they share is taken in turns.
  if (given) {
    const lock = (channel: Channel) => channel.assertQueue('iimp.test.lock', { exclusive: true });
    await eventually('the shared virtual host', () => onChannel(lock).then(() => true).catch(() => false), 120_000); // prettier-ignore
  }
  await reset();
  return { url, reset, onChannel, remove };
}
