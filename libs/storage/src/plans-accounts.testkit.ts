/** What is kept of a user costs what there is of that user: see plans.contract.testkit.ts. */
import { SESSIONS } from './erasure/erase.js';
import { LISTS } from './export/user-export.js';
import type { Case } from './plans.contract.testkit.js';
import { LOG_INS } from './plans.testkit.js';

export const ACCOUNTS: readonly Case[] = [
  {
    name: 'log-ins of a user to export',
    text: LISTS['session'] ?? '',
    values: () => [7, '', 500],
    rows: LOG_INS,
    pages: 300,
  },
  { name: 'ending what an erased user began', text: SESSIONS, values: () => [7], rows: LOG_INS, pages: 1_000 },
];
