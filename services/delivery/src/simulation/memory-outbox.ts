import {
  type Clock,
  type DestinationHistory,
  type DueDestination,
  type Failure,
  type Lease,
  LeaseLost,
  type Outcome,
  type OutboxPort,
  type OutboxRow,
} from '../engine/ports.js';

/** What a sender reads in the end. */
export interface MemoryNotice {
  messageId: string;
  domain: string;
  recipients: readonly string[];
  code: string;
}

export interface MemoryDelivery {
  state: 'queued' | 'delivered' | 'failed';
  attempts: number;
  code?: string;
  receipt?: unknown;
}

export interface NewRow {
  domain: string;
  messageId: string;
  conversationId: string;
  sender: string;
  recipients: readonly string[];
  json: string;
  expiresAt: number;
}

interface Row extends OutboxRow {
  attempts: number;
  nextAttemptAt: number;
}

interface Place {
  /** In order of acceptance, by shard. */
  shards: Row[][];
  leases: ({ token: string; expiresAt: number } | undefined)[];
  failures: number;
  nextAttemptAt: number;
  failedAt: number;
  silentUntil: number;
  lastCode?: string;
  paused: boolean;
}

const SHARDS = 8;

/** The outbox in memory: the same contract as the one in Postgres (outbox.contract.testkit.ts), on any clock. */
export class MemoryOutbox {
  readonly notices: MemoryNotice[] = [];
  readonly deliveries = new Map<string, MemoryDelivery>();
  /** Rows that somebody marked after they were settled: none, if fencing works. */
  ghosts = 0;
  readonly #places = new Map<string, Place>();
  #ids = 0;
  #tokens = 0;

  constructor(private readonly clock: Clock) {}

  /** What `api` does when it accepts a message. */
  accept(row: NewRow): void {
    const place = this.#place(row.domain);
    const shard = shardOf(row.conversationId);
    this.deliveries.set(key(row), { state: 'queued', attempts: 0 });
    place.shards[shard]?.push({
      id: String(++this.#ids),
      messageId: row.messageId,
      conversationId: row.conversationId,
      origin: row.sender.slice(row.sender.indexOf('@') + 1),
      sender: row.sender,
      recipients: row.recipients,
      json: row.json,
      bytes: Buffer.byteLength(row.json),
      attempts: 0,
      createdAt: this.clock.now(),
      expiresAt: row.expiresAt,
      shard,
      nextAttemptAt: 0,
    });
  }

  pause(domain: string, paused: boolean): void {
    this.#place(domain).paused = paused;
  }

  pending(domain: string): number {
    return this.#place(domain).shards.reduce((sum, rows) => sum + rows.length, 0);
  }

  isDown(domain: string): boolean {
    return this.#place(domain).failures > 0;
  }

  /** The outbox as one worker has it. */
  port(): OutboxPort {
    return {
      shards: SHARDS,
      due: async (limit) => this.#due(limit),
      acquire: async (domain, ttlMs) => this.#acquire(domain, ttlMs),
      renew: async (lease, ttlMs) => {
        for (const held of this.#held(lease)) held.expiresAt = this.clock.now() + ttlMs;
      },
      release: async (lease, shards = lease.shards) => {
        const { leases } = this.#place(lease.domain);
        for (const shard of shards) if (leases[shard]?.token === lease.token) leases[shard] = undefined;
      },
      claim: async (lease, limit, maxBytes) => this.#claim(lease, limit, maxBytes),
      complete: async (lease, outcomes) => this.#complete(lease, outcomes),
      recordFailure: async (lease, failure) => this.#recordFailure(lease, failure),
      recordSuccess: async (lease) => {
        this.#held(lease);
        Object.assign(this.#place(lease.domain), {
          failures: 0,
          nextAttemptAt: 0,
          silentUntil: 0,
          lastCode: undefined,
        });
      },
      allowProbe: async (domain) => this.#allowProbe(domain),
    };
  }

  #place(domain: string): Place {
    let place = this.#places.get(domain);
    if (place === undefined) {
      place = {
        shards: Array.from({ length: SHARDS }, () => []),
        leases: Array.from({ length: SHARDS }, () => undefined),
        failures: 0,
        nextAttemptAt: 0,
        failedAt: -Infinity,
        silentUntil: 0,
        paused: false,
      };
      this.#places.set(domain, place);
    }
    return place;
  }

