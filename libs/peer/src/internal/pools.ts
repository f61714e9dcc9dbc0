import { Pool } from 'undici';
import type { ConnectTarget } from '../endpoint.js';
import { connectorTo, targetKey, type ConnectorOptions } from './connector.js';

/** A destination that connections are kept to. */
export interface Destination {
  readonly pool: Pool;
  /** It has answered before, so a connection that breaks may just have been idle for too long. */
  answered: boolean;
  /** When a connection last failed, milliseconds; others are tried before it for a while. */
  failedAt: number | undefined;
}

export interface PoolsOptions extends ConnectorOptions {
  readonly maxPools: number;
  readonly connectionsPerPool: number;
}

/** Kept-alive connections per origin and target; the least recently used destination is closed when there are too many. */
export class Pools {
  private readonly destinations = new Map<string, Destination>();

  constructor(private readonly options: PoolsOptions) {}

  /** `origin` is the URL's, `target` where to connect. */
  get(origin: string, target: ConnectTarget): Destination {
    const key = `${origin} ${targetKey(target)}`;
    const known = this.destinations.get(key);
    if (known) {
      this.destinations.delete(key);
      this.destinations.set(key, known);
      return known;
    }
    const pool = new Pool(origin, {
      connect: connectorTo(target, this.options),
      connections: this.options.connectionsPerPool,
      pipelining: 1,
      keepAliveTimeout: 10_000,
      keepAliveMaxTimeout: 60_000,
      maxHeaderSize: 32_768,
    });
    const destination: Destination = { pool, answered: false, failedAt: undefined };
    this.destinations.set(key, destination);
    this.evict();
    return destination;
  }

  get size(): number {
    return this.destinations.size;
  }

  async destroy(): Promise<void> {
    const all = [...this.destinations.values()];
    this.destinations.clear();
    await Promise.all(all.map(({ pool }) => pool.destroy()));
  }

  private evict(): void {
    for (const [key, { pool }] of this.destinations) {
      if (this.destinations.size <= this.options.maxPools) return;
      this.destinations.delete(key);
      // Lets running requests end first.
      pool.close().catch(() => undefined);
    }
  }
}
