import type { Database, Queryable } from '../database.js';
import { bigintArray, textArray } from '../internal/pg-array.js';
import type { MailboxGrowth } from '../write/types.js';
import { type Failed, takeOut, tellSenders } from './give-up.js';
import { fence } from './leases.js';
import { fenceAll, NotForAll } from './leases-together.js';
import type { Lease, Outcome } from './store.js';

type Of<K extends Outcome['kind']> = Extract<Outcome, { kind: K }>;

/** How often the time of the last success is written: it is for people. */
const SUCCESS_EVERY_MS = 1_000;

const NOTE_SUCCESS = `
  update destinations set last_success_at = $2::bigint
   where domain = $1 and coalesce(last_success_at, 0) <= $2::bigint - ${SUCCESS_EVERY_MS}`;
/** $1 domains, sorted, $2 now. One that somebody has locked goes without. */
const NOTE_SUCCESSES = `
  update destinations set last_success_at = $2::bigint
   where domain in (select domain from destinations
                     where domain = any($1::text[]) and coalesce(last_success_at, 0) <= $2::bigint - ${SUCCESS_EVERY_MS}
                     order by domain for no key update skip locked)`;

/** What became of rows, under a lease. */
export interface Completion {
  lease: Lease;
  outcomes: readonly Outcome[];
  now: number;
}

/** Marks outcomes under a lease, in one transaction. @returns mailboxes that grew by notices */
export async function complete(db: Database, { lease, outcomes, now }: Completion): Promise<MailboxGrowth[]> {
  const of = <K extends Outcome['kind']>(kind: K): Of<K>[] =>
    outcomes
      .filter((outcome): outcome is Of<K> => outcome.kind === kind)
      .sort((a, b) => Number(a.row.id) - Number(b.row.id));
  const delivered = of('delivered');
  const refused = of('refused').map(({ row, code, detail }) => ({ id: row.id, code, detail }));
  return db.transaction('outbox-complete', async (tx) => {
    if (delivered.length > 0) void tx.query('outbox-success', NOTE_SUCCESS, [lease.domain, now]).catch(() => undefined);
    // Sent behind each other: a receipt of a lease that turns out to be lost is rolled back.
    const [, receiptIds] = await Promise.all([fence(tx, lease), insertReceipts(tx, [{ lease, delivered }], now)]);
    const partly = await markDelivered(tx, delivered, receiptIds, now);
    await defer(tx, of('deferred'));
    const failed = await takeOut(tx, refused, true);
    // All rows of the outbox come before any mailbox (internal/locks.ts).
    return tellSenders(tx, [...partly, ...failed], now);
  });
}

/** Sessions whose messages all arrived, as nearly all do: nobody is to be told anything. */
export function isPlain({ outcomes }: Completion): boolean {
  return outcomes.every((outcome) => outcome.kind === 'delivered' && outcome.unknownRecipients.length === 0);
}

/** Marks what arrived under several leases, in one transaction. @throws NotForAll when one may be lost */
export async function completeTogether(db: Database, completions: readonly Completion[]): Promise<void> {
  const now = Math.max(...completions.map((one) => one.now));
  const works = completions.map(({ lease, outcomes }) => ({
    lease,
    delivered: outcomes as readonly Of<'delivered'>[],
  }));
  await db.transaction('outbox-complete-many', async (tx) => {
    const domains = textArray([...new Set(works.map(({ lease }) => lease.domain))].sort());
    void tx.query('outbox-success-many', NOTE_SUCCESSES, [domains, now]).catch(() => undefined);
    const [all, receiptIds] = await Promise.all([
      fenceAll(
        tx,
        works.map(({ lease }) => lease),
      ),
      insertReceipts(tx, works, now),
    ]);
    if (!all) throw new NotForAll();
    const delivered = works.flatMap((work) => work.delivered).sort((a, b) => Number(a.row.id) - Number(b.row.id));
    await markDelivered(tx, delivered, receiptIds, now);
  });
}

const INSERT_RECEIPTS = `
  insert into receipts (domain, created_at, message_ids, receipt)
  select domain, $1::bigint, string_to_array(ids, ',')::uuid[], receipt::jsonb
    from unnest($2::text[], $3::text[], $4::text[]) as n(domain, ids, receipt)
  returning receipt_id`;

