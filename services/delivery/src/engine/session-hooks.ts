import type { Kind, Slot } from './slots.js';
import type { Obstacle } from './turned-away.js';

/** What a session asks of the scheduler. */
export interface SessionHooks {
  /** Stop before the next post. */
  stopping(): boolean;
  /** Others wait for a slot of this kind. */
  othersWait(kind: Kind): boolean;
  /** One more session with this destination could begin at once, in a slot of this kind. */
  mayWiden(kind: Kind): boolean;
  /** Shards were given up for it. */
  widened(): void;
  /** It gives its slot back and waits for one to go on with: after the others, if it `goesOn`, or when it is woken. Undefined: it is to end. */
  rest(slot: Slot, signal: AbortSignal, goesOn: boolean): Promise<Slot | undefined>;
  /** That nothing can be signed for this domain of ours now; undefined when it can. */
  unsigned(origin: string): Obstacle | undefined;
  /** The destination went down just now. */
  wentDown(): void;
  /** The destination showed that it works; `again` after a failure. */
  answered(again: boolean): void;
}
