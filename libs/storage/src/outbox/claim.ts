import { domainOf } from '@iimp/protocol/address';
import type { Database } from '../database.js';
import { OUTBOX_ORDER } from '../internal/index-order.js';
import { bigintArray, intArray, smallintArray, textArray } from '../internal/pg-array.js';
import { MESSAGE_JSON_OVERHEAD, messageJson } from '../internal/wire-json.js';
import type { FreshOutbox, FreshRow } from '../write/fresh-outbox.js';
import type { Claimed, Lease, OutboxRow } from './store.js';

/** What is asked for in a look, as SQL. */
interface Asked {
  domain: string;
  /** smallint[] */
  shards: string;
  /** int */
  rows: string;
  /** bigint */
  now: string;
  /** bigint */
  bytes: string;
}

/** What is needed of a row: looked up once, where it is found. */
const COLUMNS = 'o.id, o.message_id, o.conversation_id, o.shard, o.recipients, o.attempts, o.created_at';

/**
 * In each shard the oldest that were never put off, and those that were and are due again; the oldest of all of them are taken. A
 * message waits while an earlier one of its conversation is on hold. `hold` rows are few, and most destinations
 * have none (`flows`, looked at once: OFFSET keeps it from being looked at for each row); where there is one, each row is a probe of
 * their small index.
 */
const oldest = (columns: string, { domain, shards, rows, now }: Omit<Asked, 'bytes'>): string => `
    select c.*
      from unnest(${shards}) s
     cross join (
       select not exists (select from outbox h where h.hold and h.domain = ${domain}) as flows
         from destinations where domain = ${domain} and paused_at is null offset 0) d
     cross join lateral (
       (select ${columns} from outbox o
         where o.domain = ${domain} and o.shard = s and o.ready_at = 0 and ${notHeldUp(domain)}
         order by ${OUTBOX_ORDER} limit ${rows})
       union all
       (select ${columns} from outbox o
         where o.domain = ${domain} and o.shard = s and o.ready_at > 0 and o.ready_at <= ${now} and ${notHeldUp(domain)}
         order by o.ready_at, ${OUTBOX_ORDER} limit ${rows})) c
     order by c.id limit ${rows}`;

/** The oldest: of each only what may change, and all of them in one row, for whoever knows the rest (`foundOf`). */
const look = (asked: Omit<Asked, 'bytes'>): string => `
  select string_agg(c.id || ' ' || c.message_id || ' ' || c.attempts, ';' order by c.id) as found
    from (${oldest('o.id, o.message_id, o.attempts', asked)}) c`;

/** The oldest with their texts, as many as fit. */
const read = ({ bytes, ...asked }: Asked): string => `
  with chosen as materialized (${oldest(`${COLUMNS}, o.encrypted_keys`, asked)}),
  sized as (
    select o.*, m.sender, m.envelope,
           count(*) over () as found,
           sum(octet_length(m.envelope) + octet_length(o.encrypted_keys) + ${MESSAGE_JSON_OVERHEAD}) over (order by o.id)
             as total, row_number() over (order by o.id) as place
      from chosen o join messages m on m.message_id = o.message_id)
  select id::text, message_id::text as "messageId", conversation_id::text as "conversationId", shard, sender, recipients, attempts,
         created_at as "createdAt", envelope, encrypted_keys as "encryptedKeys", found
    from sized where place = 1 or total <= ${bytes} order by sized.id`;

/** Of a row `o` of shard `s`, where `d.flows` tells that the domain has none on hold. */
export function notHeldUp(domain: string): string {
  return `(d.flows or not exists (select from outbox h where h.hold and h.domain = ${domain} and h.shard = s
                                       and h.conversation_id = o.conversation_id and h.id < o.id))`;
}

const ONE = { domain: '$1', shards: '$2::smallint[]', rows: '$3::int', now: '$4::bigint', bytes: '$5::bigint' };
const OF_MANY = {
  domain: 'a.domain',
  shards: `string_to_array(a.shards, ',')::smallint[]`,
  rows: 'a.rows',
  now: '$4::bigint',
  bytes: 'a.bytes',
};

/** $1 domain, $2 shards, $3 rows, $4 now. */
export const LOOK = look(ONE);
/** The same with texts. $5 bytes. */
export const CLAIM = read(ONE);

/** The same of several destinations. $1 domains, $2 shards of each with commas between, $3 rows, $4 now. */
export const LOOK_OF_MANY = `
  select a.turn::int, found.*
    from unnest($1::text[], $2::text[], $3::int[]) with ordinality as a(domain, shards, rows, turn)
   cross join lateral (${look(OF_MANY)}) found`;
