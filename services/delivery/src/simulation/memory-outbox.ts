import {
  type DestinationHistory,
  type DueDestination,
  type Failure,
  type Lease,
  LeaseLost,
  type Outcome,
  type Claimed,
  type OutboxRow,
  type OutboxStore,
} from '@iimp/storage/outbox/store';
import { MemoryLedger } from './memory-ledger.js';

export interface NewRow {
  domain: string;
  messageId: string;
  conversationId: string;
  sender: string;
  recipients: readonly string[];
  json: string;
  createdAt: number;
  expiresAt: number;
}

interface Row extends OutboxRow {
  domain: string;
  attempts: number;
  readyAt: number;
  /** Later messages of its conversation wait for it. */
  holds: boolean;
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

/** The outbox in memory: passes the same contract as the one in Postgres (adapters/outbox.contract.testkit.ts). */
export class MemoryOutbox implements OutboxStore {
  readonly shards = SHARDS;
  readonly ledger = new MemoryLedger();
  /** Rows that somebody marked after they were settled: none, if fencing works and nobody purges. */
  ghosts = 0;
  readonly #places = new Map<string, Place>();
  /** Domains that something waits for. */
  readonly #active = new Set<string>();
  #ids = 0;
  #tokens = 0;

  /** What `api` does when it accepts a message. */
  accept(row: NewRow): void {
    const shard = shardOf(row.conversationId);
    const bytes = Buffer.byteLength(row.json);
    const origin = row.sender.slice(row.sender.indexOf('@') + 1);
    this.ledger.open(row);
    this.#active.add(row.domain);
    this.#rows(row.domain, shard).push({
      ...row,
      id: String(++this.#ids),
      shard,
      origin,
      bytes,
      attempts: 0,
      readyAt: 0,
      holds: false,
    });
  }

  pause(domain: string, paused: boolean): void {
    this.#place(domain).paused = paused;
  }

  pending(domain: string): number {
    return this.#place(domain).shards.reduce((sum, rows) => sum + rows.length, 0);
  }

  /** Leases given so far. */
  get leases(): number {
    return this.#tokens;
  }

  isDown(domain: string): boolean {
    return this.#place(domain).failures > 0;
  }

