import { setTimeout as delay } from 'node:timers/promises';
import { createMessaging } from '@iimp/messaging/messaging';
import type { QuarantineAdmin } from '@iimp/messaging/quarantine';
import { loadConfig } from '@iimp/platform/config/load';
import { UsageError } from './usage-error.js';

/** The connection is made in the background. */
const CONNECT_MS = 15_000;
const LOOK_MS = 20;

/** Runs `work` with the broker's quarantine. A standalone has its queues in its own memory: its admin service reaches them. */
export async function withQuarantine<T>(
  work: (admin: QuarantineAdmin) => Promise<T>,
  connectMs = CONNECT_MS,
): Promise<T> {
  const { IIMP_BROKER_URL: given, IIMP_BROKER_URL_FILE: inFile } = process.env;
  if (!given && !inFile)
    throw new UsageError('say which broker: IIMP_BROKER_URL (a standalone has none: use --url of its admin service)');
  const { brokerUrl } = loadConfig(process.env, 'cli');
  if (!/^amqps?:/.test(brokerUrl)) throw new UsageError('IIMP_BROKER_URL must be amqp:// or amqps://');
  // What kept the connection from being made, last: a host, a password, a vhost.
  let why = '';
  const logger = {
    info: () => undefined,
    warn: (fields: object) => void (why = 'error' in fields ? `: ${String(fields.error)}` : why),
    error: () => undefined,
  };
  const messaging = createMessaging({ url: brokerUrl, service: 'iimpctl', logger });
  try {
    for (let waited = 0; !messaging.stats().connected; waited += LOOK_MS) {
      if (waited >= connectMs) throw new UsageError(`the broker of IIMP_BROKER_URL cannot be used${why}`);
      await delay(LOOK_MS);
    }
    return await work(messaging.quarantine);
  } finally {
    await messaging.close();
  }
}
