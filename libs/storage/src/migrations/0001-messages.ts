/**
 * Messages, mailboxes and conversations.
 *
 * Message texts are base64url for the most part: compressing them costs time and gains nothing (storage external), and
 * keeping them in the row spares the write of a second table and index for each (toast_tuple_target, set on each partition).
 */
export const MESSAGES: readonly string[] = [
  // envelope: the message's JSON without encrypted_keys; encrypted_keys: that JSON array. local_domains: the local domains, separated
  // by commas, whose participants have it: a remote sender posts once for each.
  `create table messages (
     message_id uuid not null,
     conversation_id uuid not null,
     sender text collate "C" not null,
     type text not null,
     reference uuid,
     local_domains text not null,
     sent_at bigint not null,
     created_at bigint not null,
     envelope text not null,
     encrypted_keys text not null,
     primary key (message_id)
   ) partition by range (message_id)`,
  `alter table messages alter column envelope set storage external, alter column encrypted_keys set storage external`,
  // `uuid_send`: see internal/index-order.ts.
  `create index messages_conversation on messages (conversation_id, uuid_send(message_id))`,

  `create table edit_counts (
     original_id uuid primary key,
     edits smallint not null)`,

  // The participants register (profile §5); set_by is the greatest message_id, so it is the last message too.
  `create table conversations (
     conversation_id uuid primary key,
     set_by uuid not null,
     participants text[] not null
   ) with (fillfactor = 70)`,

  // Local users who ever took part; rows are removed only when a user is erased.
  `create table conversation_members (
     user_id bigint not null,
     conversation_id uuid not null,
     primary key (user_id, conversation_id))`,

  `create table mailboxes (
     user_id bigint primary key references users,
     last_seq bigint not null default 0
   ) with (fillfactor = 50)`,

  // A message, or (notice_id) a delivery notice about one.
  `create table mailbox_entries (
     user_id bigint not null,
     seq bigint not null,
     message_id uuid not null,
     notice_id bigint,
     primary key (user_id, seq))`,

  `create table notices (
     notice_id bigint generated always as identity primary key,
     user_id bigint not null,
     message_id uuid not null,
     conversation_id uuid not null,
     domain text collate "C" not null,
     recipients text[] not null,
     code text not null,
     detail text not null,
     attempts integer not null,
     created_at bigint not null,
     unique (message_id, domain))`,

  `create table attachments (
     attachment_id uuid not null,
     origin text collate "C" not null,
     owner text collate "C",
     state text not null check (state in ('pending', 'ready', 'failed')),
     size bigint,
     sha256 text,
     blob_key text not null,
     created_at bigint not null,
     ready_at bigint,
     primary key (attachment_id, origin))`,
  `create index attachments_uploading on attachments (created_at) where state = 'pending' and owner is not null`,

  // grantee: a local user's address, or '@' and a remote domain.
  `create table attachment_grants (
     attachment_id uuid not null,
     origin text collate "C" not null,
     grantee text collate "C" not null,
     primary key (attachment_id, origin, grantee))`,

  `create table attachment_fetches (
     attachment_id uuid not null,
     origin text collate "C" not null,
     destination text collate "C" not null,
     attempts integer not null default 0,
     next_attempt_at bigint not null,
     worker text,
     token bigint not null default 0,
     lease_expires_at bigint not null default 0,
     last_error text,
     created_at bigint not null,
     primary key (attachment_id, origin))`,
  `create index attachment_fetches_due on attachment_fetches (next_attempt_at)`,
  `create index attachment_fetches_running on attachment_fetches (origin) where worker is not null`,
];
