import type { Driver } from '../driver/driver.js';
import type { Account, Outcome, Plan, Receiver } from '../driver/plan.js';
import type { Usage } from '../measure/meter.js';
import type { Needs, Shape, Target } from '../targets/target.js';
import type { Expected } from '../measure/books.js';
import type { Sizes } from './sizes.js';

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
  /** Told of what takes long. */
  say(what: string): void;
}

export interface Load {
  /** `F1` … */
  name: string;
  title: string;
  shapes: readonly Shape[];
  /** Where it runs when it is not asked for by name; everywhere when left out. */
  usually?: readonly Shape[];
  /** Repeated in every round, because a target is about the median. */
  everyRound?: true;
  /** Its target is a share of what the floor does, which therefore runs beside it. */
  isJudgedByFloor?: true;
  /** Its target is a share of what this load does, which therefore runs too. */
  against?: string;
  /** What it needs; two organizations, shared with others, when left out. */
  needs?: (sizes: Sizes) => Needs | Promise<Needs>;
  /** Mostly one result. */
  run(bench: Bench): Promise<LoadResult[]>;
}

export type PlanOf<K extends Plan['kind']> = Extract<Plan, { kind: K }>;
export type { Account, Expected, Receiver, Sizes };

/** Half of them by long polls, half by streams. */
export function receiversOf(accounts: readonly Account[]): Receiver[] {
  return accounts.map((account, turn) => ({ ...account, by: turn % 2 === 0 ? 'poll' : 'stream' }));
}