  async dueDestinations(now: number, limit: number): Promise<DueDestination[]> {
    const due: DueDestination[] = [];
    for (const domain of this.#active) {
      if (due.length >= limit) break;
      const place = this.#place(domain);
      if (!mayTry(place, now)) continue;
      const free = freeShards(place, now);
      if (place.failures > 0 && free.length < SHARDS) continue;
      const work = free.some((shard) => flowing(this.#rows(domain, shard)).some((row) => row.readyAt <= now));
      if (work) due.push({ domain, ...historyOf(place) });
    }
    return due;
  }

  async acquire(
    domain: string,
    _worker: string,
    ttlMs: number,
    now: number,
  ): Promise<{ lease: Lease; history: DestinationHistory } | 'busy' | 'waiting'> {
    const place = this.#place(domain);
    if (!mayTry(place, now)) return 'waiting';
    const shards = freeShards(place, now);
    if (shards.length === 0 || (place.failures > 0 && shards.length < SHARDS)) return 'busy';
    if (this.pending(domain) === 0) return 'waiting';
    const token = String(++this.#tokens);
    for (const shard of shards) place.leases[shard] = { token, expiresAt: now + ttlMs };
    return { lease: { domain, shards, token }, history: historyOf(place) };
  }

  async renew(lease: Lease, ttlMs: number, now: number): Promise<void> {
    for (const held of this.#held(lease)) held.expiresAt = now + ttlMs;
  }

  async release(lease: Lease, _now: number, shards: readonly number[] = lease.shards): Promise<void> {
    const { leases } = this.#place(lease.domain);
    for (const shard of shards) if (leases[shard]?.token === lease.token) leases[shard] = undefined;
  }

  async claimBatch(lease: Lease, limit: number, maxBytes: number, now: number): Promise<Claimed> {
    const rows = (this.#place(lease.domain).paused ? [] : lease.shards)
      .flatMap((shard) => flowing(this.#rows(lease.domain, shard)))
      .filter((row) => row.readyAt <= now)
      .sort((a, b) => Number(a.id) - Number(b.id));
    const batch: OutboxRow[] = [];
    let bytes = 0;
    for (const row of rows.slice(0, limit)) {
      bytes += row.bytes;
      if (bytes > maxBytes && batch.length > 0) break;
      batch.push({ ...row });
    }
    return { rows: batch, more: rows.length > batch.length };
  }

  async complete(lease: Lease, outcomes: readonly Outcome[], _now: number): Promise<{ mailboxes: [] }> {
    this.#held(lease);
    for (const outcome of outcomes) {
      const row = this.#rows(lease.domain, outcome.row.shard).find(({ id }) => id === outcome.row.id);
      if (row === undefined) this.ghosts++;
      else this.#mark(row, outcome);
    }
    return { mailboxes: [] };
  }

  async recordFailure(
    lease: Lease,
    failure: Failure,
    now: number,
  ): Promise<{ failures: number; first: boolean; mailboxes: [] }> {
    this.#held(lease);
    const place = this.#place(lease.domain);
    const first = place.failures === 0;
    if (first || failure.startedAt > place.failedAt) {
      place.failures++;
      place.failedAt = now;
      place.nextAttemptAt = failure.nextAttemptAt(place.failures);
      place.lastCode = failure.code;
      place.silentUntil = failure.retryAfterUntil ?? 0;
    }
    const tried = new Set(failure.tried.map(({ id }) => id));
    for (const row of lease.shards.flatMap((shard) => this.#rows(lease.domain, shard))) {
      if (tried.has(row.id)) this.ledger.update(row, { attempts: ++row.attempts, code: failure.code });
      if (row.expiresAt <= now && failure.leave !== true) this.#giveUp(row, failure.code);
    }
    if (failure.leave === true) await this.release(lease, now);
    return { failures: place.failures, first, mailboxes: [] };
  }

  async recordSuccess(lease: Lease, _now: number): Promise<void> {
    this.#held(lease);
    const well = { failures: 0, nextAttemptAt: 0, silentUntil: 0, lastCode: undefined };
    Object.assign(this.#place(lease.domain), well);
  }

  async wakeProbe(domain: string, now: number): Promise<boolean> {
    const place = this.#place(domain);
    if (place.failures === 0 || place.silentUntil > now || place.paused || this.pending(domain) === 0) return false;
    place.nextAttemptAt = Math.min(place.nextAttemptAt, now);
    return true;
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

  #rows(domain: string, shard: number): Row[] {
    return this.#place(domain).shards[shard] ?? [];
  }

  /** Only the token counts: whose life is over but whose shards nobody took may go on. */
  #held(lease: Lease): { expiresAt: number }[] {
    const { leases } = this.#place(lease.domain);
    return lease.shards.map((shard) => {
      const held = leases[shard];
      if (held?.token !== lease.token) throw new LeaseLost('taken over');
      return held;
    });
  }

  #mark(row: Row, outcome: Outcome): void {
    if (outcome.kind !== 'deferred' || outcome.untried !== true) row.attempts++;
    this.ledger.update(row, { attempts: row.attempts });
    switch (outcome.kind) {
      case 'delivered':
        this.#remove(row);
        this.ledger.update(row, { state: 'delivered', receipt: outcome.receipt });
        if (outcome.unknownRecipients.length > 0)
          this.ledger.notice(row, outcome.unknownRecipients, 'unknown_recipient');
        break;
      case 'refused':
        this.#giveUp(row, outcome.code);
        break;
      case 'deferred':
        row.readyAt = outcome.nextAttemptAt;
        row.holds = outcome.holdConversation === true;
        this.ledger.update(row, { code: outcome.code });
        break;
      default:
        outcome satisfies never;
    }
  }

  #remove(row: Row): void {
    const rows = this.#rows(row.domain, row.shard);
    rows.splice(rows.indexOf(row), 1);
    if (this.pending(row.domain) === 0) this.#active.delete(row.domain);
  }

  #giveUp(row: Row, code: string): void {
    this.#remove(row);
    this.ledger.update(row, { state: 'failed', code });
    this.ledger.notice(row, row.recipients, code);
  }
}

/** Without those that an earlier one of their conversation holds back. */
function flowing(rows: Row[]): Row[] {
  if (!rows.some(({ holds }) => holds)) return rows;
  const held = new Set<string>();
  return rows.filter(({ conversationId, holds }) => {
    const waits = held.has(conversationId);
    if (holds) held.add(conversationId);
    return !waits;
  });
}

function mayTry({ paused, failures, nextAttemptAt }: Place, now: number): boolean {
  return !paused && (failures === 0 || nextAttemptAt <= now);
}

function freeShards({ leases }: Place, now: number): number[] {
  const free: number[] = [];
  for (let shard = 0; shard < SHARDS; shard++) if ((leases[shard]?.expiresAt ?? 0) <= now) free.push(shard);
  return free;
}

function historyOf({ failures, lastCode }: Place): DestinationHistory {
  return lastCode === undefined ? { failures } : { failures, lastCode };
}

function shardOf(conversationId: string): number {
  let hash = 0;
  for (let i = 0; i < conversationId.length; i++) hash = (hash * 31 + conversationId.charCodeAt(i)) >>> 0;
  return hash % SHARDS;
}
