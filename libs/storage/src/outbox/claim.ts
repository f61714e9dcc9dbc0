import { domainOf } from '@iimp/protocol/address';
import type { Database } from '../database.js';
import { OUTBOX_ORDER } from '../internal/index-order.js';
import { smallintArray } from '../internal/pg-array.js';
import { MESSAGE_JSON_OVERHEAD, messageJson } from '../internal/wire-json.js';
import type { Claimed, Lease } from './store.js';

/**
 * $1 domain, $2 shards, $3 rows, $4 bytes, $5 now. In each shard the oldest that were never put off, and those that were and are due
 * again; the oldest of all of them are taken, and their texts read. A message waits while an earlier one of its conversation is on
 * hold. `hold` rows are few: a probe of their small index is all that this costs.
 */
export const CLAIM = `
  with chosen as materialized (
    select c.id
      from unnest($2::smallint[]) s
     cross join (select from destinations where domain = $1 and paused_at is null) d
     cross join lateral (
       (select o.id from outbox o
         where o.domain = $1 and o.shard = s and o.ready_at = 0 and ${notHeldUp()}
         order by ${OUTBOX_ORDER} limit $3::int)
       union all
       (select o.id from outbox o
         where o.domain = $1 and o.shard = s and o.ready_at > 0 and o.ready_at <= $5::bigint and ${notHeldUp()}
         order by o.ready_at, ${OUTBOX_ORDER} limit $3::int)) c
     order by c.id limit $3::int),
  sized as (
    select o.*, m.sender, m.envelope,
           count(*) over () as found,
           sum(octet_length(m.envelope) + octet_length(o.encrypted_keys) + ${MESSAGE_JSON_OVERHEAD}) over (order by o.id)
             as total, row_number() over (order by o.id) as place
      from chosen c join outbox o on o.id = c.id join messages m on m.message_id = o.message_id)
  select id::text, message_id::text, conversation_id::text, shard, sender, recipients, attempts, created_at, envelope, encrypted_keys, found
    from sized where place = 1 or total <= $4::bigint order by sized.id`;

function notHeldUp(): string {
  return `not exists (select 1 from outbox h where h.hold and h.domain = $1 and h.shard = s
                         and h.conversation_id = o.conversation_id and h.id < o.id)`;
}

interface ClaimedRow {
  id: string;
  message_id: string;
  conversation_id: string;
  shard: number;
  sender: string;
  recipients: string;
  attempts: number;
  created_at: number;
  envelope: string;
  encrypted_keys: string;
  /** Rows that are ready, as far as was looked. */
  found: number;
}

export async function claimBatch(
  db: Database,
  lease: Lease,
  { limit, maxBytes, now, giveUpMs }: { limit: number; maxBytes: number; now: number; giveUpMs: number },
): Promise<Claimed> {
  const found = await db.query<ClaimedRow>('outbox-claim', CLAIM, [
    lease.domain,
    smallintArray(lease.shards),
    limit,
    maxBytes,
    now,
  ]);
  const rows = found.map((row) => {
    const json = messageJson(row.envelope, row.encrypted_keys);
    return {
      id: row.id,
      messageId: row.message_id,
      conversationId: row.conversation_id,
      shard: row.shard,
      origin: domainOf(row.sender),
      sender: row.sender,
      recipients: row.recipients.split(','),
      json,
      bytes: Buffer.byteLength(json),
      attempts: row.attempts,
      createdAt: row.created_at,
      expiresAt: row.created_at + giveUpMs,
    };
  });
  return { rows, more: rows.length >= limit || rows.length < (found[0]?.found ?? 0) };
}
