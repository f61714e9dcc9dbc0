import type { Driver } from '../driver/driver.js';
import type { Account, Outcome, Plan, Receiver } from '../driver/plan.js';
import type { Usage } from '../measure/meter.js';
import type { Shape, Target } from '../targets/target.js';
import type { Expected } from '../measure/books.js';

/** How large the loads are. */
export interface Sizes {
  /** Messages of a load that goes as fast as it can. */
  messages: number;
  warmUp: number;
  /** Pairs of users. */
  pairs: number;
  /** F3. */
  pacedSeconds: number;
  /** G: receiving domains, and recipients of each message. */
  groupDomains: number;
  groupRecipients: number;
  groupMessages: number;
  /** A: bytes of the large one, and number of small ones (1 MiB). */
  largeBytes: number;
  smallCount: number;
  /** I: connections, and how long they wait. */
  idleConnections: number;
  idleSeconds: number;
}

/** One load on one target, measured. */
export interface LoadResult {
  load: string;
  shape: Shape | 'ejabberd';
  outcome: Outcome;
  /** Messages a second: those that arrived everywhere. */
  perSecond: number;
  usage: Usage;
  walBytesPerMessage?: number;
  rowsPerMessage?: number;
  /** What the books do not agree with; empty when all is well, undefined where no books are kept. */
  discrepancies?: string[];
}

export interface Bench {
  target: Target;
  driver: Driver;
  sizes: Sizes;
}

export interface Load {
  /** `F1` … */
  name: string;
  title: string;
  shapes: readonly Shape[];
  /** Domains that it needs; two when left out. */
  domains?: (sizes: Sizes) => string[];
  run(bench: Bench): Promise<LoadResult>;
}

export type PlanOf<K extends Plan['kind']> = Extract<Plan, { kind: K }>;
export type { Account, Expected, Receiver };

/** Half of them by long polls, half by streams. */
export function receiversOf(accounts: readonly Account[]): Receiver[] {
  return accounts.map((account, turn) => ({ ...account, by: turn % 2 === 0 ? 'poll' : 'stream' }));
}
