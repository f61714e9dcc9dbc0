/**
 * The one order in which everything here takes locks, so that transactions wait for each other and never in a circle:
 *
 *   1. conversations, by advisory lock, in order of the key;
 *   2. destinations, by shared advisory lock (writers), in order of the name;
 *   3. rows of `destinations`, in order of the name; 4. rows of `leases`, in order of the shard; 5. `outbox` and `deliveries`;
 *   6. `notices`, in order of message and domain; 7. `mailboxes`, in order of user_id;
 *   8. `messages` and what belongs to them, in order of the id; 9. `attachments`, then `attachment_fetches`, in order of the id;
 *  10. a row of `fetched_bytes`.
 *
 * Advisory locks of a conversation also cover one that is not there yet, and write nothing. Two conversations that share a key
 * only wait for each other.
 */

/** First key of destinations' locks, which have two: those of conversations have one, so the two kinds never meet. */
const DESTINATION_CLASS = 0x494d50;

/** Key of a conversation's lock: the last eight bytes of its id, which are random. Sorts as the hexadecimal text does. */
export function conversationLockKey(conversationId: string): string {
  return conversationId.slice(19).replace('-', '');
}

/** $1: keys of conversations as bigint[]; $2: domains. Both sorted: a function scan gives them one after the other. */
export const LOCK_FOR_WRITING = `
  select count(pg_advisory_xact_lock(k)::text) from unnest($1::bigint[]) k
  union all
  select count(pg_advisory_xact_lock_shared(${DESTINATION_CLASS}, hashtext(d))::text) from unnest($2::text[]) d`;

/** SQL: whether no writer is at work on a destination; then none begins before the transaction ends. */
export const TRY_CLEARING = (domain: string): string =>
  `pg_try_advisory_xact_lock(${DESTINATION_CLASS}, hashtext(${domain}))`;
