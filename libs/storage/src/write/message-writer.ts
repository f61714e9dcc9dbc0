import { context, type Context } from '@opentelemetry/api';
import { ProblemError } from '@iimp/protocol/problem';
import type { Database } from '../database.js';
import { isTemporaryFailure, isUniqueViolation } from '../internal/pg-errors.js';
import { checkShards } from '../internal/shards.js';
import { BatchCounts, inBatchTrace } from './batch-telemetry.js';
import { ConversationQueue } from './conversation-queue.js';
import { prepare, type Prepared } from './incoming.js';
import { KnownMembers } from './known-members.js';
import type { IncomingMessage, MessageWriterOptions, WriteResult } from './types.js';
import { weightOf } from './weight.js';
import { writeBatch } from './write-batch.js';

interface Waiting {
  prepared: Prepared;
  /** What it came with: the trace of its request. */
  origin: Context;
  /** Shared by the entries of one `submitMany`. */
  company: object | undefined;
  resolve: (result: WriteResult) => void;
  reject: (error: unknown) => void;
}

/**
 * A transaction costs as much as some fifty messages. So a second one beside the first is for a crowd; fewer wait for the first to
 * end, but no longer than this: it may be waiting for somebody else's lock.
 */
const CROWD = 32;
const PATIENCE_MS = 10;
/** Messages of 1 MiB, as many as may wait, would be more memory than a process has. */
const MAX_QUEUED_BYTES = 128 * 1024 * 1024;
/** Tries of a batch that met another one with the same new message_id. */
const RACE_ATTEMPTS = 5;

/**
 * Stores messages, exactly once each, many in one transaction: what gathers while the connections are busy becomes the next
 * transaction, so that a lone message never waits for company, and a crowd shares one commit. A result is given after the
 * commit only.
 */
export class MessageWriter {
  readonly #queue = new ConversationQueue<Waiting>();
  readonly #known = new KnownMembers();
  readonly #counts = new BatchCounts();
  readonly #options: Required<MessageWriterOptions>;
  #queuedBytes = 0;
  #running = 0;
  #pumpScheduled = false;
  #patience: NodeJS.Timeout | undefined;
  #closed = false;
  #idle: (() => void)[] = [];