/** The same with texts. $5 bytes. */
export const CLAIM_OF_MANY = `
  select a.turn::int, found.*
    from unnest($1::text[], $2::text[], $3::int[], $5::bigint[]) with ordinality as a(domain, shards, rows, bytes, turn)
   cross join lateral (${read(OF_MANY)}) found`;

/** What is the same of a row as long as it waits. */
type Fixed = Omit<FreshRow, 'domain'>;

interface ClaimedRow extends Fixed {
  id: string;
  attempts: number;
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
  const values = [lease.domain, smallintArray(lease.shards), limit, now, maxBytes];
  return claimed(await db.query<ClaimedRow>('outbox-claim', CLAIM, values), limit, giveUpMs);
}

/** Looks of several destinations, in one trip. */
export async function claimTogether(db: Database, claims: readonly Claim[], giveUpMs: number): Promise<Claimed[]> {
  const found = await db.query<ClaimedRow & { turn: number }>('outbox-claim-many', CLAIM_OF_MANY, [
    ...manyParameters(claims),
    bigintArray(claims.map(({ maxBytes }) => maxBytes)),
  ]);
  const rows = byTurn(claims, found);
  return claims.map(({ limit }, index) => claimed(rows[index] ?? [], limit, giveUpMs));
}

/** What is ready, oldest first. */
export type Found = readonly { id: string; messageId: string; attempts: number }[];

interface LookRow {
  /** null: nothing is. */
  found: string | null;
}

export async function find(db: Database, { lease, limit, now }: Claim): Promise<Found> {
  const values = [lease.domain, smallintArray(lease.shards), limit, now];
  const [row] = await db.query<LookRow>('outbox-look', LOOK, values);
  return foundOf(row);
}

/** The same of several destinations, in one trip. */
export async function findTogether(db: Database, claims: readonly Claim[]): Promise<Found[]> {
  const rows = await db.query<LookRow & { turn: number }>('outbox-look-many', LOOK_OF_MANY, manyParameters(claims));
  const turns = new Map(rows.map((row) => [row.turn, row]));
  return claims.map((_, index) => foundOf(turns.get(index + 1)));
}

function foundOf(row: LookRow | undefined): Found {
  const items = row?.found?.split(';') ?? [];
  return items.map((item) => {
    const [id = '', messageId = '', attempts] = item.split(' ');
    return { id, messageId, attempts: Number(attempts) };
  });
}

/**
 * A claim of what this process knows: of the oldest, up to the first that it does not know.
 * @returns undefined when that is the very first
 */
export function claimKnown(
  found: Found,
  known: Pick<FreshOutbox, 'get'>,
  { lease, limit, maxBytes }: Claim,
  giveUpMs: number,
): Claimed | undefined {
  const rows: OutboxRow[] = [];
  let total = 0;
  for (const row of found) {
    const fixed = known.get(lease.domain, row.messageId);
    if (!fixed) break;
    const next = rowOf(row, fixed, giveUpMs);
    total += next.bytes;
    if (rows.length > 0 && total > maxBytes) break;
    rows.push(next);
  }
  if (rows.length === 0 && found.length > 0) return undefined;
  return { rows, more: rows.length >= limit || rows.length < found.length };
}

function manyParameters(claims: readonly Claim[]): unknown[] {
  return [
    textArray(claims.map(({ lease }) => lease.domain)),
    textArray(claims.map(({ lease }) => lease.shards.join(','))),
    intArray(claims.map(({ limit }) => limit)),
    Math.max(...claims.map(({ now }) => now)),
  ];
}

/** Rows of each, in order. */
function byTurn<R extends { id: string; turn: number }>(claims: readonly Claim[], found: readonly R[]): R[][] {
  const turns = claims.map((): R[] => []);
  for (const row of found) turns[row.turn - 1]?.push(row);
  for (const rows of turns) rows.sort((a, b) => Number(a.id) - Number(b.id));
  return turns;
}

function claimed(found: readonly ClaimedRow[], limit: number, giveUpMs: number): Claimed {
  const rows = found.map((row) => rowOf(row, row, giveUpMs));
  return { rows, more: rows.length >= limit || rows.length < (found[0]?.found ?? 0) };
}

function rowOf({ id, attempts }: Found[number], fixed: Fixed, giveUpMs: number): OutboxRow {
  const json = messageJson(fixed.envelope, fixed.encryptedKeys);
  return {
    id,
    messageId: fixed.messageId,
    conversationId: fixed.conversationId,
    shard: fixed.shard,
    origin: domainOf(fixed.sender),
    sender: fixed.sender,
    recipients: fixed.recipients.split(','),
    json,
    bytes: Buffer.byteLength(json),
    attempts,
    createdAt: fixed.createdAt,
    expiresAt: fixed.createdAt + giveUpMs,
  };
}
