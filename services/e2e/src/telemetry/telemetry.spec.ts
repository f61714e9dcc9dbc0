/** What a running cluster tells of itself: to Debian's Prometheus, and to a collector of traces. */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { IimpClient } from '@iimp/client/client';
import { startClusterWorld } from '@iimp/testbed/cluster-world';
import { line, runLocal } from '@iimp/testbed/local-scripts';
import { until } from '@iimp/testbed/until';
import { SERVICES, type World } from '@iimp/testbed/world';
import { TraceCollector } from './collector.testkit.js';
import { expressions, selectorsOf } from './expressions.testkit.js';
import { Prometheus } from './prometheus.testkit.js';

jest.setTimeout(240_000);
const PATIENCE = { deadlineMs: 60_000 };

let world: World;
let collector: TraceCollector;
let prometheus: Prometheus;
/** Named by alice's client. */
const traceId = randomBytes(16).toString('hex');
let endpoints: { name: string; service: string; url: string }[];

beforeAll(async () => {
  collector = await TraceCollector.start();
  world = await startClusterWorld({
    env: { IIMP_METRICS: 'on', OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_TRACES_SAMPLER_ARG: '1' },
  });
  endpoints = world.organizations.flatMap((organization) =>
    Object.entries(organization.healthUrls()).map(([name, url]) => ({
      name: `${name} of ${organization.domain}`,
      service: name.replace(/-\d+$/, ''),
      url: `${url}/metrics`,
    })),
  );
  prometheus = await Prometheus.start(
    join(world.folder, 'prometheus'),
    endpoints.map(({ service, url }) => ({ address: new URL(url).host, service })),
  );
  await exchange();
}, 300_000);

afterAll(async () => {
  await prometheus?.stop();
  await world?.close();
  await collector?.close();
});

/** One message across, in a trace that the client begins; one that is refused. */
async function exchange(): Promise<void> {
  const traced: typeof fetch = (input, init) => {
    const headers = new Headers(init?.headers);
    if (init?.method === 'POST' && String(input).endsWith('/messages'))
      headers.set('traceparent', `00-${traceId}-${randomBytes(8).toString('hex')}-00`);
    return world.fetch(input, { ...init, headers });
  };
  const login = async (user: string, domain: string): Promise<IimpClient> => {
    const organization = world.org(domain);
    const { password } = await organization.addUser(user);
    const { apiUrl } = organization;
    const client = await IimpClient.login({ apiUrl, user: `${user}@${domain}`, password, fetch: traced });
    await client.publishKeys();
    return client;
  };
  const [alice, bob] = await Promise.all([login('alice', 'org1.test'), login('bob', 'org2.test')]);
  const waiting = bob.sync({ cursor: 0, waitSeconds: 30 });
  await alice.send({ to: ['bob@org2.test'], text: 'hello over there' });
  expect((await waiting).messages).toHaveLength(1);
  const refused = await world.fetch(`${world.org('org1.test').apiUrl}/api/v1/sync`);
  expect(refused.status).toBe(401);
}

