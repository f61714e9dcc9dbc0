import { domainOf } from '@iimp/protocol/address';
import type { Database } from '../database.js';
import { OUTBOX_ORDER } from '../internal/index-order.js';
import { bigintArray, intArray, smallintArray, textArray } from '../internal/pg-array.js';
import { MESSAGE_JSON_OVERHEAD, messageJson } from '../internal/wire-json.js';
import type { Claimed, Lease } from './store.js';

/** What is asked for in a look, as SQL. */
interface Asked {
  domain: string;
  /** smallint[] */
  shards: string;
  /** int */
  rows: string;
  /** bigint */
  bytes: string;
  /** bigint */
  now: string;
}

/** What is needed of a row: looked up once, where it is found. */
const COLUMNS =
  'o.id, o.message_id, o.conversation_id, o.shard, o.recipients, o.attempts, o.created_at, o.encrypted_keys';

/**
 * In each shard the oldest that were never put off, and those that were and are due again; the oldest of all of them are taken, and
 * their texts read. A message waits while an earlier one of its conversation is on hold. `hold` rows are few, and most destinations
 * have none (`flows`, looked at once: OFFSET keeps it from being looked at for each row); where there is one, each row is a probe of
 * their small index.
 */
const look = ({ domain, shards, rows, bytes, now }: Asked): string => `
  with chosen as materialized (
    select c.*
      from unnest(${shards}) s
     cross join (
       select not exists (select from outbox h where h.hold and h.domain = ${domain}) as flows
         from destinations where domain = ${domain} and paused_at is null offset 0) d
     cross join lateral (
       (select ${COLUMNS} from outbox o
         where o.domain = ${domain} and o.shard = s and o.ready_at = 0 and ${notHeldUp(domain)}
         order by ${OUTBOX_ORDER} limit ${rows})
       union all
       (select ${COLUMNS} from outbox o
         where o.domain = ${domain} and o.shard = s and o.ready_at > 0 and o.ready_at <= ${now} and ${notHeldUp(domain)}
         order by o.ready_at, ${OUTBOX_ORDER} limit ${rows})) c
     order by c.id limit ${rows}),
  sized as (
    select o.*, m.sender, m.envelope,
           count(*) over () as found,
           sum(octet_length(m.envelope) + octet_length(o.encrypted_keys) + ${MESSAGE_JSON_OVERHEAD}) over (order by o.id)
             as total, row_number() over (order by o.id) as place
      from chosen o join messages m on m.message_id = o.message_id)
  select id::text, message_id::text, conversation_id::text, shard, sender, recipients, attempts, created_at, envelope, encrypted_keys, found
    from sized where place = 1 or total <= ${bytes} order by sized.id`;

function notHeldUp(domain: string): string {
  return `(d.flows or not exists (select from outbox h where h.hold and h.domain = ${domain} and h.shard = s
                                       and h.conversation_id = o.conversation_id and h.id < o.id))`;
}

/** $1 domain, $2 shards, $3 rows, $4 bytes, $5 now. */
export const CLAIM = look({
  domain: '$1',
  shards: '$2::smallint[]',
  rows: '$3::int',
  bytes: '$4::bigint',
  now: '$5::bigint',
});

/** The same of several destinations. $1 domains, $2 shards of each with commas between, $3 rows, $4 bytes, $5 now. */
export const CLAIM_OF_MANY = `
  select a.turn::int, found.*
    from unnest($1::text[], $2::text[], $3::int[], $4::bigint[]) with ordinality as a(domain, shards, rows, bytes, turn)
   cross join lateral (${look({
     domain: 'a.domain',
     shards: `string_to_array(a.shards, ',')::smallint[]`,
     rows: 'a.rows',
     bytes: 'a.bytes',
     now: '$5::bigint',
   })}) found`;

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

/** A look into the outbox under a lease. */
export interface Claim {
  lease: Lease;
  limit: number;
  maxBytes: number;
  now: number;
}

export async function claim(db: Database, { lease, limit, maxBytes, now }: Claim, giveUpMs: number): Promise<Claimed> {
  const values = [lease.domain, smallintArray(lease.shards), limit, maxBytes, now];
  return claimed(await db.query<ClaimedRow>('outbox-claim', CLAIM, values), limit, giveUpMs);
}

/** Looks of several destinations, in one trip. */
export async function claimTogether(db: Database, claims: readonly Claim[], giveUpMs: number): Promise<Claimed[]> {
  const found = await db.query<ClaimedRow & { turn: number }>('outbox-claim-many', CLAIM_OF_MANY, [
    textArray(claims.map(({ lease }) => lease.domain)),
    textArray(claims.map(({ lease }) => lease.shards.join(','))),
    intArray(claims.map(({ limit }) => limit)),
    bigintArray(claims.map(({ maxBytes }) => maxBytes)),
    Math.max(...claims.map(({ now }) => now)),
  ]);
  const byTurn = claims.map((): ClaimedRow[] => []);
  for (const row of found) byTurn[row.turn - 1]?.push(row);
  return claims.map(({ limit }, index) => {
    const rows = (byTurn[index] ?? []).sort((a, b) => Number(a.id) - Number(b.id));
    return claimed(rows, limit, giveUpMs);
  });
}

function claimed(found: readonly ClaimedRow[], limit: number, giveUpMs: number): Claimed {
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
