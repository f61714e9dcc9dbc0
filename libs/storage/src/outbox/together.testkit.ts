import { createOutboxWorld, type OutboxWorld, TTL } from './outbox.testkit.js';
import type { Lease, Outcome, OutboxRow } from './store.js';

/** Enough that some of what is asked for in one turn goes together: see PostgresOutboxStore. */
export const MANY = 8;

/** Many destinations with mail, of which something is asked for at once. */
export interface Crowd {
  world: OutboxWorld;
  /** How often there were new destinations. */
  readonly turn: number;
  /** New ones, with so many messages each. */
  destinations(each?: number): Promise<string[]>;
  acquire(domain: string, worker?: string): ReturnType<OutboxWorld['store']['acquire']>;
  /** Acquires all at once, or fails the test. */
  leases(domains: readonly string[]): Promise<Lease[]>;
  claim(lease: Lease, limit?: number, bytes?: number): Promise<OutboxRow[]>;
  /** Somebody holds the row until the returned function is called. */
  lock(sql: string, domain: string): Promise<() => Promise<void>>;
}

export const delivered = (rows: readonly OutboxRow[], receipt?: unknown): Outcome[] =>
  rows.map((row) => ({ kind: 'delivered', row, unknownRecipients: [], receipt }));

export async function createCrowd(): Promise<Crowd> {
  const world = await createOutboxWorld();
  let turn = 0;
  const acquire: Crowd['acquire'] = (domain, worker = 'w1') => world.store.acquire(domain, worker, TTL, world.now);
  return {
    world,
    get turn() {
      return turn;
    },
    async destinations(each = 2) {
      turn += 1;
      const domains = Array.from({ length: MANY }, (_, index) => `d${index}.t${turn}.test`);
      for (const domain of domains) await world.send(domain, each);
      return domains;
    },
    acquire,
    async leases(domains) {
      const acquired = await Promise.all(domains.map((domain) => acquire(domain)));
      return acquired.map((one) => {
        if (typeof one === 'string') throw new Error(one);
        return one.lease;
      });
    },
    async claim(lease, limit = 100, bytes = 1 << 20) {
      return (await world.store.claimBatch(lease, limit, bytes, world.now)).rows;
    },
    async lock(sql, domain) {
      const client = await world.test.db.pool.connect();
      await client.query('begin');
      await client.query(sql, [domain]);
      return async () => {
        await client.query('rollback');
        client.release();
      };
    },
  };
}
