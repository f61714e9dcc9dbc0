import type { UserKeysDocument } from '@iimp/proto/types';
import type { Database } from '../database.js';
import { LAST_MESSAGE, PARTICIPANTS } from '../internal/member-view.js';
import { MailboxView } from '../read/mailbox-view.js';

/** Version of the format, in the first line; a change that breaks readers raises it. */
export const EXPORT_FORMAT = 'iimp-user-export-v1';

const PAGE = 500;
const PAGE_BYTES = 8 * 1_048_576;

interface Account {
  user_id: number;
  address: string;
  created_at: number;
  disabled_at: number | null;
  keys: string | null;
  last_seq: number;
}

/**
 * Everything that is kept of a user, line by line: what a mailbox holds when the export begins, page by page, without holding up
 * anybody. Messages are as encrypted as they are stored. Yields JSON texts; the last is a summary, so that a file that was cut off shows it.
 * `undefined`: no such user.
 */
export async function exportUser(
  db: Database,
  address: string,
  now: number,
): Promise<AsyncGenerator<string> | undefined> {
  const [account] = await db.query<Account>(
    'export-account',
    `select u.user_id, u.address, u.created_at, u.disabled_at, u.keys, b.last_seq
       from users u join mailboxes b using (user_id) where u.address = $1`,
    [address],
  );
  return account && lines(db, account, now);
}

async function* lines(db: Database, account: Account, now: number): AsyncGenerator<string> {
  const counts: Record<string, number> = {};
  const line = (record: string, fields: object): string => {
    counts[record] = (counts[record] ?? 0) + 1;
    return JSON.stringify({ record, ...fields });
  };
  const { address, user_id: userId } = account;
  yield line('account', {
    format: EXPORT_FORMAT,
    exported_at: now,
    address,
    created_at: account.created_at,
    disabled_at: account.disabled_at,
    keys: account.keys === null ? null : (JSON.parse(account.keys) as UserKeysDocument),
    last_seq: account.last_seq,
  });
  for (const [record, text] of Object.entries(LISTS)) {
    for await (const row of pages(db, record, text, record === 'attachment' ? address : userId))
      yield line(record, row);
  }
  for await (const json of mailbox(db, account)) {
    const record = json.startsWith('{"record":"notice"') ? 'notice' : 'message';
    counts[record] = (counts[record] ?? 0) + 1;
    yield json;
  }
  for await (const row of deliveries(db, account)) yield line('delivery', row);
  yield JSON.stringify({ record: 'end', counts });
}

/** The keys after $2 (an id and an origin; empty: all), in the order of the indexes. Each source gives a page at most: no page reads the whole list. */
const AFTER_ATTACHMENT = `
  (uuid_send(attachment_id), origin)
    > (uuid_send(coalesce(nullif(split_part($2, ' ', 1), ''), '00000000-0000-0000-0000-000000000000')::uuid), split_part($2, ' ', 2))
  order by uuid_send(attachment_id), origin`;

/** $1 user, $2 after, $3 how many. Each row has its key as `key`, which is not exported. */
export const LISTS: Readonly<Record<string, string>> = {
  session: `
    select encode(token_hash, 'hex') as key, family::text as session, began_at, created_at, expires_at, rotated_at, revoked_at
      from sessions
     where user_id = $1 and encode(token_hash, 'hex') > $2 order by encode(token_hash, 'hex') limit $3`,
  conversation: `
    select m.conversation_id::text as key, m.conversation_id::text as conversation_id, ${PARTICIPANTS} as participants,
           ${LAST_MESSAGE}::text as last_message_id
      from users u join conversation_members m using (user_id) join conversations c using (conversation_id)
     where m.user_id = $1 and m.conversation_id::text > $2 order by m.conversation_id::text limit $3`,
  attachment: `
    select k.attachment_id || ' ' || k.origin as key, a.attachment_id::text as attachment_id, a.origin, a.owner, a.state, a.size,
           a.sha256, a.created_at, a.blob_key
      from (select attachment_id, origin from (
              (select attachment_id, origin from attachment_grants
                where grantee || '' = $1 and ${AFTER_ATTACHMENT} limit $3)
              union
              (select attachment_id, origin from attachments
                where owner = $1 and state <> 'failed' and ${AFTER_ATTACHMENT} limit $3)) theirs
             order by uuid_send(attachment_id), origin limit $3) k
      join attachments a using (attachment_id, origin)
     order by uuid_send(k.attachment_id), k.origin`,
};

async function* pages(
  db: Database,
  record: string,
  text: string,
  user: number | string,
): AsyncGenerator<Record<string, unknown>> {
  for (let after: string | undefined = ''; after !== undefined;) {
    const rows: (Record<string, unknown> & { key: string })[] = await db.query(`export-${record}`, text, [
      user,
      after,
      PAGE,
    ]);
    for (const { key: _, ...row } of rows) yield row;
    after = rows.length === PAGE ? rows.at(-1)?.key : undefined;
  }
}

/** Messages and notices in the order of their numbers, up to the last one that there was at the beginning. */
async function* mailbox(db: Database, { address, last_seq }: Account): AsyncGenerator<string> {
  const view = new MailboxView(db);
  for (let cursor = 0, more = true; more && cursor < last_seq;) {
    const page = await view.readMailbox(address, cursor, Math.min(PAGE, last_seq - cursor), PAGE_BYTES);
    for (const json of page.messages) yield `{"record":"message","entry":${json}}`;
    for (const json of page.notices) yield `{"record":"notice","entry":${json}}`;
    cursor = page.nextCursor;
    more = page.hasMore;
  }
}

/** $1 user, $2 after, $3 how many entries to look at; $4 the sender. */
const DELIVERIES = `
  select e.seq, d.message_id::text as message_id, d.domain, d.recipients, d.state, d.attempts, d.last_code, d.last_detail, d.delivered_at,
         r.receipt
    from (select seq, message_id from mailbox_entries
           where user_id = $1 and seq > $2::bigint and notice_id is null order by seq limit $3::int) e
    left join messages m on m.message_id = e.message_id and m.sender = $4
    left join deliveries d on d.message_id = m.message_id
    left join receipts r on r.receipt_id = d.receipt_id
   order by e.seq, d.domain`;

/** What became of the messages that the user sent, with the receipts of the domains that took them. */
async function* deliveries(db: Database, { user_id, address, last_seq }: Account): AsyncGenerator<object> {
  for (let cursor = 0; cursor < last_seq;) {
    const rows = await db.query<{ seq: number; message_id: string | null; recipients: string }>(
      'export-deliveries',
      DELIVERIES,
      [user_id, cursor, PAGE, address],
    );
    for (const { seq: _, ...row } of rows)
      if (row.message_id !== null) yield { ...row, recipients: row.recipients.split(',') };
    const last = rows.at(-1)?.seq;
    if (last === undefined) return;
    cursor = last;
  }
}
