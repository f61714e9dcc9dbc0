import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { PrivateServer } from './internal/private-server.js';
import { isAbandoned, line, localScript, runLocal, uniqueName } from './local-scripts.js';

/** A RabbitMQ broker in which we may create vhosts. */
export interface Broker {
  /** Without a vhost: `amqp://user:password@host:port`. */
  url: string;
  /** A fresh vhost for one organization; `remove` closes its connections and forgets it. */
  createVhost(): Promise<{ url: string; name: string; remove(): Promise<void> }>;
  /** rabbitmqctl of this broker; returns what it prints. */
  ctl(...args: string[]): Promise<string>;
}

/** A node of our own that may be broken: its vhosts, queues and messages stay over `stop` and `kill`. */
export interface PrivateBroker extends Broker {
  stop(): Promise<void>;
  /** kill -9 */
  kill(): Promise<void>;
  /** On the same port. */
  start(): Promise<void>;
  /** Stops it and removes its data. */
  remove(): Promise<void>;
}

/** The broker that tests share: IIMP_TEST_BROKER_URL, or what deploy/local finds or starts. */
export async function sharedBroker(): Promise<Broker> {
  const given = process.env['IIMP_TEST_BROKER_URL'];
  const url = given ?? line(await runLocal('rabbitmq', ['start']), 'BROKER_URL');
  const broker = brokerAt(url, []);
  // Where we may not administer the machine's broker (it needs root), a node of our own that all runs share does as well.
  if (!given && !(await broker.ctl('list_vhosts').catch(() => undefined))) {
    return brokerAt(line(await runLocal('rabbitmq', ['start', '--private', 'shared']), 'BROKER_URL'), ['shared']);
  }
  return broker;
}

/** Starts a node of our own (about 5 s). The caller removes it. */
export async function privateBroker(): Promise<PrivateBroker> {
  const name = uniqueName('node');
  const { server, url } = await PrivateServer.start('rabbitmq', name, 'BROKER_URL');
  return {
    ...brokerAt(url, [name]),
    stop: () => server.stop(),
    kill: () => server.crash(),
    start: async () => void (await server.start()),
    remove: () => server.remove(),
  };
}

function brokerAt(url: string, node: string[]): Broker {
  const ctl = async (...args: string[]): Promise<string> => {
    const target = node.flatMap((name) => ['--private', name]);
    const { stdout } = await promisify(execFile)(localScript('rabbitmq'), ['ctl', ...args, ...target], {
      timeout: 60_000,
      maxBuffer: 16 * 1024 * 1024,
    });
    return stdout;
  };
  let swept: Promise<void> | undefined;
  const sweep = async (): Promise<void> => {
    const names = (await ctl('list_vhosts', '--no-table-headers')).split('\n');
    for (const name of names) if (isAbandoned(name.trim())) await ctl('delete_vhost', name.trim());
  };
  const createVhost = async () => {
    // Once, before the first: vhosts of test processes that were killed.
    await (swept ??= sweep().catch(() => undefined));
    const name = uniqueName('vhost');
    await ctl('add_vhost', name);
    await ctl('set_permissions', '-p', name, decodeURIComponent(new URL(url).username) || 'guest', '.*', '.*', '.*');
    return {
      url: `${url.replace(/\/$/, '')}/${name}`,
      name,
      remove: async () => void (await ctl('delete_vhost', name)),
    };
  };
  return { url, ctl, createVhost };
}
