import type { QueryRunner } from 'typeorm';
import { MIGRATIONS } from '../data-source.js';
import { SCHEMA_VERSION } from '../schema-version.js';
import { IndexDrops } from './index-drops.testkit.js';
import { unsafe } from './unsafe.testkit.js';

/** The statements of a migration, in order. */
async function statementsOf(migration: (typeof MIGRATIONS)[number]): Promise<string[]> {
  const statements: string[] = [];
  const runner = { query: async (text: string) => void statements.push(text) } as unknown as QueryRunner;
  await new migration().up(runner);
  return statements;
}

describe('migrations after the first', () => {
  it.each(MIGRATIONS.slice(1))('$name can run beside the version before', async (migration) => {
    const statements = await statementsOf(migration);
    expect(statements.length).toBeGreaterThan(0);
    expect(statements.flatMap((text) => unsafe(text).map((why) => `${why}: ${text}`))).toEqual([]);
  });

  it('drop no index that the version before uses, unless another one takes its place', async () => {
    const drops = new IndexDrops();
    for (const migration of MIGRATIONS)
      expect([migration.name, drops.of(await statementsOf(migration))]).toEqual([migration.name, []]);
  });

  it('end at the version that the code needs', async () => {
    const last = await statementsOf(MIGRATIONS.at(-1)!);
    expect(last.at(-1)).toContain(String(SCHEMA_VERSION));
  });

  it('build indexes outside of a transaction, and only there', async () => {
    for (const migration of MIGRATIONS) {
      const concurrent = (await statementsOf(migration)).some((text) => /\bconcurrently\b/.test(text));
      expect([migration.name, 'transaction' in new migration()]).toEqual([migration.name, concurrent]);
    }
  });
});

it.each([
  ['nothing', [], ['i']],
  ['more columns', ['create index concurrently j on t (a, lower(b), c) where d is not null'], []],
  ['rows of more kinds', ['create index concurrently j on t (a, lower(b))'], []],
  ['other columns', ['create index concurrently j on t (a, b)'], ['i']],
  ['fewer rows', ['create index concurrently j on t (a, lower(b)) where e = 1'], ['i']],
  ['another table', ['create index concurrently j on u (a, lower(b)) where d is not null'], ['i']],
])('an index whose place is taken by %s', (_, made, missed) => {
  const drops = new IndexDrops();
  expect(drops.of(['create index i on t (a, lower(b)) where d is not null'])).toEqual([]);
  expect(drops.of([...made, 'drop index concurrently if exists i'])).toEqual(missed);
});

it.each([
  ['alter table messages rename to letters', 'renames a table'],
  ['alter table messages rename column sender to author', 'renames a column'],
  ['alter table messages rename sender to author', 'renames a column'],
  ['drop table nonces', 'drops a table'],
  ['ALTER TABLE messages\n  DROP COLUMN sender', 'drops a column'],
  ['alter table "messages" drop sender', 'drops a column'],
  ['drop sequence lease_tokens', 'drops a view, type, function or sequence'],
  ['alter table notices alter column attempts type bigint', 'changes a type'],
  ['alter table notices alter attempts set data type bigint', 'changes a type'],
  ['alter table users add column name text not null', 'demands a value that older statements do not give'],
  ['alter table users alter column keys set not null', 'demands a value of a column that is there'],
  [
    'alter table users add column at timestamptz default clock_timestamp()',
    'rewrites the table for a changing default',
  ],
  ['alter table outbox alter column hold drop default', 'drops a default that older statements rely on'],
  [
    'alter table users add constraint c check (created_at > 0)',
    'checks all rows under a lock: add it NOT VALID, then validate',
  ],
  [
    'alter table outbox add foreign key (message_id) references messages',
    'checks all rows under a lock: add it NOT VALID, then validate',
  ],
  [
    'alter table outbox add column user_id bigint references users',
    'references another table under a lock: add it NOT VALID, then validate',
  ],
  ['alter table notices add constraint u unique (detail)', 'builds an index under a lock'],
  ['create index i on mailbox_entries (message_id)', 'builds an index under a lock'],
  ['create unique index if not exists i on only users (keys)', 'builds an index under a lock'],
  ['drop index messages_conversation', 'drops an index under a lock'],
  ['reindex table messages', 'rebuilds under a lock'],
  ['truncate nonces', 'empties a table'],
  ['lock table users in exclusive mode', 'holds a lock of its own'],
  ['update messages set type = lower(type)', 'writes every row in one statement'],
  ['select 1; delete from audit', 'writes every row in one statement'],
])('refuses: %s', (statement, why) => {
  expect(unsafe(statement)).toContain(why);
});

it.each([
  'create table t (a bigint primary key, b text not null unique check (b <> $$x$$) references users)',
  'create index i on t (a)',
  'create index concurrently i on mailbox_entries (message_id)',
  'drop index concurrently if exists i',
  'alter table users add column name text',
  'alter table users add column tries integer not null default 0',
  'alter table users add constraint c check (created_at > 0) not valid',
  'alter table users validate constraint c',
  'alter table notices add constraint u unique using index i',
  'alter table users drop constraint c',
  'alter table users alter column keys drop not null',
  'alter table users alter column created_at set default 0',
  'update schema_meta set version = 2 -- drop table users',
  'insert into policy (mode) values ($1)',
])('lets pass: %s', (statement) => {
  expect(unsafe(statement)).toEqual([]);
});
