/**
 * The floor's Postgres: three tables, one writer that stores what has gathered since its last commit. Bodies stay in their rows, uncompressed, as in
 * the real tables: two kilobytes of ciphertext would go to a second table, cut in two.
 */
import pg from 'pg';

export const TABLES = `
  create table messages (message_id uuid primary key, body text not null) with (toast_tuple_target = 8160);
  alter table messages alter column body set storage external;
  create table entries (seq bigint generated always as identity primary key, address text not null, message_id uuid not null);
  create index entries_by_address on entries (address, seq);
  create table outbox (id bigint generated always as identity primary key, message_id uuid not null)`;

export interface ToStore {
  messageId: string;
  /** JSON, as it is sent on and read. */
  body: string;
  /** Local ones. */
  recipients: readonly string[];
  /** Whether it goes to the other domain too. */
  leaves: boolean;
}

export interface Waiting {
  id: string;
  body: string;
}

const MOST_AT_ONCE = 200;

const STORE = `
  with stored as (insert into messages select * from unnest($1::uuid[], $2::text[]) on conflict do nothing),
       delivered as (insert into entries (address, message_id) select * from unnest($3::text[], $4::uuid[]))
  insert into outbox (message_id) select unnest($5::uuid[])`;

export class Store {
  private readonly writer: pg.Pool;
  private readonly reader: pg.Pool;
  private readonly queue: { message: ToStore; done: () => void; failed: (error: unknown) => void }[] = [];
  private writing = false;

  constructor(
    url: string,
    /** After each commit. */
    private readonly onCommit: (messages: readonly ToStore[]) => void,
  ) {
    // One connection writes, so numbers become visible in their order.
    this.writer = new pg.Pool({ connectionString: url, max: 1, idleTimeoutMillis: 0 });
    this.reader = new pg.Pool({ connectionString: url, max: 5, idleTimeoutMillis: 0 });
    // `end` does not wait until Postgres has noticed: whoever drops the database then ends connections that nobody uses any more.
    for (const pool of [this.writer, this.reader]) pool.on('error', () => undefined);
  }

  /** Resolves after the commit. */
  store(message: ToStore): Promise<void> {
    return new Promise((done, failed) => {
      this.queue.push({ message, done, failed });
      if (!this.writing) void this.write();
    });
  }

  /** @returns JSON texts, and the cursor after them */
  async read(address: string, cursor: number, limit: number): Promise<{ cursor: number; messages: string[] }> {
    const { rows } = await this.reader.query<{ seq: string; body: string }>({
      name: 'read',
      text: 'select e.seq, m.body from entries e join messages m using (message_id) where e.address = $1 and e.seq > $2 order by e.seq limit $3',
      values: [address, cursor, limit],
    });
    return { cursor: Number(rows.at(-1)?.seq ?? cursor), messages: rows.map(({ body }) => body) };
  }

  async waiting(limit: number): Promise<Waiting[]> {
    const text = 'select o.id, m.body from outbox o join messages m using (message_id) order by o.id limit $1';
    return (await this.reader.query<Waiting>({ name: 'waiting', text, values: [limit] })).rows;
  }

  async delivered(waiting: readonly Waiting[]): Promise<void> {
    const values = [waiting.map(({ id }) => id)];
    await this.reader.query({ name: 'delivered', text: 'delete from outbox where id = any($1::bigint[])', values });
  }

  async close(): Promise<void> {
    await Promise.all([this.writer.end(), this.reader.end()]);
  }

  private async write(): Promise<void> {
    this.writing = true;
    for (let batch = this.queue.splice(0, MOST_AT_ONCE); batch.length > 0; batch = this.queue.splice(0, MOST_AT_ONCE)) {
      const messages = batch.map(({ message }) => message);
      const entries = messages.flatMap(({ recipients, messageId }) =>
        recipients.map((address) => [address, messageId]),
      );
      const values = [
        messages.map(({ messageId }) => messageId),
        messages.map(({ body }) => body),
        entries.map(([address]) => address),
        entries.map(([, messageId]) => messageId),
        messages.filter(({ leaves }) => leaves).map(({ messageId }) => messageId),
      ];
      try {
        await this.writer.query({ name: 'store', text: STORE, values });
        for (const { done } of batch) done();
        this.onCommit(messages);
      } catch (error) {
        for (const { failed } of batch) failed(error);
      }
    }
    this.writing = false;
  }
}
