/** F1, F2, F3, F4 and L: pairs of users who write to each other. */
import type { Expected } from '../measure/books.js';
import {
  type Account,
  type Bench,
  type Load,
  type LoadResult,
  type Receiver,
  receiversOf,
  type Sizes,
} from './load.js';
import { measured } from './measured.js';
import { SHAPES } from '../targets/target.js';

interface Pairs {
  pairs: number;
  messages: number;
  perRequest?: number;
  window?: number;
  ratePerSecond?: number;
  /** Until the servers' code is compiled and their caches are full: a server that runs for days is not one that has just begun. */
  steady?: boolean;
  /** Both within one organization. */
  local?: boolean;
  /** Everybody receives by streams, of another replica than the senders' where there are two. */
  streams?: boolean;
}

export const WINDOW = 500;
export const BODY_BYTES = 1_024;
export const LIMIT_SECONDS = 150;
/** Opens connections. */
const SHORT_WARM_UP = 2_000;

/** One result of pairs who write to each other. */
export async function runPairs(load: string, bench: Bench, options: Pairs): Promise<LoadResult> {
  const { target, sizes } = bench;
  const { pairs, messages, local = false, ratePerSecond, streams = false } = options;
  const [one, two] = target.domains as [string, string];
  const [home, away] = [await target.accounts(one, 'u', pairs), await target.accounts(local ? one : two, 'v', pairs)];
  const replicas = target.apiUrls(one);
  const at = (accounts: readonly Account[], replica: string | undefined): Account[] =>
    accounts.map((account) => ({ ...account, apiUrl: replica ?? account.apiUrl }));
  const senders = streams ? at(home, replicas[0]) : home;
  const receivers: Receiver[] = streams
    ? at(away, replicas.at(-1)).map((account) => ({ ...account, by: 'stream' }))
    : receiversOf(away);
  const conversations = senders.map(({ address }, turn) => ({
    sender: address,
    recipients: [receivers[turn]?.address as string],
  }));
  const warmUp = options.steady ? sizes.warmUp : Math.min(sizes.warmUp, SHORT_WARM_UP);
  const all = messages + warmUp;
  return measured(bench, {
    load,
    plan: {
      kind: 'messages',
      senders,
      receivers,
      conversations,
      messages,
      warmUp,
      bodyBytes: BODY_BYTES,
      perRequest: options.perRequest ?? 1,
      window: options.window ?? WINDOW,
      ...(ratePerSecond && { ratePerSecond }),
      ...(streams && { sinceAnswer: true }),
      copies: true,
      limitSeconds: LIMIT_SECONDS,
    },
    expected: booksOfPairs(one, two, all, local),
  });
}

/** A message is in the mailbox of everybody who takes part, its sender too. */
export function booksOfPairs(one: string, two: string, messages: number, local: boolean): Map<string, Expected> {
  if (local) return new Map([[one, { messages, entries: 2 * messages, delivered: 0 }]]);
  return new Map([
    [one, { messages, entries: messages, delivered: messages }],
    [two, { messages, entries: messages, delivered: 0 }],
  ]);
}

const RATE = 50;

export const PAIRS: readonly Load[] = [
  {
    name: 'F1',
    title: 'pairs across two organizations, one message in a request',
    shapes: SHAPES,
    everyRound: true,
    run: async (bench) => [await runPairs('F1', bench, steadyPairs(bench))],
  },
  {
    name: 'F2',
    title: 'the same, 20 messages in a request',
    shapes: SHAPES,
    everyRound: true,
    run: async (bench) => [await runPairs('F2', bench, { ...steadyPairs(bench), perRequest: 20 })],
  },
  {
    name: 'F3',
    title: '10 pairs, 50 messages a second',
    shapes: SHAPES,
    everyRound: true,
    run: async (bench) => [
      await runPairs('F3', bench, { pairs: 10, messages: RATE * bench.sizes.pacedSeconds, ratePerSecond: RATE }),
    ],
  },
  {
    name: 'F4',
    title: 'one pair',
    shapes: SHAPES,
    usually: ['standalone', 'cluster', 'floor'],
    run: async (bench) => [await runPairs('F4', bench, { pairs: 1, messages: quarter(bench.sizes), window: 200 })],
  },
  {
    name: 'L',
    title: 'pairs inside one organization',
    shapes: SHAPES,
    usually: ['standalone', 'cluster', 'floor'],
    run: async (bench) => [await runPairs('L', bench, { ...steadyPairs(bench), local: true })],
  },
  {
    name: 'E',
    title: 'events: 10 pairs inside one organization, 50 messages a second, received by streams of another replica',
    shapes: ['standalone', 'cluster', 'cluster-2'],
    run: async (bench) => [
      await runPairs('E', bench, {
        ...{ pairs: 10, messages: RATE * bench.sizes.pacedSeconds, ratePerSecond: RATE },
        ...{ local: true, streams: true },
      }),
    ],
  },
];

function steadyPairs({ sizes }: Bench): Pairs {
  return { pairs: sizes.pairs, messages: sizes.messages, steady: true };
}

function quarter({ messages }: Sizes): number {
  return Math.ceil(messages / 4);
}
