import type { Queryable } from '../database.js';
import { textArray, uuidArray } from '../internal/pg-array.js';
import type { Prepared } from './incoming.js';
import type { Verdict } from './judge.js';

/** $1 messages, $2 an address each. An address is never given out again: who was erased after a message came was there when it came. */
const READ = `
  select n.id::text, n.address
    from unnest($1::uuid[], $2::text[]) as n(id, address)
    join messages m on m.message_id = n.id
    join erased_users e on e.address = n.address and e.begun_at >= m.created_at`;

/**
 * Who of the participants that a repeat does not find was erased after the message came: they got it, so they are no failure to tell
 * the sender of. Asks nothing where no repeat misses anybody.
 */
export async function erasedSince(
  tx: Queryable,
  batch: readonly Prepared[],
  verdicts: readonly Verdict[],
): Promise<(messageId: string, address: string) => boolean> {
  const missing = batch.flatMap(({ message: { message_id: id } }, index) => {
    const verdict = verdicts[index];
    return verdict?.kind === 'duplicate' ? verdict.audience.unknown.map((address) => ({ id, address })) : [];
  });
  if (missing.length === 0) return () => false;
  const erased = await tx.query<{ id: string; address: string }>('write-erased-since', READ, [
    uuidArray(missing.map(({ id }) => id)),
    textArray(missing.map(({ address }) => address)),
  ]);
  return (messageId, wanted) => erased.some(({ id, address }) => id === messageId && address === wanted);
}
