/** How much of a transaction, and of the memory, a message takes: reckoned from counts and lengths, no text is looked at. */
import type { Message } from '@iimp/proto/types';
import type { Prepared } from './incoming.js';

/**
 * Grants that a message may make: its attachments times those who are given them here (local users, remote domains). Beside the
 * longest text the profile leaves 8 KiB to describe attachments (§4), which is 56 of them; to 500 participants that is 28,000. So many
 * rows take half a second (PostgreSQL 15, 2 vCPU); without a bound one message could make 500,000.
 */
export const MAX_GRANTS = 30_000;

/**
 * What of a message counts as one in the size of a batch, which is 100 of them: bytes, domains (each is a lock), attachments, grants.
 *
 * Of attachments 1,000 are a batch: PUT_ATTACHMENTS takes 20 to 30 ms for them, 0.15 s for 10,000, 0.6 s for 30,000 (2026-11-28,
 * PostgreSQL 15.20, 2 vCPU of an AMD EPYC). More in a transaction would hold up others for longer, and save only the commit, a millisecond.
 *
 * Of members whom a message may remove 300 are one, as of grants: each is a small row.
 */
const UNIT_BYTES = 64 * 1024;
const UNIT_DOMAINS = 8;
const UNIT_ATTACHMENTS = 10;
const UNIT_GRANTS = MAX_GRANTS / 100;
const UNIT_DEPARTURES = 300;
/** In memory, beside the characters of payload and key: a participant or a key; an attachment is two. */
const BYTES_OF_AN_ITEM = 100;

/** Bytes in memory, about. */
export function bytesOf({ encrypted_payload, encrypted_keys, participants, attachments = [] }: Message): number {
  let characters = encrypted_payload.length;
  for (const { encrypted_key } of encrypted_keys) characters += encrypted_key.length;
  return characters + BYTES_OF_AN_ITEM * (participants.length + encrypted_keys.length + 2 * attachments.length);
}

/**
 * Share of a batch, at least one. Who of a local sender's participants is here is not known yet: all of them may be.
 * @param members that its conversation is known to have here: those whom it does not name may have to be noted
 */
export function weightOf({ entry: { destination }, message, domains, bytes }: Prepared, members = 0): number {
  const size = Math.max(
    1,
    Math.ceil(bytes / UNIT_BYTES),
    Math.ceil(domains.size / UNIT_DOMAINS),
    Math.ceil((members - message.participants.length) / UNIT_DEPARTURES),
  );
  const attachments = message.attachments?.length ?? 0;
  if (attachments === 0) return size;
  const readers = destination === undefined ? message.participants.length : (domains.get(destination)?.length ?? 0);
  return Math.max(size, Math.ceil(attachments / UNIT_ATTACHMENTS), Math.ceil((attachments * readers) / UNIT_GRANTS));
}
