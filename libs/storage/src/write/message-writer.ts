import type { Database } from '../database.js';
import { pending } from '../internal/pending.js';
import type { IncomingMessage, MessageWriterOptions, WriteResult } from './types.js';

/**
 * Stores messages, exactly once each, many in one transaction: what gathers while the connections are busy becomes the next
 * transaction. A result is given after the commit only.
 */
export class MessageWriter {
  constructor(
    private readonly db: Database,
    private readonly options: MessageWriterOptions = {},
  ) {}

  /** @throws ProblemError `unavailable` (temporary) when the queue is full, the database is away or the writer is closed */
  submit(_entry: IncomingMessage): Promise<WriteResult> {
    return pending();
  }

  /** Results in the order of the entries; entries of one conversation are stored in their order. */
  submitMany(_entries: readonly IncomingMessage[]): Promise<WriteResult[]> {
    return pending();
  }

  /** Refuses new messages, and waits until those taken in are stored. */
  close(): Promise<void> {
    return pending();
  }
}
