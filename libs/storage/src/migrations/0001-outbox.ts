/**
 * What waits to be delivered, and what became of it.
 *
 * Workers must find destinations with work without reading the outbox, which can be long: `destinations.active` says that rows may
 * wait, `due_at` when a look is worth it, and a partial index over both is all that a sweep reads. A writer sets `active` when it is
 * not set; a worker clears it when nothing waits. So that the two never pass each other, a writer holds a shared advisory lock on the
 * destination until it commits, and a worker clears only while it has that lock alone (see outbox/leases.ts).
 */
export const OUTBOX: readonly string[] = [
  // ready_at: 0, or for a message that was put off the time when it is due. encrypted_keys: those of the destination.
  `create table outbox (
     id bigint generated always as identity primary key,
     domain text collate "C" not null,
     shard smallint not null,
     ready_at bigint not null default 0,
     message_id uuid not null,
     conversation_id uuid not null,
     hold boolean not null default false,
     attempts integer not null default 0,
     created_at bigint not null,
     last_code text,
     last_detail text,
     recipients text not null,
     encrypted_keys text not null
   ) with (autovacuum_vacuum_scale_factor = 0.02)`,
  `alter table outbox alter column encrypted_keys set storage external`,
  // `id + 0`: see internal/index-order.ts.
  `create index outbox_lane on outbox (domain, shard, ready_at, (id + 0))`,
  // Messages that later ones of their conversation wait for.
  `create index outbox_held on outbox (domain, shard, conversation_id, id) where hold`,

  `create table destinations (
     domain text collate "C" primary key,
     active boolean not null default false,
     due_at bigint not null default 0,
     paused_at bigint,
     failures integer not null default 0,
     down_since bigint,
     next_attempt_at bigint not null default 0,
     silent_until bigint not null default 0,
     last_failure_at bigint,
     last_code text,
     last_detail text,
     last_success_at bigint,
     attempt_count bigint not null default 0
   ) with (fillfactor = 50)`,
  `create index destinations_due on destinations (due_at) where active and paused_at is null`,

  `create table leases (
     domain text collate "C" not null,
     shard smallint not null,
     worker text not null,
     token bigint not null,
     expires_at bigint not null,
     primary key (domain, shard)
   ) with (fillfactor = 50)`,
  `create sequence lease_tokens`,

  // The last tries of a destination that failed or brought it back: a ring.
  `create table attempts (
     domain text collate "C" not null,
     slot smallint not null,
     at bigint not null,
     outcome text not null,
     code text,
     detail text,
     duration_ms integer,
     primary key (domain, slot))`,

  // Kept as long as the message, unlike the outbox; outbox_id finds the row while it waits.
  `create table deliveries (
     message_id uuid not null,
     domain text collate "C" not null,
     outbox_id bigint not null,
     recipients text not null,
     state text not null default 'queued',
     attempts integer not null default 0,
     last_code text,
     last_detail text,
     delivered_at bigint,
     receipt_id bigint,
     primary key (message_id, domain)
   ) partition by range (message_id)`,

  // One for each post that was receipted; message_ids in the order of the request.
  `create table receipts (
     receipt_id bigint generated always as identity primary key,
     domain text collate "C" not null,
     created_at bigint not null,
     message_ids uuid[] not null,
     receipt jsonb not null)`,
];
