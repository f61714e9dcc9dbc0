import { compare, type Expected, type Ledger } from '../measure/books.js';
import { Meter } from '../measure/meter.js';
import { round } from '../measure/latency.js';
import { writtenByAll } from '../measure/writes.js';
import { until } from '@iimp/testbed/until';
import type { Outcome, Plan } from '../driver/plan.js';
import type { Target } from '../targets/target.js';
import type { Bench, LoadResult } from './load.js';

export interface Measured {
  load: string;
  plan: Plan;
  /** What each domain's books must say afterwards, for that many messages. Domains that are left out are not looked at. */
  expected: ReadonlyMap<string, Expected>;
  /** Messages that were sent, by what came out; without it, those of the outcome. */
  messages?: number;
  /** Done when all is prepared, before the clock runs. */
  before?: () => Promise<void>;
}

const SETTLE_MS = 20_000;

/** Runs a plan between two looks at processes and books. */
export async function measured({ target, driver }: Bench, what: Measured): Promise<LoadResult> {
  const { load, plan, expected } = what;
  const urls = target.domains.map((domain) => target.databaseUrl(domain));
  const before = await booksOf(target, [...expected.keys()]);
  await driver.prepare(plan);
  const servers = await target.servers();
  const meter = new Meter(() => new Map([...servers(), ['driver', [driver.pid]], ['bench', [process.pid]]]));
  const writtenBefore = await writtenByAll(urls);
  await target.toggleProfile?.();
  meter.start();
  let outcome: Outcome;
  try {
    outcome = await driver.run();
  } finally {
    await driver.finish().catch(() => undefined);
  }
  const usage = meter.stop();
  await target.toggleProfile?.();
  const written = await writtenByAll(urls);
  const messages = what.messages ?? outcome.sent;
  return {
    load,
    shape: target.shape,
    outcome,
    perSecond: round((outcome.received / outcome.receiptsExpected) * (outcome.sent / outcome.seconds)),
    usage,
    walBytesPerMessage: Math.round((written.walBytes - writtenBefore.walBytes) / messages),
    rowsPerMessage: round((written.rows - writtenBefore.rows) / messages),
    discrepancies: [...missing(outcome), ...(await settled(target, before, expected))],
  };
}

async function booksOf(target: Target, domains: readonly string[]): Promise<Map<string, Partial<Ledger>>> {
  const entries = domains.map(async (domain) => [domain, await target.ledger(domain)] as const);
  return new Map(await Promise.all(entries));
}

function missing({ received, receiptsExpected, errors }: Outcome): string[] {
  const lost = received === receiptsExpected ? [] : [`${received} of ${receiptsExpected} receipts`];
  return [...lost, ...errors];
}

/** Receipts overtake the sender's own books (deliveries are marked after the answer): they may take a moment to balance. */
async function settled(
  target: Target,
  before: ReadonlyMap<string, Partial<Ledger>>,
  expected: ReadonlyMap<string, Expected>,
): Promise<string[]> {
  const differences = async (): Promise<string[]> => {
    const all = [...before].map(async ([domain, ledger]) =>
      compare(domain, ledger, await target.ledger(domain), expected.get(domain) as Expected),
    );
    return (await Promise.all(all)).flat();
  };
  await until('the books balance', async () => (await differences()).length === 0, {
    deadlineMs: SETTLE_MS,
    intervalMs: 100,
  }).catch(() => undefined);
  return differences();
}
