/**
 * What a migration after the first must not do, because the version before runs beside it: take away or rename what that version
 * uses, make demands that its statements do not meet, or hold a lock on a table for as long as it is long.
 */

/** Tables that grow with the number of messages or users: small ones may be locked for a moment. */
const BIG = [
  'messages',
  'mailbox_entries',
  'mailboxes',
  'conversations',
  'conversation_members',
  'notices',
  'edit_counts',
  'attachments',
  'attachment_grants',
  'attachment_fetches',
  'outbox',
  'deliveries',
  'receipts',
  'users',
  'sessions',
  'nonces',
  'audit',
];
const onBig = `(?:only )?(?:public\\.)?(?:${BIG.join('|')})`;

/** Each kind: why, and how its statements look (lower case, spaces reduced). */
const KINDS: readonly (readonly [why: string, pattern: RegExp])[] = [
  ['renames a table', /\balter table .*\brename to\b/],
  ['renames a column', /\balter table .*\brename (?:column )?(?!to\b|constraint\b)\w+ to\b/],
  ['drops a table', /\bdrop table\b/],
  ['drops a column', /\balter table .*\bdrop (?:column )?(?!constraint|default|not null|expression|identity)\w+/],
  ['drops a view, type, function or sequence', /\bdrop (?:materialized view|view|type|function|sequence|schema)\b/],
  ['changes a type', /\balter (?:column )?\w+ (?:set data )?type\b/],
  [
    'demands a value that older statements do not give',
    /\badd (?:column )?(?!constraint\b)\w+ (?!.*\bdefault\b).*\bnot null\b/,
  ],
  ['demands a value of a column that is there', /\balter (?:column )?\w+ set not null\b/],
  ['rewrites the table for a changing default', /\badd (?:column )?\w+ .*\bdefault (?!null|true|false|'|-?\d)/],
  ['drops a default that older statements rely on', /\balter (?:column )?\w+ drop default\b/],
  [
    'checks all rows under a lock: add it NOT VALID, then validate',
    /\badd (?:constraint \w+ )?(?:check|foreign key)\b(?!.*\bnot valid\b)/,
  ],
  ['references another table under a lock: add it NOT VALID, then validate', /\badd (?:column )?\w+ .*\breferences\b/],
  ['builds an index under a lock', /\badd (?:constraint \w+ )?(?:unique|primary key|exclude)\b(?!.*\busing index\b)/],
  ['builds an index under a lock', new RegExp(`\\bcreate (?:unique )?index (?!concurrently\\b).*\\bon ${onBig}\\b`)],
  ['drops an index under a lock', /\bdrop index (?!concurrently\b)/],
  ['rebuilds under a lock', /\b(?:vacuum full|cluster|reindex (?!.*concurrently))\b/],
  ['empties a table', /\btruncate\b/],
  ['holds a lock of its own', /\block table\b/],
  ['writes every row in one statement', new RegExp(`^(?:update|delete from) ${onBig}\\b(?!.*\\blimit\\b)`)],
];

/** What is unsafe in a statement, in words; nothing: it may run beside the version before. */
export function unsafe(statement: string): string[] {
  const text = statement
    .replace(/--.*$/gm, ' ')
    .replace(/\/\*[\s\S]*?\*\//g, ' ')
    .replace(/"/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
  return text
    .split(';')
    .map((one) => one.trim())
    .flatMap((one) => KINDS.filter(([, pattern]) => pattern.test(one)).map(([why]) => why));
}
