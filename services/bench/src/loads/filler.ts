/**
 * Fills the database of an organization by SQL, as if it had been used for long: the real tables, partitions and indexes, messages
 * spread over this month, so that the partition that is written to is the large one.
 *
 * Half of what is read and written here belongs to people who write within the organization, half leaves it (and has been delivered).
 * Texts are those of short messages (about 0.5 KiB), except in the mailbox that is read from its beginning, which has those of 1 KiB.
 */
import pg from 'pg';
import { query } from '@iimp/testbed/postgres';

const SENDERS = 500;
const CONVERSATIONS = 50_000;
const SHORT = 60;
const LONG = 1_450;

export interface Filling {
  databaseUrl: string;
  domain: string;
  /** Messages when all is filled. */
  total: number;
  /** Most entries of the deep mailbox. */
  deep: number;
}

/** Users `f0` … and `d0` exist before. They send; `g0` … receive. */
export class Filler {
  private deep = 0;
  private others = 0;
  private readonly from: number;
  private readonly span: number;

  constructor(
    private readonly what: Filling,
    now = Date.now(),
  ) {
    const date = new Date(now);
    this.from = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
    this.span = Math.max(1, now - 1_000 - this.from);
  }

  /** Adds messages until there are that many. */
  async fillTo(messages: number): Promise<void> {
    const deep = Math.min(this.what.deep, Math.floor(messages / 2));
    const others = messages - deep;
    if (this.others === 0) await this.people();
    const work = [this.messages(this.others, others), this.mailboxes(this.others, others)];
    if (deep > this.deep) work.push(this.deepMailbox(this.deep, deep));
    await Promise.all(work.map((statements) => this.run(statements)));
    await this.run(['vacuum (analyze)', 'checkpoint']);
    [this.deep, this.others] = [deep, others];
  }

  private async people(): Promise<void> {
    const { domain } = this.what;
    const user = (prefix: string): string =>
      `insert into users (address, domain, created_at)
       select '${prefix}' || n || '@${domain}', '${domain}', 1 from generate_series(0, ${SENDERS - 1}) n on conflict do nothing`;
    await this.run([
      user('f'),
      user('g'),
      'insert into mailboxes (user_id) select user_id from users on conflict do nothing',
    ]);
  }

  private messages(from: number, to: number): string[] {
    const { domain } = this.what;
    const sender = `'f' || n % ${SENDERS} || '@${domain}'`;
    const other = `case when n % 2 = 0 then 'g' || (n / 2) % ${SENDERS} || '@${domain}' else 'x@elsewhere.test' end`;
    return [
      `insert into conversations
       select ${conversation('c')}, ${conversation('c')}, array['f' || c % ${SENDERS} || '@${domain}']
         from generate_series(0, ${Math.min(to, CONVERSATIONS) - 1}::bigint) c on conflict do nothing`,
      this.insertMessages(from, to, {
        id: this.id('n'),
        conversation: conversation(`(n % ${CONVERSATIONS})`),
        sender,
        other,
        payload: SHORT,
      }),
      `insert into deliveries (message_id, domain, outbox_id, recipients, state, attempts, delivered_at)
       select ${this.id('n')}, 'elsewhere.test', n, 'x@elsewhere.test', 'delivered', 1, ${this.from}
         from generate_series(${from}::bigint, ${to - 1}) n where n % 2 = 1`,
    ];
  }

