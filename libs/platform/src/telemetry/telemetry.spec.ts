import { trace } from '@opentelemetry/api';
import fastify from 'fastify';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { gate } from '@iimp/messaging/wait.testkit';
import { createLogger } from '../logging.js';
import { callerOf } from './caller.js';
import { instrumentHttp } from './http.js';
import { countRefusals } from './refusals.js';
import { startTelemetry, type Telemetry, type TelemetryConfig } from './telemetry.js';

const CALLER = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
const traceparent = (flags: string): string => `00-${CALLER.traceId}-${CALLER.spanId}-${flags}`;

interface Span {
  name: string;
  traceId: string;
  parentSpanId?: string;
  links?: { traceId: string }[];
}

let spans: Span[];
let collector: Server;
let token: string | undefined;
let telemetry: Telemetry;

beforeEach(async () => {
  spans = [];
  collector = createServer((request, response) => {
    let text = '';
    token = request.headers['x-token'] as string | undefined;
    request.on('data', (chunk) => (text += String(chunk)));
    request.on('end', () => {
      const body = JSON.parse(text) as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] };
      spans.push(...body.resourceSpans.flatMap((each) => each.scopeSpans.flatMap((scope) => scope.spans)));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
});
afterEach(async () => {
  await telemetry.close();
  collector.close();
  collector.closeAllConnections();
});

async function start(given: Partial<TelemetryConfig> = {}): Promise<void> {
  telemetry = await startTelemetry({
    service: 'api',
    metrics: false,
    otlpEndpoint: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
    otlpHeaders: { 'x-token': 'secret' },
    traceRatio: 1,
    ...given,
  });
}

/** Requests to a listener with one route; then everything is sent. @returns what a request's log line had as its trace */
async function request(
  joinsCallers: boolean,
  headers: Record<string, string> = {},
  inside: () => void = () => undefined,
): Promise<unknown> {
  const lines: string[] = [];
  const logger = createLogger({
    service: 'api',
    level: 'info',
    destination: { write: (line) => void lines.push(line) },
  });
  const app = fastify();
  instrumentHttp(app, { name: 'client API', joinsCallers });
  app.post('/things/:id', (_request, reply) => {
    logger.info('inside');
    inside();
    return reply.send('ok');
  });
  await app.inject({ method: 'POST', url: '/things/7?secret=1', payload: { some: 'body' }, headers });
  await app.close();
  await telemetry.close();
  return (JSON.parse(lines[0] ?? '{}') as { trace_id?: unknown }).trace_id;
}

describe('traces', () => {
  it('begin with a request, named by its route, and its log lines name them', async () => {
    await start();
    const logged = await request(true);
    expect(spans).toEqual([expect.objectContaining({ name: 'POST /things/:id', traceId: logged })]);
    expect(spans[0]?.parentSpanId).toBeUndefined();
    expect(JSON.stringify(spans)).not.toContain('secret');
    expect(token).toBe('secret');
  });

  it('go on with that of a client, which does not decide whether they are recorded', async () => {
    await start();
    expect(await request(true, { traceparent: traceparent('00') })).toBe(CALLER.traceId);
    expect(spans).toEqual([expect.objectContaining({ traceId: CALLER.traceId, parentSpanId: CALLER.spanId })]);
    spans = [];
    await start({ traceRatio: 0 });
    await request(true, { traceparent: traceparent('01') });
    expect(spans).toEqual([]);
  });

  it.each([
    ['are recorded when the draw is won', 0.3, 1],
    ['are not there when it is lost, nor begins one below', 0.7, 0],
  ])('%s', async (_what, drawn, count) => {
    await start({ traceRatio: 0.5 });
    const random = jest.spyOn(Math, 'random').mockReturnValue(drawn);
    const logged = await request(true, {}, () => trace.getTracer('spec').startSpan('below').end());
    random.mockRestore();
    expect(spans).toHaveLength(2 * count);
    expect(logged).toBe(spans[0]?.traceId);
  });

  it('are not joined with those of other organizations, only linked to them', async () => {
    await start();
    await request(false, { traceparent: traceparent('01') });
    expect(spans).toHaveLength(1);
    expect(spans[0]?.traceId).not.toBe(CALLER.traceId);
    expect(spans[0]?.links?.map(({ traceId }) => traceId)).toEqual([CALLER.traceId]);
  });

  it.each(['', 'nonsense', `00-${'0'.repeat(32)}-${CALLER.spanId}-01`, `ff-${CALLER.traceId}-${CALLER.spanId}-01`])(
    'pass over a header that is not valid: %j',
    async (value) => {
      await start();
      expect(callerOf({ traceparent: value })).toBeUndefined();
    },
  );
});

describe('metrics', () => {
  it('are told in the form of Prometheus, by route and never by what a caller wrote', async () => {
    await start({ otlpEndpoint: undefined, metrics: true });
    const app = fastify();
    instrumentHttp(app, { name: 'client API', joinsCallers: true });
    app.get('/things/:id', (_request, reply) => reply.send('ok'));
    for (const url of ['/things/alice', '/things/bob', '/nothing/carol']) await app.inject({ url });
    countRefusals([{ status: 'stored' }, { status: 'rejected', code: 'too_large' }]);
    const text = await scrape();
    await app.close();
    const series = 'iimp_http_request_duration_seconds_count{listener="client API",method="GET",';
    expect(text).toContain(`${series}route="/things/:id",status="2xx"} 2\n`);
    expect(text).toContain(`${series}route="none",status="4xx"} 1\n`);
    expect(text).toContain('iimp_refusals_total{code="too_large"} 1\n');
    expect(text).toMatch(/^process_resident_memory_bytes \d+/m);
    expect(text).toMatch(/^nodejs_eventloop_delay_seconds\{percentile="99"\}/m);
    expect(text).not.toMatch(/alice|bob|carol/);
  });

  it('tell nothing of a request any more whose client has gone, and its span ends', async () => {
    await start({ metrics: true });
    const app = fastify();
    instrumentHttp(app, { name: 'client API', joinsCallers: true });
    const [asked, gone] = [gate(), gate()];
    app.get('/', async () => {
      asked.open();
      await gone.opened;
      return 'ok';
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    const accepted = once(app.server, 'connection');
    const client = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
    client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    const [socket] = (await accepted) as [Socket];
    await asked.opened;
    expect(await scrape()).toContain('iimp_http_requests_running{listener="client API"} 1\n');
    client.destroy();
    await once(socket, 'close');
    gone.open();
    expect(await scrape()).toContain('iimp_http_requests_running{listener="client API"} 0\n');
    await app.close();
    await telemetry.close();
    expect(spans).toEqual([expect.objectContaining({ name: 'GET /' })]);
  });

  it('are not there when they are off, and neither are hooks', async () => {
    await start({ otlpEndpoint: undefined });
    expect(telemetry.scrape).toBeUndefined();
    const app = fastify();
    const addHook = jest.spyOn(app, 'addHook');
    instrumentHttp(app, { name: 'client API', joinsCallers: true });
    expect(addHook).not.toHaveBeenCalled();
    await app.close();
  });
});

async function scrape(): Promise<string> {
  const server = createServer((request, response) => telemetry.scrape?.(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    // The event loop's delays come a timer after the start.
    for (;;) {
      const text = await (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`)).text();
      if (text.includes('eventloop_delay_seconds{')) return text;
    }
  } finally {
    server.close();
    server.closeAllConnections();
  }
}
