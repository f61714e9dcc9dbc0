import { ENTERING, GROWN } from '../internal/mailbox-rows.js';

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
  ${GROWN}`;

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

/**
 * $1 conversations, $2 addresses, each pair once, $3 the last message that named the member of a conversation that names it no more; null: it
 * does again. A message that came late may be older than what is noted. What is as it was is not written.
 */
export const NOTE_DEPARTURES = `
  update conversation_members m set left_by = n.left_by
    from unnest($1::uuid[], $2::text[], $3::uuid[]) as n(conversation_id, address, left_by) join users u on u.address = n.address
   where m.user_id = u.user_id and m.conversation_id = n.conversation_id
     and coalesce(n.left_by > m.left_by, (n.left_by is null) <> (m.left_by is null))`;

export const COUNT_EDITS = `
  insert into edit_counts as e (original_id, edits) select * from unnest($1::uuid[], $2::smallint[])
      on conflict (original_id) do update set edits = e.edits + excluded.edits`;

/**
 * Remote attachments that a batch names, new or not: $1 to $5 as named, $6 now, $7 local domains to ask as. One that was given up is
 * wanted again. A row that is there is written too: whoever removes attachments that nobody needs holds its lock, so it is either
 * kept or here anew. What is pending has a job already, or gets one: "not in" looks those up that are not in a table of hashes, where
 * a join, which is by nested loop here (database.ts), compares each with each.
 */
export const PUT_ATTACHMENTS = `
  with put as (
    insert into attachments as a (attachment_id, origin, state, size, sha256, blob_key, created_at, named_at)
    select attachment_id, origin, 'pending', size, sha256, blob_key, $6::bigint, $6::bigint
      from unnest($1::uuid[], $2::text[], $3::bigint[], $4::text[], $5::text[])
        as n(attachment_id, origin, size, sha256, blob_key)
        on conflict (attachment_id, origin) do update
       set named_at = excluded.named_at,
           state = case when a.state = 'failed' then 'pending' else a.state end,
           size = case when a.state = 'failed' then excluded.size else a.size end,
           sha256 = case when a.state = 'failed' then excluded.sha256 else a.sha256 end
    returning attachment_id, origin, state)
  insert into attachment_fetches (attachment_id, origin, destination, next_attempt_at, created_at)
  select n.id, n.origin, n.destination, $6::bigint, $6::bigint
    from unnest($1::uuid[], $2::text[], $7::text[]) as n(id, origin, destination)
   where (n.id, n.origin) not in (select attachment_id, origin from put where state <> 'pending')
      on conflict do nothing`;

/** Attachments that local senders name. $1 ids, $2 origins, $3 now. */
export const NAME_ATTACHMENTS = `
  update attachments a set named_at = $3::bigint
    from unnest($1::uuid[], $2::text[]) as n(id, origin)
   where a.attachment_id = n.id and a.origin = n.origin`;

/**
 * $1 attachments, $2 origins, $3 whom each is granted to, separated by commas. Multiplied here and not in the process: a message may
 * make many thousand. Sorted, so that those who write the same rows wait for each other in one order.
 */
export const PUT_GRANTS = `
  insert into attachment_grants (attachment_id, origin, grantee)
  select n.id, n.origin, g.grantee
    from unnest($1::uuid[], $2::text[], $3::text[]) as n(id, origin, grantees)
   cross join unnest(string_to_array(n.grantees, ',')) as g(grantee)
   order by n.id, n.origin collate "C", g.grantee collate "C"
      on conflict do nothing`;
