import { ENTERING } from '../internal/mailbox-rows.js';

/** The statements of the message writer, in the order in which they run (see internal/locks.ts). */

/** $1 destinations that no one knew to have work; $2 now. One that is down stays so until its next try. */
export const ACTIVATE_DESTINATIONS = `
  insert into destinations as d (domain, active, due_at)
  select domain, true, $2::bigint from unnest($1::text[]) as n(domain)
      on conflict (domain) do update
     set active = true, due_at = greatest($2::bigint, case when d.failures > 0 then d.next_attempt_at else 0 end)
   where not d.active`;

/**
 * What every batch writes, in one statement: for a message that comes alone each statement more is a tenth of its time. The counters
 * come first, because they are what the statement gives; the other parts wait for nobody, and run in their order.
 *
 * Outbox rows get their ids in the order of the arrays, which is the order within a conversation.
 * $1 to $5 mailboxes (see ENTERING); $6 to $14 messages; $15 conversations whose participants stay, $16 their set_by;
 * $17 to $22 outbox rows; $23 now.
 */
export const WRITE = `
  with ${ENTERING},
  stored as (
    insert into messages (message_id, conversation_id, sender, type, reference, local_domains, sent_at, envelope, encrypted_keys,
                          created_at)
    select n.*, $23::bigint
      from unnest($6::uuid[], $7::uuid[], $8::text[], $9::text[], $10::uuid[], $11::text[], $12::bigint[], $13::text[], $14::text[]) n),
  moved as (
    update conversations c set set_by = n.set_by
      from unnest($15::uuid[], $16::uuid[]) as n(id, set_by) where c.conversation_id = n.id),
  queued as (
    insert into outbox (domain, shard, message_id, conversation_id, recipients, encrypted_keys, created_at)
    select n.*, $23::bigint
      from unnest($17::text[], $18::smallint[], $19::uuid[], $20::uuid[], $21::text[], $22::text[]) n
    returning id, message_id, domain, recipients),
  delivering as (
    insert into deliveries (message_id, domain, outbox_id, recipients)
    select message_id, domain, id, recipients from queued)
  select user_id, last_seq from advanced`;

/** $1 messages, $2 domains more, $3 keys more (a JSON array, as text). Arrays are joined at their brackets. */
export const EXTEND_MESSAGES = `
  update messages m
     set local_domains = concat_ws(',', nullif(m.local_domains, ''), n.domains),
         encrypted_keys = case when n.keys = '[]' then m.encrypted_keys
                               when m.encrypted_keys = '[]' then n.keys
                               else left(m.encrypted_keys, -1) || ',' || substr(n.keys, 2) end
    from unnest($1::uuid[], $2::text[], $3::text[]) as n(message_id, domains, keys)
   where m.message_id = n.message_id`;

/** $1 conversations, $2 set_by, $3 participants separated by commas. Their locks are held: this is the only writer. */
export const PUT_CONVERSATIONS = `
  insert into conversations (conversation_id, set_by, participants)
  select id, set_by, string_to_array(participants, ',') from unnest($1::uuid[], $2::uuid[], $3::text[]) as n(id, set_by, participants)
      on conflict (conversation_id) do update set set_by = excluded.set_by, participants = excluded.participants`;

export const INSERT_MEMBERS = `
  insert into conversation_members (user_id, conversation_id)
  select * from unnest($1::bigint[], $2::uuid[]) on conflict do nothing`;

export const COUNT_EDITS = `
  insert into edit_counts as e (original_id, edits) select * from unnest($1::uuid[], $2::smallint[])
      on conflict (original_id) do update set edits = e.edits + excluded.edits`;

/** $1 to $5 as named. One that was given up is wanted again. */
export const PUT_ATTACHMENTS = `
  insert into attachments as a (attachment_id, origin, state, size, sha256, blob_key, created_at)
  select attachment_id, origin, 'pending', size, sha256, blob_key, $6::bigint
    from unnest($1::uuid[], $2::text[], $3::bigint[], $4::text[], $5::text[])
      as n(attachment_id, origin, size, sha256, blob_key)
      on conflict (attachment_id, origin) do update
     set state = 'pending', size = excluded.size, sha256 = excluded.sha256 where a.state = 'failed'`;

/** $1 ids, $2 origins, $3 local domains to ask as; $4 now. */
export const PUT_FETCHES = `
  insert into attachment_fetches (attachment_id, origin, destination, next_attempt_at, created_at)
  select id, origin, destination, $4::bigint, $4::bigint from unnest($1::uuid[], $2::text[], $3::text[]) as n(id, origin, destination)
      on conflict do nothing`;

export const PUT_GRANTS = `
  insert into attachment_grants (attachment_id, origin, grantee)
  select * from unnest($1::uuid[], $2::text[], $3::text[]) on conflict do nothing`;
