/** D, R and X: trouble elsewhere, the return of a destination, and more workers. */
import { setTimeout as delay } from 'node:timers/promises';
import { SLOW } from '../driver/internet.js';
import type { Outcome, PeerPorts } from '../driver/plan.js';
import { reservePort } from '@iimp/testbed/ports';
import { query } from '@iimp/testbed/postgres';
import { until } from '@iimp/testbed/until';
import type { Needs, Target } from '../targets/target.js';
import { type Bench, type Load, type LoadResult, type PlanOf, receiversOf, type Sizes } from './load.js';
import { measured } from './measured.js';
import { BODY_BYTES, booksOfPairs, LIMIT_SECONDS, WINDOW } from './pairs.js';

const HOME = 'org1.test';
const ZONE = 'peers.test';
/** Messages of a request when a backlog is made: the quicker it is there, the better. */
const BACKLOG_REQUEST = 20;
/** Slow destinations have to come to an end before the books can balance. */
const SETTLE_MS = 60_000;
/** X: messages for each destination and worker before the clock begins. */
const WARM_UP_EACH = 12;
/** After the last delivery workers give back their leases. */
const REST_MS = 3_000;

/** Where the domains that the driver plays are; the same for all loads of one run. `dead` refuses connections. */
let reserved: Promise<PeerPorts & { dead: number }> | undefined;
const ports = (): Promise<PeerPorts & { dead: number }> =>
  (reserved ??= (async () => ({ well: await reservePort(), hole: await reservePort(), dead: await reservePort() }))());

interface Destinations {
  well: string[];
  slow: string[];
  /** Connections are refused. */
  dead: string[];
  /** Connections are taken, and nothing is said. */
  hole: string[];
}

/** Half of them dead, in two ways; a tenth slow. */
function destinationsOf(count: number): Destinations {
  const some = (share: number, prefix: string): string[] =>
    Array.from({ length: Math.round(share * count) }, (_, turn) => `${prefix}${turn}.${ZONE}`);
  return { well: some(0.4, 'well'), slow: some(0.1, SLOW), dead: some(0.25, 'dead'), hole: some(0.25, 'hole') };
}

async function needsOf(key: string, { well, slow, dead, hole }: Destinations, more: Partial<Needs>): Promise<Needs> {
  const at = await ports();
  const table = (domains: readonly string[], port: number): string[] =>
    domains.map((domain) => `${domain}=127.0.0.1:${port}`);
  const peers = [...table([...well, ...slow], at.well), ...table(dead, at.dead), ...table(hole, at.hole)];
  return { key, domains: [HOME], ...more, env: { IIMP_STATIC_PEERS: peers.join(','), ...more.env } };
}

async function peersPlan(
  { target, sizes }: Bench,
  well: readonly string[],
  warmUpEach: number,
): Promise<PlanOf<'peers'>> {
  return {
    kind: 'peers',
    ...(await target.issue('peers', [`*.${ZONE}`])),
    ports: await ports(),
    senders: await target.accounts(HOME, 'u', sizes.pairs),
    well,
    ...{ troubled: [], troubledEach: 0, slowMs: sizes.slowSeconds * 1_000 },
    ...{ messages: sizes.fairMessages, warmUpEach, bodyBytes: BODY_BYTES },
    ...{ window: WINDOW, limitSeconds: LIMIT_SECONDS },
  };
}

/**
 * The rate of destinations that are well. Alone and beside others in organizations of their own, at the same time of their lives, without what the messages
 * before left to autovacuum: one after the other in the same, the second is slower by itself.
 */
async function alone(bench: Bench): Promise<LoadResult[]> {
  const { sizes } = bench;
  const { well } = destinationsOf(sizes.destinations);
  // As many before it as there are before D.
  const before = Math.ceil((2 * sizes.warmUp + sizes.fairMessages) / well.length);
  return [await fair(bench, 'D-alone', await peersPlan(bench, well, before))];
}

/** First while all those in trouble are met at once (D-onset), then when it is known what they are (D). */
async function beside(bench: Bench): Promise<LoadResult[]> {
  const { well, slow, dead, hole } = destinationsOf(bench.sizes.destinations);
  const plan = await peersPlan(bench, well, Math.ceil(bench.sizes.warmUp / well.length));
  // In turn, so that each kind gets its share of those that come one by one.
  const all = [...dead, ...hole, ...slow];
  const troubled = [...new Set(all.map((_, turn) => all[(turn * 7) % all.length] as string))];
  const onset = await fair(bench, 'D-onset', { ...plan, troubled, troubledEach: 3 });
  const down = 'select count(*)::int as down from destinations where failures > 0';
  const isMet = async (): Promise<boolean> => {
    const [row] = await query<{ down: number }>(bench.target.databaseUrl(HOME), down);
    return (row?.down ?? 0) >= dead.length + hole.length;
  };
  await until('all that are dead were tried', isMet, { deadlineMs: SETTLE_MS });
  // Warm once more, as D-alone is: there was a rest while those that are dead were tried.
  return [onset, await fair(bench, 'D', { ...plan, troubled })];
}

