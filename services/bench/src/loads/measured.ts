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
  /** What each domain's books must say afterwards. */
  expected: ReadonlyMap<string, Expected> | ((outcome: Outcome) => ReadonlyMap<string, Expected>);
  /** Messages that were sent, by what came out; without it, those of the outcome. */
  messages?: number;
  /** Around the sending of what shall wait before the clock runs. */
  backlog?: {
    begin?(): Promise<void>;
    end?(): Promise<void>;
    /** Where it arrives, if that is started by `end`: what has crossed before the clock runs does not count. */
    to?: string;
  };
  /** How long the books may take to balance. */
  settleMs?: number;
}

const SETTLE_MS = 60_000;

/** Runs a plan between two looks at processes and books. */
export async function measured({ target, driver }: Bench, what: Measured): Promise<LoadResult> {
  const { load, plan, expected } = what;
  const before = await booksOf(target, typeof expected === 'function' ? target.domains : [...expected.keys()]);
  await driver.prepare(plan);
  const { backlog } = what;
  if (backlog) {
    await backlog.begin?.();
    await driver.fill();
    // A server that was stopped meanwhile may be elsewhere now.
    if (backlog.to !== undefined) await backlog.end?.();
  }
  const urls = target.domains.map((domain) => target.databaseUrl(domain));
  const servers = await target.servers();
  const meter = new Meter(() => new Map([...servers(), ['driver', [driver.pid]], ['bench', [process.pid]]]));
  const writtenBefore = await writtenByAll(urls);
  const crossed = backlog?.to === undefined ? 0 : await crossedTo(target, backlog.to, before);
  await target.toggleProfile?.();
  meter.start();
  try {
    // What follows may be over in seconds: all of it is measured.
    if (backlog && backlog.to === undefined) await backlog.end?.();
    const outcome = await driver.run(crossed);
    const usage = meter.stop();
    await target.toggleProfile?.();
    const written = await writtenByAll(urls);
    const wanted = typeof expected === 'function' ? expected(outcome) : expected;
    // The driver stays meanwhile: what is still on its way may be on its way to it.
    const wrong = await settled(target, before, wanted, what.settleMs ?? SETTLE_MS);
    const messages = what.messages ?? outcome.sent;
    return {
      load,
      shape: target.shape,
      outcome: { ...outcome, figures: { ...outcome.figures, busyCores: usage.busyCores ?? 0 } },
      perSecond: round((outcome.received / outcome.receiptsExpected) * (outcome.sent / outcome.seconds)),
      usage,
      walBytesPerMessage: Math.round((written.walBytes - writtenBefore.walBytes) / messages),
      rowsPerMessage: round((written.rows - writtenBefore.rows) / messages),
      discrepancies: [...missing(outcome), ...wrong],
    };
  } finally {
    meter.stop();
    await driver.finish().catch(() => undefined);
  }
}

async function booksOf(target: Target, domains: readonly string[]): Promise<Map<string, Partial<Ledger>>> {
  const entries = domains.map(async (domain) => [domain, await target.ledger(domain)] as const);
  return new Map(await Promise.all(entries));
}

/**
 * Messages that a domain has beyond those of the books; those to warm up among them, which makes the head start a little longer. Its Postgres,
 * where it has one of its own, was started with it: that is noted, for it did not crash.
 */
async function crossedTo(target: Target, to: string, before: Map<string, Partial<Ledger>>): Promise<number> {
  const known = before.get(to) ?? {};
  const { messages = 0, bornAt } = await target.ledger(to);
  before.set(to, { ...known, ...(bornAt !== undefined && { bornAt }) });
  return messages - (known.messages ?? 0);
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
  deadlineMs: number,
): Promise<string[]> {
  const differences = async (): Promise<string[]> => {
    const all = [...expected].map(async ([domain, wanted]) =>
      compare(domain, before.get(domain) ?? {}, await target.ledger(domain), wanted),
    );
    return (await Promise.all(all)).flat();
  };
  await until('the books balance', async () => (await differences()).length === 0, {
    deadlineMs,
    intervalMs: 100,
  }).catch(() => undefined);
  return differences();
}
