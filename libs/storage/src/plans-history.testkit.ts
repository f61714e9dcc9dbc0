import type { Case } from './plans.contract.testkit.js';
import { CROWD, LARGE } from './plans.testkit.js';
import { COUNT, FIND, LIST, MESSAGES } from './read/conversation-view.js';

const LAST_UUID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const BYTES = 1 << 24;
const STRANGER = '"nobody@org1.test"';

/** Conversations and their messages: what a page costs does not depend on how much of it is the reader's. */
export const HISTORY: readonly Case[] = [
  {
    name: 'conversations of a user',
    text: LIST,
    values: () => ['u7@org1.test', LAST_UUID, 51, BYTES],
    rows: 20,
    pages: 350,
  },
  {
    name: 'a page of a user’s large groups: the participants of others are not read',
    text: LIST,
    values: () => ['group@org1.test', LAST_UUID, 11, BYTES],
    rows: 11,
    pages: 4_000,
  },
  { name: 'whether a user has many', text: COUNT, values: () => ['u7@org1.test', 1_001], rows: 1, pages: 30 },
  { name: 'one conversation', text: FIND, values: ({ conversation }) => ['u7@org1.test', conversation], pages: 30 },
  {
    name: 'messages of a conversation',
    text: MESSAGES,
    values: ({ conversation }) => [conversation, LAST_UUID, '@org1.test"', 51, 1_001, BYTES],
    rows: 51,
    pages: 500,
  },
  {
    name: 'messages of a long conversation, of which none is the reader’s: where to go on',
    text: MESSAGES,
    values: () => [CROWD, LAST_UUID, STRANGER, 51, 1_001, BYTES],
    rows: 1,
    pages: 200,
  },
  {
    name: 'large messages, of which none is the reader’s: no more texts than asked for',
    text: MESSAGES,
    values: () => [LARGE, LAST_UUID, STRANGER, 51, 1_001, 100_000],
    rows: 1,
    pages: 200,
  },
];
