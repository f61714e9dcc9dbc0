/** Whether this process is well: what its parts say of themselves, and a listener that tells it. */
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { HostPort } from './config/values.js';
import { reasonOf } from './reason.js';

/** Resolves when the part can be used; rejects, with the reason as message and cause, when not. */
export type HealthCheck = () => Promise<void>;

export interface HealthReport {
  ready: boolean;
  /** `ok`, or what is wrong, by name of the part. */
  checks: Record<string, string>;
}

/** The checks of one process, registered by its parts. */
export class Health {
  private readonly checks = new Map<string, { check: HealthCheck; advisory: boolean }>();
  private stopping = false;

  constructor(private readonly timeoutMs = 2_000) {}

  /**
   * An advisory check is reported, and does not decide.
   * @returns the way to take it out again
   */
  register(name: string, check: HealthCheck, { advisory = false } = {}): () => void {
    const entry = { check, advisory };
    this.checks.set(name, entry);
    return () => {
      if (this.checks.get(name) === entry) this.checks.delete(name);
    };
  }

  /** From now on not ready, so that no new work is sent here. */
  beginStop(): void {
    this.stopping = true;
  }

  /** Runs all checks at once; one that takes longer than the time-out counts as failed. */
  async report(): Promise<HealthReport> {
    const results = await Promise.all(
      [...this.checks].map(async ([name, { check, advisory }]) => ({ name, advisory, result: await this.run(check) })),
    );
    const ready = !this.stopping && results.every(({ advisory, result }) => advisory || result === 'ok');
    const checks = Object.fromEntries(results.map(({ name, result }) => [name, result]));
    return { ready, checks: this.stopping ? { ...checks, process: 'stopping' } : checks };
  }

  private async run(check: HealthCheck): Promise<string> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<string>((resolve) => {
      timer = setTimeout(() => resolve('no answer in time'), this.timeoutMs);
    });
    try {
      return await Promise.race([
        Promise.resolve()
          .then(check)
          .then(() => 'ok'),
        late,
      ]);
    } catch (error) {
      return reasonOf(error);
    } finally {
      clearTimeout(timer);
    }
  }
}

export interface HealthListener {
  /** `http://host:port` */
  url: string;
  close(): Promise<void>;
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

/**
 * Serves `/health/live` (200 while the event loop turns), `/health/ready` (200 or 503, with every check) and, where metrics are on,
 * `/metrics`.
 */
export async function listenHealth(
  health: Health,
  listen: HostPort,
  scrape?: RequestListener,
): Promise<HealthListener> {
  const server: Server = createServer({ requestTimeout: 5_000, headersTimeout: 5_000 }, (request, response) => {
    const path = request.url?.split('?')[0];
    if (scrape && request.method === 'GET' && path === '/metrics') return scrape(request, response);
    if (request.method !== 'GET' || (path !== '/health/live' && path !== '/health/ready'))
      return answer(response, 404, { status: 'not found' });
    if (path === '/health/live') return answer(response, 200, { status: 'ok' });
    return void health
      .report()
      .then((report) => answer(response, report.ready ? 200 : 503, report))
      .catch(() => answer(response, 503, { ready: false, checks: {} }));
  });
  server.maxConnections = 64;
  server.listen(listen.port, listen.host);
  await once(server, 'listening');
  const { address, port, family } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
