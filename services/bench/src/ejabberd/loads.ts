/** The loads that XMPP has too, on ejabberd: F1, F3, F4 and L. */
import type { Driver } from '../driver/driver.js';
import type { LoadResult, Sizes } from '../loads/load.js';
import { Meter } from '../measure/meter.js';
import { round } from '../measure/latency.js';
import { writtenByAll } from '../measure/writes.js';
import { until } from '@iimp/testbed/until';
import { EjabberdNodes } from './nodes.js';

interface XmppLoad {
  load: string;
  pairs: number;
  messages: number;
  window: number;
  ratePerSecond?: number;
  local?: boolean;
}

/** The same numbers of pairs, messages and outstanding messages as on us. */
export function xmppLoads(sizes: Sizes): XmppLoad[] {
  const { pairs, messages } = sizes;
  return [
    { load: 'F1', pairs, messages, window: 500 },
    { load: 'F3', pairs: 10, messages: 50 * sizes.pacedSeconds, window: 500, ratePerSecond: 50 },
    { load: 'F4', pairs: 1, messages: Math.ceil(messages / 4), window: 200 },
    { load: 'L', pairs, messages, window: 500, local: true },
  ];
}

/** Starts two nodes, runs those loads that are chosen, and ends the nodes. */
export async function runEjabberd(
  driver: Driver,
  sizes: Sizes,
  chosen: readonly string[],
  onResult: (result: LoadResult) => void,
): Promise<LoadResult[]> {
  const nodes = await EjabberdNodes.start();
  try {
    const results: LoadResult[] = [];
    for (const load of xmppLoads(sizes).filter((one) => chosen.includes(one.load))) {
      // Its code is compiled beforehand: connections and caches are all that there is to warm.
      const result = await runOne(nodes, driver, Math.min(sizes.warmUp, 5_000), load);
      results.push(result);
      onResult(result);
    }
    return results;
  } finally {
    await nodes.close();
  }
}

async function runOne(nodes: EjabberdNodes, driver: Driver, warmUp: number, load: XmppLoad): Promise<LoadResult> {
  const { pairs, messages, window, ratePerSecond, local = false } = load;
  const to = local ? 'org1.test' : 'org2.test';
  const before = await nodes.archived(to);
  await driver.prepare({
    kind: 'xmpp',
    senders: nodes.accounts('org1.test', 'u', pairs),
    receivers: nodes.accounts(to, 'v', pairs),
    ...{ messages, warmUp, bodyBytes: 1_024, window, limitSeconds: 150 },
    ...(ratePerSecond && { ratePerSecond }),
  });
  const meter = new Meter(() => new Map([...nodes.kinds(), ['driver', [driver.pid]], ['bench', [process.pid]]]));
  const writtenBefore = await writtenByAll(nodes.databaseUrls());
  meter.start();
  const outcome = await driver.run();
  const usage = meter.stop();
  await driver.finish();
  const written = await writtenByAll(nodes.databaseUrls());
  // Within one server both the sender and the recipient have it in their archives.
  const expected = (messages + warmUp) * (local ? 2 : 1);
  const isArchived = async (): Promise<boolean> => (await nodes.archived(to)) - before === expected;
  await until('all is archived', isArchived).catch(() => undefined);
  const archived = (await nodes.archived(to)) - before;
  return {
    load: load.load,
    shape: 'ejabberd',
    outcome,
    perSecond: round((outcome.received / outcome.receiptsExpected) * (outcome.sent / outcome.seconds)),
    usage,
    walBytesPerMessage: Math.round((written.walBytes - writtenBefore.walBytes) / messages),
    rowsPerMessage: round((written.rows - writtenBefore.rows) / messages),
    discrepancies:
      archived === expected ? [] : [`${to}: ${archived} messages more in the archive, expected ${expected}`],
  };
}
