import type { EventPatternName } from './topology.js';

/** A message that no handler could take, kept for people. */
export interface QuarantinedMessage {
  readonly pattern: EventPatternName;
  readonly messageId: string;
  /** `invalid`: not a valid message; `failed`: its handler failed every time; `undelivered`: its consumers died every time. */
  readonly reason: 'invalid' | 'failed' | 'undelivered';
  /** What the last failure said. */
  readonly error: string;
  readonly attempts: number;
  /** Milliseconds since the epoch; undefined when the broker moved it and did not say. */
  readonly quarantinedAt: number | undefined;
  readonly body: Uint8Array;
}

export interface QuarantineSelection {
  /** Only these; all of the pattern when left out. */
  readonly messageIds?: readonly string[];
  /** At most so many are looked at. */
  readonly limit?: number;
}

/** What operators do with quarantined messages. */
export interface QuarantineAdmin {
  /** Oldest first. Changes nothing. */
  list(pattern: EventPatternName, limit?: number): Promise<QuarantinedMessage[]>;
  /** How many there are. */
  count(pattern: EventPatternName): Promise<number>;
  /** Gives them to the handlers again, with all attempts before them. Returns how many. */
  replay(pattern: EventPatternName, selection?: QuarantineSelection): Promise<number>;
  /** Throws them away. Returns how many. */
  purge(pattern: EventPatternName, selection?: QuarantineSelection): Promise<number>;
}
