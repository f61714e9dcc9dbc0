/** What statements for several destinations at once may cost: see plans.contract.testkit.ts. */
import { CLAIM_OF_MANY, LOOK_OF_MANY } from './outbox/claim.js';
import { GO_DOWN, NOTE_FAILED_ATTEMPTS } from './outbox/failures.js';
import { MOVE_DUE, RELEASE } from './outbox/leases.js';
import { ACQUIRE_MANY, FENCE_MANY, LEAVE_MANY, RENEW_MANY } from './outbox/leases-together.js';
import type { Case } from './plans.contract.testkit.js';

const SHARDS = [0, 1, 2, 3, 4, 5, 6, 7];
const DOMAINS = ['hot.test', 'dead1.test', 'dead2.test'];
const BYTES = 1 << 24;

export const TOGETHER: readonly Case[] = [
  {
    name: 'leasing several',
    text: ACQUIRE_MANY,
    values: () => [DOMAINS, 'w1', 8, 10, 20],
    rows: 3,
    pages: 300,
  },
  {
    name: 'fencing several',
    text: FENCE_MANY,
    values: () => [SHARDS.map(() => 'hot.test'), SHARDS, SHARDS.map(() => 1)],
    rows: 8,
    pages: 100,
  },
  {
    name: 'leaving several',
    text: LEAVE_MANY,
    values: () => [SHARDS.map(() => 'hot.test'), SHARDS, SHARDS.map(() => 1)],
    rows: 8,
    pages: 200,
  },
  {
    name: 'renewing several',
    text: RENEW_MANY,
    values: () => [SHARDS.map(() => 'hot.test'), SHARDS, SHARDS.map(() => 1), ['hot.test'], [1], [50]],
    rows: 8,
    pages: 200,
  },
  { name: 'moving the next look', text: MOVE_DUE, values: () => [DOMAINS, [50, 50, 50]], pages: 200 },
  { name: 'releasing several', text: RELEASE, values: () => [DOMAINS, DOMAINS, 10, 8], pages: 500 },
  {
    name: 'going down, several',
    text: GO_DOWN,
    values: () => [DOMAINS, 10, [1, 1, 1], [20, 20, 20], [0, 0, 0], ['c', 'c', 'c'], ['d', 'd', 'd']],
    pages: 200,
  },
  {
    name: 'noting failed attempts',
    text: NOTE_FAILED_ATTEMPTS,
    values: () => [DOMAINS, 10, ['c', 'c', 'c'], ['d', 'd', 'd'], [1, 1, 1]],
    pages: 200,
  },
  {
    name: 'looking into a backlog of 60,000 and into small ones',
    text: LOOK_OF_MANY,
    values: () => [DOMAINS, DOMAINS.map(() => SHARDS.join(',')), [100, 100, 100], 10],
    rows: 3,
    pages: 4_000,
  },
  {
    name: 'claiming from a backlog of 60,000 and from small ones',
    text: CLAIM_OF_MANY,
    values: () => [DOMAINS, DOMAINS.map(() => SHARDS.join(',')), [100, 100, 100], 10, [BYTES, BYTES, BYTES]],
    rows: 200,
    pages: 8_000,
  },
];
