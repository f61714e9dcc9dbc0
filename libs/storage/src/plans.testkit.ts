import type { PoolClient } from 'pg';
import { newId } from '@iimp/protocol/ids';
import type { Database } from './database.js';

export const ROWS = 120_000;
export const USERS = 1_000;
/** Destinations that are down, with a backlog that is not due; the last one, `hot.test`, is up and has half of the outbox. */
export const DEAD = 1_000;
/** Destinations that an operator paused, and for which nothing waits. */
export const PAUSED = 10_000;
/** Rows of log-ins of each user, whatever their state. */
export const LOG_INS = 200;
/** Conversations of `group@org1.test`, of 500 participants each. */
export const GROUPS = 800;
/** Finished uploads of each user. */
export const UPLOADS = 20;

/** A conversation of 20,000 messages, and one whose 200 messages are too large for their rows. */
export const CROWD = '01a0cafe-0000-7000-8000-000000000001';
export const LARGE = '01a0cafe-0000-7000-8000-000000000002';

const uuid = (n: string, from = 1_793_491_200_000): string =>
  `(lpad(to_hex(${from} + ${n}), 12, '0') || '7000' || '8' || lpad(to_hex(${n} % 997), 3, '0') || lpad(to_hex(${n}), 12, '0'))::uuid`;

/** Fills a database by SQL: messages of 1,000 users in 2,000 conversations, their mailboxes, and an outbox. */
export async function fill(db: Database): Promise<void> {
  const run = (text: string): Promise<unknown> => db.pool.query(text);
  await run(`insert into domains values ('org1.test', 1)`);
  await run(`insert into users (address, domain, created_at)
             select 'u' || n || '@org1.test', 'org1.test', 1 from generate_series(0, ${USERS - 1}) n`);
  await run(`insert into messages (message_id, conversation_id, sender, type, local_domains, sent_at, created_at, envelope, encrypted_keys)
             select ${uuid('n')}, ${uuid('(n % 2000)')}, 'u' || n % ${USERS} || '@org1.test', 'text', 'org1.test', n, n,
                    '{"sender":"u' || n % ${USERS} || '@org1.test","encrypted_payload":"' || repeat('x', 300) || '"}', '[]'
               from generate_series(1, ${ROWS}) n`);
  for (const [conversation, from, count, length] of [
    [CROWD, 1_790_000_000_000, 20_000, 300],
    [LARGE, 1_791_000_000_000, 200, 20_000],
  ] as const)
    await run(`insert into messages (message_id, conversation_id, sender, type, local_domains, sent_at, created_at, envelope, encrypted_keys)
               select ${uuid('n', from)}, '${conversation}', 'u1@org1.test', 'text', 'org1.test', n, n,
                      '{"sender":"u1@org1.test","encrypted_payload":"' || repeat('x', ${length}) || '"}', '[]'
                 from generate_series(1, ${count}) n`);
  await run(`insert into conversations select ${uuid('c')}, ${uuid('c')}, '{a,b}' from generate_series(0, 1999) c`);
  await run(`insert into conversation_members
             select user_id, ${uuid('((user_id * 7 + k * 13) % 2000)')} from users, generate_series(1, 20) k on conflict do nothing`);
  await run(`insert into users (address, domain, created_at) values ('group@org1.test', 'org1.test', 1)`);
  await run(`insert into conversations
             select ${uuid('900000 + c')}, ${uuid('900000 + c')}, array(select md5(c || ' ' || p) || '@org1.test' from generate_series(1, 499) p) || '{group@org1.test}'
               from generate_series(1, ${GROUPS}) c`);
  await run(`insert into conversation_members
             select user_id, ${uuid('900000 + c')} from users, generate_series(1, ${GROUPS}) c where address = 'group@org1.test'`);
  await run(`insert into mailbox_entries (user_id, seq, message_id)
             select u.user_id, n / ${USERS} + 1, ${uuid('n + 1')} from generate_series(0, ${ROWS - 1}) n
               join users u on u.address = 'u' || n % ${USERS} || '@org1.test'`);
  await run(`insert into mailboxes select user_id, ${ROWS / USERS} from users`);
  await run(`insert into destinations (domain, active, failures, next_attempt_at, due_at, last_code)
             select 'dead' || n || '.test', true, 3, 9e12::bigint, 9e12::bigint, 'unavailable' from generate_series(0, ${DEAD - 1}) n
             union all select 'hot.test', true, 0, 0, 5, null`);
  // By name they come after the others.
  await run(`insert into destinations (domain, active, paused_at)
             select 'paused' || n || '.test', true, 100000 - n from generate_series(0, ${PAUSED - 1}) n`);
  await run(`insert into outbox (domain, shard, message_id, conversation_id, created_at, recipients, encrypted_keys)
             select case when n % 2 = 0 then 'hot.test' else 'dead' || n % ${DEAD} || '.test' end, n % 8, ${uuid('n')}, ${uuid('(n % 2000)')},
                    n, 'bob@hot.test', '[]' from generate_series(1, ${ROWS}) n`);
  await run(`insert into deliveries (message_id, domain, outbox_id, recipients)
             select message_id, domain, id, recipients from outbox`);
  await run(`insert into receipts (domain, created_at, message_ids, receipt)
             select 'hot.test', n, array[${uuid('n')}], '{}' from generate_series(1, ${ROWS}) n`);
  await run(`insert into leases select 'hot.test', s, 'w1', 1, 5 from generate_series(0, 7) s`);
  await run(
    `insert into attachments select ${uuid('n')}, 'org2.test', null, 'pending', 1, 'x', 'k', n from generate_series(1, 20000) n`,
  );
  await run(`insert into attachments
             select ${uuid('100000 + n')}, 'org1.test', 'u' || n % ${USERS} || '@org1.test', 'ready', 10, 'x', 'k', n
               from generate_series(0, ${USERS * UPLOADS - 1}) n`);
  await run(`insert into attachments
             select ${uuid('200000 + n')}, 'org1.test', 'u' || n || '@org1.test', 'pending', null, null, 'k', n
               from generate_series(0, 99) n`);
  await run(`insert into attachment_grants
             select attachment_id, origin, 'u' || (created_at + 1) % ${USERS} || '@org1.test' from attachments where state = 'ready'`);
  await run(`insert into attachment_grants
             select attachment_id, origin, 'hoarder@org1.test' from attachments where state = 'ready'`);
  await run(`insert into fetched_bytes select n % 2, 'd' || n || '.test', n from generate_series(1, 20000) n`);
  await run(`insert into blob_removals select 'uploads/' || n, n from generate_series(1, 20000) n`);
  await run(`insert into attachment_fetches (attachment_id, origin, destination, next_attempt_at, created_at)
             select attachment_id, origin, 'org1.test', created_at * 1000, 1 from attachments where origin = 'org2.test'`);
  // It runs two of them, and another one's wait behind thousands of its own.
  await run(`update attachment_fetches set worker = 'w0', lease_expires_at = 9e12::bigint, next_attempt_at = 9e12::bigint
              where next_attempt_at in (1000, 2000)`);
  await run(
    `insert into attachments select ${uuid('n')}, 'org4.test', null, 'pending', 1, 'x', 'k', n from generate_series(1, 20) n`,
  );
  await run(`insert into attachment_fetches (attachment_id, origin, destination, next_attempt_at, created_at)
             select attachment_id, origin, 'org1.test', 4999000, 1 from attachments where origin = 'org4.test'`);
  await run(`insert into sessions (token_hash, family, user_id, created_at, expires_at, rotated_at)
             select sha256((user_id || ' ' || n)::bytea), ${uuid('n % 10')}, user_id, n, 9e12::bigint, n + 1
               from users, generate_series(1, ${LOG_INS}) n`);
  await run(`insert into nonces select decode(lpad(to_hex(n), 32, '0'), 'hex'), n from generate_series(1, 50000) n`);
}

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows': number;
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
  Plans?: PlanNode[];
}