describe('Prometheus', () => {
  it('scrapes every process of the cluster', async () => {
    const up = await until(
      'all are up',
      async () => {
        const samples = await prometheus.query('up{job="iimp"} == 1');
        return samples.length === SERVICES.length * 2 ? samples : undefined;
      },
      PATIENCE,
    );
    expect(new Set(up.map(({ metric }) => metric['service']))).toEqual(new Set(SERVICES));
  });

  it.each([
    ['the message was accepted, there and here', 'sum(iimp_messages_accepted_total{origin="local"})', 1],
    ['the message was accepted, there and here', 'sum(iimp_messages_accepted_total{origin="remote"})', 1],
    ['it was delivered', 'sum(iimp_delivery_messages_total{outcome="delivered"})', 1],
    ['its way was measured', 'sum(iimp_delivery_latency_seconds_count)', 1],
    ['who waited for it was answered', 'sum(iimp_sync_answer_lag_seconds_count)', 1],
    ['a request was refused', 'sum(iimp_refusals_total{code="unauthorized"})', 1],
    ['nothing waits any more', 'max(iimp_delivery_backlog{state="healthy"})', 0],
    ['so nothing is old', 'max(iimp_delivery_oldest_seconds{state="healthy"})', 0],
    ['nothing is in quarantine', 'max(iimp_quarantine_messages)', 0],
    ['every process has its broker', 'min(iimp_broker_connected)', 1],
  ])('knows that %s: %s is %d', async (_, expression, expected) => {
    await until(expression, async () => (await prometheus.value(expression)) === expected, PATIENCE);
  });

  it('finds every metric and label that alerts and dashboards ask for', async () => {
    await until(
      'a request was counted',
      async () => (await prometheus.value('sum(iimp_refusals_total)')) === 1,
      PATIENCE,
    );
    const names = new Set(await prometheus.metricNames());
    const asked = expressions().flatMap(([where, expression]) =>
      selectorsOf(expression).map((selector) => ({ where, ...selector })),
    );
    expect(asked.length).toBeGreaterThan(80);
    expect(asked.filter(({ metric }) => !names.has(metric))).toEqual([]);
    const labels = new Map<string, string[]>();
    for (const { metric } of asked) if (!labels.has(metric)) labels.set(metric, await prometheus.labelsOf(metric));
    expect(asked.filter((each) => each.labels.some((label) => !labels.get(each.metric)?.includes(label)))).toEqual([]);
    expect(await prometheus.ruleProblems()).toEqual([]);
  });

  it('gets text that promtool has nothing to say about, and nobody’s name', async () => {
    const promtool = line(await runLocal('prometheus', ['start']), 'PROMTOOL');
    for (const { name, url } of endpoints) {
      const text = await (await fetch(url)).text();
      const { status, stdout, stderr } = spawnSync(promtool, ['check', 'metrics'], { input: text, encoding: 'utf8' });
      expect([name, status, `${stdout}${stderr}`]).toEqual([name, 0, '']);
      expect([name, /alice|bob|org[12]\.test|127\.0\.0\.1/.exec(text)?.[0]]).toEqual([name, undefined]);
    }
  });
});

describe('one trace', () => {
  it('leads from the client over SQL and the broker to the post to the other domain, and ends there', async () => {
    const wanted = [
      'iimp-api: POST /api/v1/messages',
      'iimp-api: store messages',
      'iimp-api: pg write-batch',
      'iimp-api: publish delivery.wake',
      'iimp-delivery: handle delivery.wake',
      'iimp-delivery: deliver',
      'iimp-delivery: pg outbox-claim',
      'iimp-delivery: POST /federation/v1/messages',
      'iimp-delivery: pg outbox-complete',
    ];
    const found = await until(
      'its spans are here',
      () => {
        const spans = new Set(collector.trace(traceId));
        return Promise.resolve(wanted.every((span) => spans.has(span)) ? [...spans] : undefined);
      },
      PATIENCE,
    );
    const received = 'iimp-federation: POST /federation/v1/messages';
    await until(
      'the other organization has a trace of its own',
      () => Promise.resolve(collector.spans.some(({ service, name }) => `${service}: ${name}` === received)),
      PATIENCE,
    );
    expect(found.filter((span) => span.startsWith('iimp-federation'))).toEqual([]);
    expect(collector.trace(traceId)).not.toContain(received);
  });

  it('has a root, and no span without a parent besides', () => {
    const spans = collector.spans.filter((span) => span.traceId === traceId);
    const ids = new Set(spans.map(({ spanId }) => spanId));
    const tops = spans.filter(({ parentSpanId }) => parentSpanId === undefined || !ids.has(parentSpanId));
    expect(tops.map(({ service, name }) => `${service}: ${name}`)).toEqual(['iimp-api: POST /api/v1/messages']);
  });
});