/** Each receipt once, with the messages that it covers, in order. */
async function insertReceipts(
  tx: Queryable,
  works: readonly { lease: Lease; delivered: readonly Of<'delivered'>[] }[],
  now: number,
): Promise<Map<unknown, number>> {
  const covered = new Map<unknown, { domain: string; ids: string[] }>();
  for (const { lease, delivered } of works) {
    for (const { receipt, row } of delivered) {
      if (receipt === undefined || receipt === null) continue;
      const one = covered.get(receipt);
      if (one) one.ids.push(row.messageId);
      else covered.set(receipt, { domain: lease.domain, ids: [row.messageId] });
    }
  }
  if (covered.size === 0) return new Map();
  const receipts = [...covered.keys()];
  const rows = await tx.query<{ receipt_id: number }>('outbox-receipts', INSERT_RECEIPTS, [
    now,
    textArray([...covered.values()].map(({ domain }) => domain)),
    textArray([...covered.values()].map(({ ids }) => ids.join(','))),
    textArray(receipts.map((receipt) => JSON.stringify(receipt))),
  ]);
  return new Map(receipts.map((receipt, index) => [receipt, rows[index]?.receipt_id ?? 0]));
}

/** $1 rows, $2 receipts (0: none), $3 recipients that do not exist there, $4 now. */
export const MARK_DELIVERED = `
  with gone as (
    delete from outbox o using unnest($1::bigint[], $2::bigint[], $3::text[]) as n(id, receipt_id, unknown)
     where o.id = n.id
    returning o.message_id, o.conversation_id, o.domain, o.attempts + 1 as attempts, n.receipt_id, n.unknown),
  marked as (
    update deliveries d
       set state = 'delivered', attempts = g.attempts, delivered_at = $4::bigint, receipt_id = nullif(g.receipt_id, 0),
           last_code = null, last_detail = null
      from gone g where d.message_id = g.message_id and d.domain = g.domain)
  select u.user_id, u.address, g.message_id::text, g.conversation_id::text, g.domain, g.unknown as recipients, g.attempts,
         'unknown_recipient' as code, 'no such user at the destination' as detail
    from gone g join messages m on m.message_id = g.message_id join users u on u.address = m.sender
   where g.unknown <> ''`;

/** @returns what senders are to be told: whom a message that arrived did not reach */
async function markDelivered(
  tx: Queryable,
  delivered: readonly Of<'delivered'>[],
  receiptIds: ReadonlyMap<unknown, number>,
  now: number,
): Promise<Failed[]> {
  if (delivered.length === 0) return [];
  const marked = tx.query<Failed>('outbox-delivered', MARK_DELIVERED, [
    bigintArray(delivered.map(({ row }) => Number(row.id))),
    bigintArray(delivered.map(({ receipt }) => receiptIds.get(receipt) ?? 0)),
    textArray(delivered.map(({ unknownRecipients }) => unknownRecipients.join(','))),
    now,
  ]);
  // Usually nobody is to be told: then COMMIT goes along, and fails if this does.
  if (delivered.every(({ unknownRecipients }) => unknownRecipients.length === 0)) {
    marked.catch(() => undefined);
    return [];
  }
  return marked;
}

/** $1 rows, $2 when each is due, $3 codes, $4 details, $5 the sum of: 1 its conversation waits, 2 it was not tried. */
export const DEFER = `
  update outbox o
     set ready_at = n.ready_at, attempts = o.attempts + case when n.how & 2 = 0 then 1 else 0 end,
         last_code = n.code, last_detail = n.detail, hold = n.how & 1 = 1
    from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::bigint[]) as n(id, ready_at, code, detail, how)
   where o.id = n.id`;

async function defer(tx: Queryable, deferred: readonly Of<'deferred'>[]): Promise<void> {
  if (deferred.length === 0) return;
  await tx.query('outbox-defer', DEFER, [
    bigintArray(deferred.map(({ row }) => Number(row.id))),
    bigintArray(deferred.map(({ nextAttemptAt }) => Math.max(1, nextAttemptAt))),
    textArray(deferred.map(({ code }) => code)),
    textArray(deferred.map(({ detail }) => detail)),
    bigintArray(
      deferred.map(({ holdConversation = false, untried = false }) => Number(holdConversation) + 2 * Number(untried)),
    ),
  ]);
}