  private mailboxes(from: number, to: number): string[] {
    const { domain } = this.what;
    const people = (prefix: string): string =>
      `(select user_id, substr(split_part(address, '@', 1), 2)::int as i from users where address ~ '^${prefix}\\d+@${domain}$')`;
    const grown = (prefix: string, entries: string): string =>
      `update mailboxes m set last_seq = (${entries} + ${SENDERS - 1} - p.i) / ${SENDERS} from ${people(prefix)} p where p.user_id = m.user_id`;
    return [
      `insert into mailbox_entries (user_id, seq, message_id)
       select p.user_id, n / ${SENDERS} + 1, ${this.id('n')}
         from generate_series(${from}::bigint, ${to - 1}) n join ${people('f')} p on p.i = n % ${SENDERS}`,
      `insert into mailbox_entries (user_id, seq, message_id)
       select p.user_id, k / ${SENDERS} + 1, ${this.id('(2 * k)')}
         from generate_series(${Math.ceil(from / 2)}::bigint, ${Math.ceil(to / 2) - 1}) k join ${people('g')} p on p.i = k % ${SENDERS}`,
      grown('f', String(to)),
      grown('g', String(Math.ceil(to / 2))),
      `insert into conversation_members
       select p.user_id, ${conversation('c')} from generate_series(0, ${Math.min(to, CONVERSATIONS) - 1}::bigint) c
         join ${people('f')} p on p.i = c % ${SENDERS} on conflict do nothing`,
    ];
  }

  private deepMailbox(from: number, to: number): string[] {
    const { domain } = this.what;
    const owner = `(select user_id from users where address = 'd0@${domain}')`;
    const id = this.id('n', '9');
    const [sender, other] = [`'x@elsewhere.test'`, `'d0@${domain}'`];
    return [
      this.insertMessages(from, to, {
        id,
        conversation: conversation(`(n % 100 + ${CONVERSATIONS})`),
        sender,
        other,
        payload: LONG,
      }),
      `insert into mailbox_entries (user_id, seq, message_id)
       select ${owner}, n + 1, ${id} from generate_series(${from}::bigint, ${to - 1}) n`,
      `update mailboxes set last_seq = ${to} where user_id = ${owner}`,
    ];
  }

  private insertMessages(
    from: number,
    to: number,
    of: { id: string; conversation: string; sender: string; other: string; payload: number },
  ): string {
    return `
      insert into messages (message_id, conversation_id, sender, type, local_domains, sent_at, created_at, envelope, encrypted_keys)
      select id, conversation, sender, 'text', '${this.what.domain}', ${this.time('n')}, ${this.time('n')},
             '{"message_id":"' || id || '","conversation_id":"' || conversation || '","sender":"' || sender || '","participants":["' ||
               sender || '","' || other || '"],"timestamp":' || ${this.time('n')} || ',"type":"text","reference":null,"encrypted_payload":"' ||
               repeat('x', ${of.payload}) || '"}',
             '[{"recipient":"' || other || '","encrypted_key":"' || repeat('x', 90) || '","key_id":"k"}]'
        from (select n, ${of.id} as id, ${of.conversation} as conversation, ${of.sender} as sender, ${of.other} as other
                from generate_series(${from}::bigint, ${to - 1}) n) s`;
  }

  /** A UUIDv7 that grows with n; `variant` tells two kinds apart. */
  private id(n: string, variant = '8'): string {
    return `(lpad(to_hex(${this.time(n)}), 12, '0') || '7' || lpad(to_hex(${n} % 4096), 3, '0') || '${variant}' || lpad(to_hex(${n}), 15, '0'))::uuid`;
  }

  private time(n: string): string {
    return `(${this.from} + ${n} * ${Math.floor(this.span / this.what.total)})`;
  }

  /** One connection for some statements, however long they take. */
  private async run(statements: readonly string[]): Promise<void> {
    const client = new pg.Client({ connectionString: this.what.databaseUrl });
    client.on('error', () => undefined);
    await client.connect();
    try {
      // A crash would end the run anyway.
      await client.query("set synchronous_commit = off; set work_mem = '64MB'");
      for (const statement of statements) await client.query(statement);
    } finally {
      await client.end();
    }
  }
}

function conversation(c: string): string {
  return `(lpad(to_hex(1793491200000 + ${c}), 12, '0') || '70008' || lpad(to_hex(${c} * 7919 % 1048573), 15, '0'))::uuid`;
}

/** Bytes of the database. */
export async function databaseBytes(databaseUrl: string): Promise<number> {
  const [row] = await query<{ bytes: string }>(databaseUrl, 'select pg_database_size(current_database()) as bytes');
  return Number(row?.bytes);
}