  constructor(
    private readonly db: Database,
    options: MessageWriterOptions = {},
  ) {
    this.#options = {
      fresh: options.fresh ?? { add: () => undefined },
      freshOutbox: options.freshOutbox ?? { add: () => undefined },
      onCommit: options.onCommit ?? (() => undefined),
      now: options.now ?? Date.now,
      maxBatch: options.maxBatch ?? 100,
      concurrency: options.concurrency ?? 2,
      maxQueued: options.maxQueued ?? 10_000,
      maxQueuedBytes: options.maxQueuedBytes ?? MAX_QUEUED_BYTES,
      shards: checkShards(options.shards),
    };
  }

  /** Messages waiting for a transaction. */
  get queued(): number {
    return this.#queue.size;
  }

  /** @throws ProblemError `unavailable` (temporary) when the queue is full, the database is away or the writer is closed */
  submit(entry: IncomingMessage): Promise<WriteResult> {
    return this.#submit(entry, undefined);
  }

  #submit(entry: IncomingMessage, company: object | undefined): Promise<WriteResult> {
    if (this.#closed) return Promise.reject(unavailable('The server is stopping'));
    if (this.#queue.size >= this.#options.maxQueued || this.#queuedBytes >= this.#options.maxQueuedBytes)
      return Promise.reject(unavailable('Too many messages are waiting to be stored'));
    return new Promise((resolve, reject) => {
      const prepared = prepare(entry);
      this.#queue.push(entry.message.conversation_id, { prepared, origin: context.active(), company, resolve, reject });
      this.#queuedBytes += prepared.bytes;
      this.#schedulePump();
    });
  }

  /**
   * Results in the order of the entries; entries of one conversation are stored in their order. Rejects when one of them could
   * not be stored for want of the database; the others may be stored by then, and are duplicates when they come again. None of
   * those behind it in its conversation is: it would have overtaken it for good.
   */
  async submitMany(entries: readonly IncomingMessage[]): Promise<WriteResult[]> {
    if (this.#queue.size + entries.length > this.#options.maxQueued + this.#options.maxBatch)
      throw unavailable('Too many messages are waiting to be stored');
    const company = {};
    const results = await Promise.allSettled(entries.map((entry) => this.#submit(entry, company)));
    return results.map((result) => {
      if (result.status === 'rejected') throw result.reason;
      return result.value;
    });
  }

  /** Refuses new messages, and waits until those taken in are stored. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#running > 0 || this.#queue.size > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  /** After the messages that arrived in the same turn of the event loop, which so share a transaction. */
  #schedulePump(): void {
    if (this.#pumpScheduled) return;
    this.#pumpScheduled = true;
    setImmediate(() => {
      this.#pumpScheduled = false;
      this.#pump();
    });
  }

  #pump(): void {
    while (this.#mayBegin && (this.#running === 0 || this.#queue.size >= CROWD)) this.#begin();
    if (!this.#mayBegin) return;
    this.#patience ??= setTimeout(() => {
      this.#patience = undefined;
      if (this.#mayBegin) this.#begin();
      this.#pump();
    }, PATIENCE_MS);
  }

  get #mayBegin(): boolean {
    return this.#running < this.#options.concurrency && this.#queue.hasReady;
  }

  #begin(): void {
    clearTimeout(this.#patience);
    this.#patience = undefined;
    const batch = this.#queue.take(this.#options.maxBatch, ({ prepared }) =>
      weightOf(prepared, this.#known.count(prepared.message.conversation_id)),
    );
    for (const { prepared } of batch) this.#queuedBytes -= prepared.bytes;
    this.#running++;
    void this.#write(batch).finally(() => {
      this.#running--;
      this.#queue.done(batch.map(({ prepared }) => prepared.message.conversation_id));
      this.#pump();
      if (this.#running === 0 && this.#queue.size === 0) for (const resolve of this.#idle.splice(0)) resolve();
    });
  }

  /** Writes a batch and settles its messages; never rejects. Gives the error that was no message's own, if there was one. */
  async #write(batch: readonly Waiting[]): Promise<unknown> {
    try {
      const entries = batch.map(({ prepared }) => prepared);
      const origins = batch.map(({ origin }) => origin);
      const results = await inBatchTrace(origins, () => this.#attempt(entries));
      this.#counts.add(entries, results);
      batch.forEach(({ resolve, reject }, index) => {
        const result = results[index];
        if (result) resolve(result);
        else reject(new TypeError('a message without a result'));
      });
    } catch (error) {
      const [only] = batch;
      if (isFatalForAll(error)) return this.#fail(batch, error);
      if (only && batch.length === 1) {
        only.reject(error);
        return undefined;
      }
      // One of them cannot be stored: find out which, so that the others are. Order is kept: one after the other.
      const middle = Math.ceil(batch.length / 2);
      const fatal = await this.#write(batch.slice(0, middle));
      if (fatal !== undefined) return this.#fail(batch.slice(middle), fatal);
      return this.#write(batch.slice(middle));
    }
    return undefined;
  }

  /** Rejects a batch, and what came along with its messages and waits behind them. */
  #fail(batch: readonly Waiting[], error: unknown): unknown {
    for (const { prepared, company, reject } of batch) {
      reject(error);
      if (company === undefined) continue;
      const behind = this.#queue.withdraw(prepared.message.conversation_id, (each) => each.company === company);
      for (const each of behind) {
        this.#queuedBytes -= each.prepared.bytes;
        each.reject(error);
      }
    }
    return error;
  }

  /** A unique violation is a race: the same message_id was stored in another conversation meanwhile. Looked at again, it is there. */
  async #attempt(batch: readonly Prepared[]): Promise<WriteResult[]> {
    for (let attempt = 1; ; attempt++) {
      try {
        const { results, wake } = await writeBatch(this.db, batch, {
          known: this.#known,
          fresh: this.#options.fresh,
          freshOutbox: this.#options.freshOutbox,
          shards: this.#options.shards,
          now: this.#options.now(),
        });
        this.#options.onCommit(wake);
        return results;
      } catch (error) {
        if (!isUniqueViolation(error) || attempt >= RACE_ATTEMPTS) throw error;
      }
    }
  }
}

/** The database's own trouble, which no smaller batch would escape. */
function isFatalForAll(error: unknown): boolean {
  return error instanceof ProblemError || isTemporaryFailure(error);
}

function unavailable(detail: string): ProblemError {
  return new ProblemError('unavailable', detail, { retryAfterSeconds: 1 });
}
