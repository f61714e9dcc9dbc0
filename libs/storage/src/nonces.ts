import { createHash } from 'node:crypto';
import { ProblemError } from '@iimp/protocol/problem';
import type { Database } from './database.js';
import { bigintArray, byteaArray } from './internal/pg-array.js';

export interface NonceUse {
  keyid: string;
  nonce: string;
  /** End of the window in which it must not be seen again, ms. */
  expires: number;
}

/** Nonces of signed requests, seen once on any replica (profile §6). */
export class Nonces {
  readonly #queue: {
    uses: readonly NonceUse[];
    resolve: (first: boolean[]) => void;
    reject: (error: unknown) => void;
  }[] = [];
  #running = false;

  constructor(private readonly db: Database) {}

  /** For each, in order: is this its first use? Calls that come while one is under way share the next statement. */
  async useNonces(uses: readonly NonceUse[]): Promise<boolean[]> {
    if (this.#queue.length >= MAX_QUEUED)
      throw new ProblemError('unavailable', 'Too many requests are being checked', { retryAfterSeconds: 1 });
    return await new Promise<boolean[]>((resolve, reject) => {
      this.#queue.push({ uses, resolve, reject });
      void this.#pump();
    });
  }

  /** One statement at a time: what comes meanwhile shares the next. */
  async #pump(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    while (this.#queue.length > 0) {
      const calls = this.#queue.splice(0, MAX_CALLS);
      try {
        const first = await this.#insert(calls.flatMap(({ uses }) => uses));
        let at = 0;
        for (const { uses, resolve } of calls) resolve(first.slice(at, (at += uses.length)));
      } catch (error) {
        for (const { reject } of calls) reject(error);
      }
    }
    this.#running = false;
  }

  async #insert(uses: readonly NonceUse[]): Promise<boolean[]> {
    const hashes = uses.map(hashOf);
    const last = new Map(uses.map((use, index) => [hashes[index] ?? '', use.expires]));
    // Sorted, so that two such statements wait for each other in one direction only.
    const sorted = [...last].sort(([a], [b]) => (a < b ? -1 : 1));
    const inserted = await this.db.query<{ hash: string }>('nonces-insert', INSERT, [
      byteaArray(sorted.map(([hash]) => Buffer.from(hash, 'hex'))),
      bigintArray(sorted.map(([, expires]) => expires)),
    ]);
    const fresh = new Set(inserted.map(({ hash }) => hash));
    // Of several uses in one statement, the first is the first.
    return hashes.map((hash) => fresh.delete(hash));
  }
}

/** Calls that wait for a statement. */
const MAX_QUEUED = 10_000;
/** Calls that share one. */
const MAX_CALLS = 200;

/**
 * A statement by itself, that does not wait for the disk: a crash forgets the last half second, and with it the requests of that
 * time. The setting ends with the statement's own transaction.
 */
const INSERT = `
  with later as materialized (select set_config('synchronous_commit', 'off', true))
  insert into nonces (use_hash, expires_at)
  select n.* from later, unnest($1::bytea[], $2::bigint[]) n
      on conflict do nothing returning encode(use_hash, 'hex') as hash`;

/** Hexadecimal, 16 bytes: far too many to collide with within a window of minutes. */
function hashOf({ keyid, nonce }: NonceUse): string {
  return createHash('sha256').update(`${keyid}\n${nonce}`).digest('hex').slice(0, 32);
}
