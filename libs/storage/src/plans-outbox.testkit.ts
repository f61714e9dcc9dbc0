/** What the work on one destination may cost: see plans.contract.testkit.ts. */
import { CLAIM, LOOK } from './outbox/claim.js';
import { END_LEASES, TRY_NOW } from './outbox/clock-set-back.js';
import { DEFER, MARK_DELIVERED } from './outbox/complete.js';
import { DELIVERIES } from './outbox/deliveries-view.js';
import { COUNT_TRIES } from './outbox/failures.js';
import { GIVE_UP } from './outbox/give-up.js';
import { EXPIRED } from './outbox/health.js';
import { FENCE, ACQUIRE, DUE, RELEASE, RENEW } from './outbox/leases.js';
import type { Case } from './plans.contract.testkit.js';
import { DEAD } from './plans.testkit.js';

const SHARDS = [0, 1, 2, 3, 4, 5, 6, 7];
const BYTES = 1 << 24;
const fill100 = <T>(value: T): T[] => Array.from({ length: 100 }, () => value);

export const OUTBOX: readonly Case[] = [
  { name: 'the one due among a thousand that are down', text: DUE, values: () => [1_000, 100], rows: 1, pages: 10 },
  {
    name: 'all that are down, once they are due',
    text: DUE,
    values: () => [10e12, 2_000],
    rows: DEAD + 1,
    pages: 5_000,
  },
  { name: 'what a clock that was ahead has put off', text: TRY_NOW, values: () => [10e12], rows: 0, pages: 10 },
  { name: 'leases of a clock that was ahead', text: END_LEASES, values: () => [10e12], rows: 0, pages: 10 },
  { name: 'leasing', text: ACQUIRE, values: () => ['hot.test', 'w1', 8, 10, 20], rows: 1, pages: 200 },
  { name: 'fencing', text: FENCE, values: () => ['hot.test', SHARDS, 1], rows: 8, pages: 100 },
  { name: 'renewing', text: RENEW, values: () => ['hot.test', SHARDS, 1, 50], rows: 8, pages: 200 },
  { name: 'releasing', text: RELEASE, values: () => [['hot.test'], ['hot.test'], 10, 8], pages: 200 },
  {
    name: 'looking into a backlog of 60,000',
    text: LOOK,
    values: () => ['hot.test', SHARDS, 100, 10],
    rows: 1,
    pages: 2_000,
  },
  {
    name: 'claiming from a backlog of 60,000',
    text: CLAIM,
    values: () => ['hot.test', SHARDS, 100, 10, BYTES],
    rows: 100,
    pages: 4_000,
  },
  {
    name: 'marking delivered',
    text: MARK_DELIVERED,
    values: ({ outbox }) => [outbox, fill100(0), fill100(''), 10],
    pages: 3_000,
  },
  {
    name: 'giving up',
    text: GIVE_UP,
    values: ({ outbox }) => [outbox, fill100('c'), fill100('d'), 1],
    rows: 100,
    pages: 5_000,
  },
  {
    name: 'putting off',
    text: DEFER,
    values: ({ outbox }) => [outbox, fill100(99), fill100('c'), fill100('d'), fill100(0)],
    pages: 5_000,
  },
  {
    name: 'counting tries',
    text: COUNT_TRIES,
    values: ({ outbox }) => [outbox, fill100('c'), fill100('d')],
    pages: 5_000,
  },
  {
    name: 'looking for what waited too long',
    text: EXPIRED,
    values: () => ['hot.test', SHARDS, 0, 10, 100],
    rows: 0,
    pages: 3_000,
  },
  {
    name: 'deliveries of a message',
    text: DELIVERIES,
    values: ({ sent }) => [sent.id, sent.sender],
    rows: 1,
    pages: 50,
  },
];