export interface Plan {
  /** Tables that are read from end to end. */
  scanned: string[];
  /** Pages touched. */
  pages: number;
  /** Locks held at the end, on tables and indexes. */
  locks: number;
  rows: number;
}

/** A value as SQL text; arrays as array literals. */
function literal(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  // Texts in quotes: one with a comma would be two.
  if (Array.isArray(value)) return `'{${value.map((item) => JSON.stringify(item)).join(',')}}'`;
  return `'${String(value)}'`;
}

/** Statements prepared on one connection, as the library's are: each keeps the plan that was made when it first ran. */
export class PreparedStatements {
  private constructor(private readonly client: PoolClient) {}

  static async on(db: Database): Promise<PreparedStatements> {
    return new PreparedStatements(await db.pool.connect());
  }

  async prepare(name: string, text: string): Promise<void> {
    await this.client.query(`prepare "${name}" as ${text}`);
  }

  /** Runs a statement, and rolls back what it did. */
  async explain(name: string, values: readonly unknown[]): Promise<Plan> {
    await this.client.query('begin');
    try {
      const { rows } = await this.client.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
        `explain (analyze, buffers, format json) execute "${name}" (${values.map(literal).join(', ')})`,
      );
      const [{ Plan: root }] = rows[0]!['QUERY PLAN'];
      const held = await this.client.query<{ n: number }>(
        `select count(*)::int as n from pg_locks where pid = pg_backend_pid() and locktype = 'relation'`,
      );
      const nodes = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodes)];
      return {
        scanned: nodes(root)
          .filter((node) => node['Node Type'] === 'Seq Scan')
          .map((node) => node['Relation Name'] ?? ''),
        pages: root['Shared Hit Blocks'] + root['Shared Read Blocks'],
        rows: root['Actual Rows'],
        locks: held.rows[0]!.n,
      };
    } finally {
      await this.client.query('rollback');
    }
  }

  release(): void {
    this.client.release();
  }
}

/** Ids to ask for, after `fill`. */
export async function someIds(db: Database): Promise<{
  messages: string[];
  fresh: string[];
  conversation: string;
  outbox: number[];
  sent: { id: string; sender: string };
  attachment: { id: string; owner: string };
  /** An upload with as many before it as after it. */
  upload: string;
}> {
  const messages = await db.query<{ id: string; c: string; sender: string }>(
    'some-messages',
    'select message_id::text as id, conversation_id::text as c, sender from messages order by message_id desc limit 100',
  );
  const outbox = await db.query<{ id: number }>(
    'some-outbox',
    `select id from outbox where domain = 'hot.test' order by id limit 100`,
  );
  const [newest] = messages;
  const [attachment] = await db.query<{ id: string; owner: string }>(
    'some-attachments',
    `select attachment_id::text as id, owner from attachments where owner is not null and state = 'ready' limit 1`,
  );
  const [middle] = await db.query<{ id: string }>(
    'some-upload',
    `select attachment_id::text as id from attachments where state = 'ready' order by 1 offset ${(USERS * UPLOADS) / 2} limit 1`,
  );
  return {
    messages: messages.map(({ id }) => id),
    fresh: messages.map(() => newId()),
    conversation: newest!.c,
    outbox: outbox.map(({ id }) => id),
    sent: newest!,
    attachment: attachment!,
    upload: middle!.id,
  };
}