  #free(place: Place, shard: number): boolean {
    const lease = place.leases[shard];
    return lease === undefined || lease.expiresAt <= this.clock.now();
  }

  #due(limit: number): DueDestination[] {
    const now = this.clock.now();
    const due: DueDestination[] = [];
    for (const [domain, place] of this.#places) {
      if (due.length >= limit) break;
      if (place.paused || (place.failures > 0 && place.nextAttemptAt > now)) continue;
      const work = place.shards.some(
        (rows, shard) => this.#free(place, shard) && rows.some((row) => row.nextAttemptAt <= now),
      );
      if (work) due.push({ domain, ...historyOf(place) });
    }
    return due;
  }

  #acquire(domain: string, ttlMs: number): { lease: Lease; history: DestinationHistory } | 'busy' | 'waiting' {
    const place = this.#place(domain);
    const now = this.clock.now();
    if (place.paused || (place.failures > 0 && place.nextAttemptAt > now)) return 'waiting';
    const shards = place.leases.flatMap((_, shard) => (this.#free(place, shard) ? [shard] : []));
    if (shards.length === 0 || (place.failures > 0 && shards.length < SHARDS)) return 'busy';
    // The one probe is taken: whoever comes next, comes after this one's life.
    if (place.failures > 0) place.nextAttemptAt = now + ttlMs;
    const token = String(++this.#tokens);
    for (const shard of shards) place.leases[shard] = { token, expiresAt: now + ttlMs };
    return { lease: { domain, shards, token }, history: historyOf(place) };
  }

  #held(lease: Lease): { expiresAt: number }[] {
    const { leases } = this.#place(lease.domain);
    return lease.shards.map((shard) => {
      const held = leases[shard];
      if (held === undefined || held.token !== lease.token || held.expiresAt <= this.clock.now())
        throw new LeaseLost('taken over');
      return held;
    });
  }

  #claim(lease: Lease, limit: number, maxBytes: number): OutboxRow[] {
    this.#held(lease);
    const now = this.clock.now();
    const rows = lease.shards
      .flatMap((shard) => this.#place(lease.domain).shards[shard] ?? [])
      .filter((row) => row.nextAttemptAt <= now)
      .sort((a, b) => Number(a.id) - Number(b.id));
    let bytes = 0;
    const fitting = rows.slice(0, limit).filter((row, index) => (bytes += row.bytes) <= maxBytes || index === 0);
    return fitting.map((row) => ({ ...row }));
  }

  #complete(lease: Lease, outcomes: readonly Outcome[]): void {
    this.#held(lease);
    for (const outcome of outcomes) {
      const row = this.#find(lease, outcome.row.id);
      if (row === undefined) {
        this.ghosts++;
        continue;
      }
      row.attempts++;
      const delivery = this.#delivery(lease.domain, row);
      delivery.attempts = row.attempts;
      switch (outcome.kind) {
        case 'delivered':
          this.#remove(lease, row);
          Object.assign(delivery, { state: 'delivered', receipt: outcome.receipt });
          if (outcome.unknownRecipients.length > 0) {
            this.#notice(lease.domain, row, outcome.unknownRecipients, 'unknown_recipient');
          }
          break;
        case 'refused':
          this.#giveUp(lease, row, outcome.code);
          break;
        case 'deferred':
          row.nextAttemptAt = outcome.nextAttemptAt;
          delivery.code = outcome.code;
          break;
        default:
          outcome satisfies never;
      }
    }
  }

  #recordFailure(lease: Lease, failure: Failure): { failures: number; first: boolean } {
    this.#held(lease);
    const place = this.#place(lease.domain);
    const first = place.failures === 0;
    if (first || failure.startedAt >= place.failedAt) {
      place.failures++;
      place.failedAt = this.clock.now();
      place.nextAttemptAt = failure.nextAttemptAt(place.failures);
      place.lastCode = failure.code;
    }
    place.silentUntil = Math.max(place.silentUntil, failure.retryAfterUntil ?? 0);
    place.nextAttemptAt = Math.max(place.nextAttemptAt, place.silentUntil);
    for (const { id } of failure.tried) {
      const row = this.#find(lease, id);
      if (row === undefined) continue;
      row.attempts++;
      Object.assign(this.#delivery(lease.domain, row), { attempts: row.attempts, code: failure.code });
    }
    const late = lease.shards.flatMap((shard) =>
      (place.shards[shard] ?? []).filter((row) => row.expiresAt <= this.clock.now()),
    );
    for (const row of late) this.#giveUp(lease, row, failure.code);
    return { failures: place.failures, first };
  }

  #allowProbe(domain: string): boolean {
    const place = this.#place(domain);
    const now = this.clock.now();
    if (place.failures === 0 || place.silentUntil > now || place.paused || this.pending(domain) === 0) return false;
    place.nextAttemptAt = Math.min(place.nextAttemptAt, now);
    return true;
  }

  #find(lease: Lease, id: string): Row | undefined {
    for (const shard of lease.shards) {
      const row = this.#place(lease.domain).shards[shard]?.find((candidate) => candidate.id === id);
      if (row !== undefined) return row;
    }
    return undefined;
  }

  #remove(lease: Lease, row: Row): void {
    const rows = this.#place(lease.domain).shards[row.shard] ?? [];
    rows.splice(rows.indexOf(row), 1);
  }

  #giveUp(lease: Lease, row: Row, code: string): void {
    this.#remove(lease, row);
    Object.assign(this.#delivery(lease.domain, row), { state: 'failed', code });
    this.#notice(lease.domain, row, row.recipients, code);
  }

  #notice(domain: string, row: Row, recipients: readonly string[], code: string): void {
    this.notices.push({ messageId: row.messageId, domain, recipients, code });
  }

  #delivery(domain: string, row: Row): MemoryDelivery {
    const delivery = this.deliveries.get(key({ domain, messageId: row.messageId }));
    if (delivery === undefined) throw new Error('a row without a delivery');
    return delivery;
  }
}

/** Of a delivery. */
export function key(row: { domain: string; messageId: string }): string {
  return `${row.domain} ${row.messageId}`;
}

function historyOf(place: Place): DestinationHistory {
  return place.lastCode === undefined
    ? { failures: place.failures }
    : { failures: place.failures, lastCode: place.lastCode };
}

function shardOf(conversationId: string): number {
  let hash = 0;
  for (let i = 0; i < conversationId.length; i++) hash = (hash * 31 + conversationId.charCodeAt(i)) >>> 0;
  return hash % SHARDS;
}
