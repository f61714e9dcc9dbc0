import { type Load, type Sizes } from './load.js';
import { OTHERS } from './others.js';
import { PAIRS } from './pairs.js';

export const LOADS: readonly Load[] = [...PAIRS, ...OTHERS];

export const FULL: Sizes = {
  messages: 10_000,
  warmUp: 2_000,
  pairs: 50,
  pacedSeconds: 20,
  groupDomains: 10,
  groupRecipients: 100,
  groupMessages: 200,
  largeBytes: 1_073_741_824,
  smallCount: 100,
  idleConnections: 5_000,
  idleSeconds: 15,
};

/** To see that everything works, not how fast it is. */
export const QUICK: Sizes = {
  messages: 200,
  warmUp: 20,
  pairs: 4,
  pacedSeconds: 1,
  groupDomains: 2,
  groupRecipients: 6,
  groupMessages: 20,
  largeBytes: 8 * 1_048_576,
  smallCount: 4,
  idleConnections: 20,
  idleSeconds: 1,
};
