import { type MessageText, sizeOf } from '../internal/wire-json.js';

export interface FreshOutboxOptions {
  /** Most bytes of texts; those of the destination that is followed longest go first. Default 8 MiB. */
  maxBytes?: number;
  /** Most destinations that are followed. Default 4 096. */
  maxDomains?: number;
}

/** A message as it was committed for one destination: all of its row that stays as it is. */
export interface FreshRow extends MessageText {
  readonly domain: string;
  readonly shard: number;
  readonly messageId: string;
  readonly conversationId: string;
  readonly sender: string;
  /** Separated by commas. */
  readonly recipients: string;
  readonly createdAt: number;
}

interface Lane {
  rows: Map<string, FreshRow>;
  bytes: number;
}

/**
 * What this process has just committed to the outbox, for a worker in the same process. What is ready, and in which order, is for
 * Postgres to say; the rest of a row never changes, so what is known need not be read again. Only destinations whose worker has come to
 * the end of what waits are followed: of a backlog the oldest come first, and they are not here.
 */
export class FreshOutbox {
  /** Those that are followed. */
  readonly #lanes = new Map<string, Lane>();
  readonly #maxBytes: number;
  readonly #maxDomains: number;
  #bytes = 0;

  constructor({ maxBytes = 8 * 1_048_576, maxDomains = 4_096 }: FreshOutboxOptions = {}) {
    this.#maxBytes = maxBytes;
    this.#maxDomains = maxDomains;
  }

  /** Bytes of the texts that are kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /** From now on what is committed for this destination is kept. */
  follow(domain: string): void {
    if (this.#lanes.has(domain)) return;
    this.#lanes.set(domain, { rows: new Map(), bytes: 0 });
    if (this.#lanes.size > this.#maxDomains) this.#dropFirst();
  }

  /** Not any more. */
  drop(domain: string): void {
    this.#bytes -= this.#lanes.get(domain)?.bytes ?? 0;
    this.#lanes.delete(domain);
  }

  /** To be called after the commit, and before anybody is told of it. */
  add(rows: readonly FreshRow[]): void {
    for (const row of rows) {
      const lane = this.#lanes.get(row.domain);
      if (lane) {
        lane.rows.set(row.messageId, row);
        this.#grow(lane, sizeOf(row));
      }
    }
    while (this.#bytes > this.#maxBytes) this.#dropFirst();
  }

  /** Whether any text for this destination is known. */
  has(domain: string): boolean {
    return (this.#lanes.get(domain)?.rows.size ?? 0) > 0;
  }

  get(domain: string, messageId: string): FreshRow | undefined {
    return this.#lanes.get(domain)?.rows.get(messageId);
  }

  /** They are delivered, or will be read again if they are not. */
  forget(domain: string, messageIds: Iterable<string>): void {
    const lane = this.#lanes.get(domain);
    if (!lane) return;
    for (const messageId of messageIds) {
      const row = lane.rows.get(messageId);
      if (!row) continue;
      lane.rows.delete(messageId);
      this.#grow(lane, -sizeOf(row));
    }
  }

  #grow(lane: Lane, bytes: number): void {
    lane.bytes += bytes;
    this.#bytes += bytes;
  }

  #dropFirst(): void {
    for (const domain of this.#lanes.keys()) return this.drop(domain);
  }
}
