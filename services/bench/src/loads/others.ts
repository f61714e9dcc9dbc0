/** G, M, A and I: one to many, memory at rest, files, and silence. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Expected } from '../measure/books.js';
import { type Bench, type Load, type LoadResult, receiversOf } from './load.js';
import { measured } from './measured.js';
import { Meter } from '../measure/meter.js';
import { memoryOf } from '../measure/proc.js';
import { type Needs, SHAPES } from '../targets/target.js';
import { booksOfPairs, LIMIT_SECONDS } from './pairs.js';

async function group(bench: Bench): Promise<LoadResult> {
  const { target, sizes } = bench;
  const [home, ...others] = target.domains as [string, ...string[]];
  const each = Math.ceil(sizes.groupRecipients / others.length);
  const senders = await target.accounts(home, 'u', 1);
  const recipients = (await Promise.all(others.map((domain) => target.accounts(domain, 'v', each)))).flat();
  const warmUp = 10;
  const messages = sizes.groupMessages + warmUp;
  const expected = new Map<string, Expected>(
    others.map((domain) => [domain, { messages, entries: messages * each, delivered: 0 }]),
  );
  expected.set(home, { messages, entries: messages, delivered: messages * others.length });
  const sender = senders[0]?.address as string;
  return measured(bench, {
    load: 'G',
    plan: {
      kind: 'messages',
      senders,
      receivers: receiversOf(recipients),
      conversations: [{ sender, recipients: recipients.map(({ address }) => address) }],
      messages: sizes.groupMessages,
      warmUp,
      bodyBytes: 1_024,
      perRequest: 1,
      window: 50,
      limitSeconds: LIMIT_SECONDS,
    },
    expected,
  });
}

async function files(load: string, bench: Bench, count: number, bytes: number): Promise<LoadResult> {
  const { target } = bench;
  const [one, two] = target.domains as [string, string];
  const [sender] = await target.accounts(one, 'u', 1);
  const [receiver] = await target.accounts(two, 'v', 1);
  if (!sender || !receiver) throw new Error('no accounts');
  // One more crosses before the clock runs.
  const expected = booksOfPairs(one, two, count + 1, false);
  return measured(bench, {
    load,
    plan: {
      kind: 'attachments',
      ...{ sender, receiver, count, bytes },
      // A user may upload eight at once.
      parallel: Math.min(count, 8),
      ...(target.shape === 'floor' && { isPlain: true }),
      limitSeconds: LIMIT_SECONDS,
    },
    expected,
  });
}

/** Memory of processes that have started and been asked nothing yet. */
async function resting({ target, sizes }: Bench): Promise<LoadResult> {
  const servers = await target.servers();
  const meter = new Meter(servers);
  meter.start();
  await delay(sizes.restSeconds * 1_000);
  const usage = meter.stop();
  const resting: Record<string, number> = {};
  for (const [kind, pids] of servers()) {
    const of = pids.flatMap((pid) => memoryOf(pid) ?? []);
    // What all processes of Postgres share would count for each of them.
    const sizesMiB = of.map(({ rssMiB, ownMiB }) => (kind === 'postgres' ? ownMiB : rssMiB));
    resting[`${kind}RssMiB`] = Math.round(Math.max(0, ...sizesMiB) * 10) / 10;
  }
  const nothing = { sent: 0, received: 0, receiptsExpected: 0, retries: 0, errors: [] };
  const outcome = { ...nothing, seconds: sizes.restSeconds, figures: resting };
  return { load: 'M', shape: target.shape, outcome, perSecond: 0, usage };
}

const CONNECTIONS_OF_A_USER = 10;

async function idle(bench: Bench): Promise<LoadResult> {
  const { target, sizes } = bench;
  const [one] = target.domains as [string];
  const [sender] = await target.accounts(one, 'u', 1);
  if (!sender) throw new Error('no account');
  // As many as a user's devices may be: beyond their bound (16) the server closes the oldest ones.
  const users = Math.ceil(sizes.idleConnections / CONNECTIONS_OF_A_USER);
  const receivers = receiversOf(await target.accounts(one, 'v', users));
  const messages = receivers.length;
  return measured(bench, {
    load: 'I',
    plan: {
      kind: 'idle',
      receivers,
      sender,
      connections: sizes.idleConnections,
      seconds: sizes.idleSeconds,
      limitSeconds: 60,
    },
    expected: new Map([[one, { messages, entries: 2 * messages, delivered: 0 }]]),
  });
}

/** Not used by other loads before: what grew for them would hide what grows for this one. */
const freshPair = (): Needs => ({ key: 'fresh', isFresh: true, domains: ['org1.test', 'org2.test'] });

export const OTHERS: readonly Load[] = [
  {
    name: 'M',
    title: 'memory at rest, after the start',
    shapes: ['standalone', 'cluster', 'cluster-2'],
    usually: ['standalone', 'cluster'],
    needs: freshPair,
    run: async (bench) => [await resting(bench)],
  },
  {
    name: 'G',
    title: 'one sender, many recipients on many domains',
    // Ten organizations of five processes and more do not fit beside the load on one machine.
    shapes: ['standalone'],
    needs: ({ groupDomains }) => ({
      key: 'group',
      domains: Array.from({ length: groupDomains + 1 }, (_, turn) => `org${turn + 1}.test`),
    }),
    run: async (bench) => [await group(bench)],
  },
  {
    name: 'A1',
    title: 'one large attachment up, across, down',
    shapes: SHAPES,
    usually: ['standalone', 'cluster', 'floor'],
    isJudgedByFloor: true,
    needs: freshPair,
    run: async (bench) => [await files('A1', bench, 1, bench.sizes.largeBytes)],
  },
  {
    name: 'A2',
    title: 'attachments of 1 MiB, eight at once',
    shapes: SHAPES,
    usually: ['standalone', 'cluster'],
    needs: freshPair,
    run: async (bench) => [await files('A2', bench, bench.sizes.smallCount, 1_048_576)],
  },
  {
    name: 'I',
    title: 'idle streams and long polls, then a message to each user',
    shapes: ['standalone', 'cluster', 'cluster-2', 'floor'],
    usually: ['standalone', 'cluster', 'floor'],
    run: async (bench) => [await idle(bench)],
  },
];
