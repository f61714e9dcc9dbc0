import type { Pattern } from './topology.js';

/** Second argument of a handler: how the message came. */
export interface MessageContext {
  readonly pattern: Pattern;
  /** Unique per emit, kept over redeliveries. */
  readonly messageId: string;
  /** 1 for the first delivery of a job. */
  readonly attempt: number;
  /** Aborted when the handler exceeds its time: its job is then counted as failed. */
  readonly signal: AbortSignal;
}
