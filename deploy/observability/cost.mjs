/**
 * `node deploy/observability/cost.mjs off|metrics|traces|both`, after `npm run build`: CPU of a request that stores one message, with all that telemetry
 * does for it and nothing else of the work. The worst case: under load a batch shares its transaction, its counters and its post.
 */
import { createRequire } from 'node:module';

const root = new URL('../../', import.meta.url);
const built = (path) => import(new URL(path, root).href);
const platform = createRequire(new URL('libs/platform/package.json', root));
const { default: fastify } = await import(platform.resolve('fastify'));
const { context } = await import(platform.resolve('@opentelemetry/api'));
const { startTelemetry } = await built('libs/platform/dist/telemetry/telemetry.js');
const { instrumentHttp } = await built('libs/platform/dist/telemetry/http.js');
const { BatchCounts, inBatchTrace } = await built('libs/storage/dist/write/batch-telemetry.js');
const { StatementTelemetry } = await built('libs/storage/dist/internal/statement-telemetry.js');
const { otelMeter } = await built('services/delivery/dist/adapters/meter.js');

const REQUESTS = 4_000;
const ROUNDS = 7;
const mode = process.argv[2] ?? 'both';
await startTelemetry({
  service: 'api',
  metrics: mode === 'metrics' || mode === 'both',
  otlpEndpoint: mode === 'traces' || mode === 'both' ? 'http://127.0.0.1:9' : undefined,
  otlpHeaders: {},
  traceRatio: 0.01,
});
const app = fastify();
instrumentHttp(app, { name: 'client API', joinsCallers: true });
const [counts, statements, meter] = [new BatchCounts(), new StatementTelemetry(), otelMeter()];
const work = async () => {
  for (let n = 0; n < 6; n++) await Promise.resolve();
};
app.post('/api/v1/messages', async () => {
  await inBatchTrace([context.active()], () => statements.run('write-batch', work));
  counts.add([{ entry: { origin: { kind: 'local' } } }], [{ status: 'stored' }]);
  meter.posted('org2.test', 1, 3, '200');
  meter.latency(12);
  meter.outcomes(1, 0, 0);
  return {};
});
const round = async () => {
  const before = process.cpuUsage();
  for (let n = 0; n < REQUESTS; n++) await app.inject({ method: 'POST', url: '/api/v1/messages', payload: {} });
  const { user, system } = process.cpuUsage(before);
  return (user + system) / REQUESTS;
};
await round();
const rounds = [];
for (let n = 0; n < ROUNDS; n++) rounds.push(await round());
process.stdout.write(
  `${process.version} ${mode}: ${Math.min(...rounds).toFixed(1)} µs of CPU, the least of ${ROUNDS} rounds\n`,
);
process.exit(0);