function fair(bench: Bench, load: string, plan: PlanOf<'peers'>): Promise<LoadResult> {
  const ours = plan.messages + plan.warmUpEach * plan.well.length;
  return measured(bench, {
    load,
    plan,
    backlog: {
      begin: async () => {
        for (const work of ['vacuum (analyze)', 'checkpoint']) await query(bench.target.databaseUrl(HOME), work);
      },
    },
    expected: ({ figures }: Outcome) => {
      const messages = ours + (figures?.['sentIntoTrouble'] ?? 0);
      const arrive = ours + (figures?.['sentToSlow'] ?? 0);
      return new Map([[HOME, { messages, entries: messages, delivered: arrive, waiting: messages - arrive }]]);
    },
    settleMs: SETTLE_MS,
  });
}

/** How fast what has waited goes to one destination that comes back. */
async function comeBack(bench: Bench): Promise<LoadResult[]> {
  const { target, sizes } = bench;
  const [one, two] = target.domains as [string, string];
  const senders = await target.accounts(one, 'u', sizes.pairs);
  const receivers = receiversOf(await target.accounts(two, 'v', sizes.pairs));
  const conversations = senders.map(({ address }, turn) => ({
    sender: address,
    recipients: [receivers[turn]?.address as string],
  }));
  const warmUp = sizes.pairs * BACKLOG_REQUEST;
  const result = await measured(bench, {
    load: 'R',
    plan: {
      kind: 'messages',
      ...{ senders, receivers, conversations, messages: sizes.backlog, warmUp, bodyBytes: BODY_BYTES },
      ...{ perRequest: BACKLOG_REQUEST, window: WINDOW, limitSeconds: LIMIT_SECONDS },
      ...{ isBacklog: true, copies: true },
    },
    backlog: { begin: () => target.stop(two), end: () => target.start(two), to: two },
    expected: booksOfPairs(one, two, sizes.backlog + warmUp, false),
  });
  return [result];
}

/** A backlog for many destinations, which some workers take together: none while it is made. */
async function scaled(load: string, bench: Bench, workers: number, cores?: number): Promise<LoadResult[]> {
  const { target, sizes } = bench;
  const { well } = manyOf(sizes);
  // Each process has to have run its code as often as one alone, and to know its peers: they share what is sent before.
  const plan = {
    ...(await peersPlan(bench, well, WARM_UP_EACH * workers)),
    limitSeconds: LIMIT_SECONDS * workers,
  };
  const messages = sizes.scaleMessages + plan.warmUpEach * well.length;
  let lift = (): void => undefined;
  const begin = async (): Promise<void> => {
    await holdAtRest(target);
    if (cores !== undefined) lift = await target.limitDelivery(HOME, cores);
  };
  try {
    const result = await measured(bench, {
      load,
      plan: { ...plan, messages: sizes.scaleMessages, isBacklog: true },
      backlog: { begin, end: () => target.releaseDelivery(HOME) },
      expected: new Map([[HOME, { messages, entries: messages, delivered: messages }]]),
    });
    return [result];
  } finally {
    lift();
  }
}

/** Workers that are held in the middle of a transaction would hold its locks too, and writers would wait for them. */
async function holdAtRest(target: Target): Promise<void> {
  await until('nothing waits', async () => (await target.ledger(HOME)).waiting === 0, { deadlineMs: SETTLE_MS });
  await delay(REST_MS);
  await target.holdDelivery(HOME);
}

function manyOf({ scaleDestinations }: Sizes): Destinations {
  const well = Array.from({ length: scaleDestinations }, (_, turn) => `well${turn}.${ZONE}`);
  return { well, slow: [], dead: [], hole: [] };
}

/** Waits between tries are those that operators have, not the short ones of tests. */
function fairLoad(load: Pick<Load, 'name' | 'title' | 'against' | 'run'>): Load {
  const env = { IIMP_RETRY_BASE: '5s', IIMP_RETRY_CAP: '1h' };
  return {
    ...load,
    shapes: ['standalone', 'cluster', 'cluster-2'],
    usually: ['standalone', 'cluster'],
    needs: ({ destinations }) => needsOf(load.name, destinationsOf(destinations), { env }),
  };
}

export const DELIVERING: readonly Load[] = [
  fairLoad({ name: 'D-alone', title: 'the rate of many destinations that are well', run: alone }),
  fairLoad({
    name: 'D',
    title: 'the rate of many destinations that are well, beside dead and slow ones',
    against: 'D-alone',
    run: beside,
  }),
  {
    name: 'R',
    title: 'a backlog for one destination that comes back',
    shapes: ['standalone', 'cluster', 'cluster-2'],
    usually: ['standalone', 'cluster'],
    needs: () => ({ key: 'R', domains: ['org1.test', 'org2.test'] }),
    run: comeBack,
  },
  ...[1, 2, 4].flatMap((workers): Load[] => {
    const title = `a backlog for many destinations, delivery processes: ${workers}`;
    // As many connections as a service has by default; the test bed gives less to more.
    const needs = (sizes: Sizes): Promise<Needs> =>
      needsOf(`X${workers}`, manyOf(sizes), { deliveries: workers, env: { IIMP_DATABASE_POOL: '10' } });
    const shapes = ['cluster'] as const;
    return [
      { name: `X${workers}`, title, shapes, needs, run: (bench) => scaled(`X${workers}`, bench, workers) },
      {
        ...{ name: `XL${workers}`, title: `${title}, each with its part of a core`, shapes, needs },
        // Limits take root.
        usually: [],
        run: (bench) => scaled(`XL${workers}`, bench, workers, bench.sizes.workerCores),
      },
    ];
  }),
];
