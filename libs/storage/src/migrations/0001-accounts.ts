/** Domains, users, sessions, policy, audit: small tables, looked up by key. Times are milliseconds since the epoch. */
export const ACCOUNTS: readonly string[] = [
  // One row: which code may run on this schema.
  `create table schema_meta (
     one boolean primary key default true check (one),
     version integer not null,
     oldest_compatible integer not null)`,

  `create table domains (
     domain text collate "C" primary key,
     created_at bigint not null)`,

  `create table domain_keys (
     domain text collate "C" not null references domains,
     key_id text collate "C" not null,
     public_key text not null,
     state text not null check (state in ('active', 'accepted', 'retired')),
     expires_at bigint,
     created_at bigint not null,
     primary key (domain, key_id))`,
  // Only one key of a domain signs.
  `create unique index domain_keys_active on domain_keys (domain) where state = 'active'`,

  // user_id is internal and short, for the big tables; outside of the database a user is the address.
  `create table users (
     user_id bigint generated always as identity primary key,
     address text collate "C" not null unique,
     domain text collate "C" not null references domains,
     password_hash text,
     disabled_at bigint,
     keys text,
     keys_updated_at bigint,
     created_at bigint not null)`,

  `create table sessions (
     token_hash bytea primary key,
     family uuid not null,
     user_id bigint not null references users,
     created_at bigint not null,
     expires_at bigint not null,
     rotated_at bigint,
     revoked_at bigint)`,
  `create index sessions_family on sessions (family)`,
  `create index sessions_user on sessions (user_id) where revoked_at is null`,
  `create index sessions_expiry on sessions (expires_at)`,

  `create table policy (
     one boolean primary key default true check (one),
     mode text not null check (mode in ('open', 'allow_list', 'closed')))`,
  `create table policy_domains (
     list text not null check (list in ('blocked', 'allowed')),
     domain text collate "C" not null,
     primary key (list, domain))`,

  `create table audit (
     id bigint generated always as identity primary key,
     at bigint not null,
     actor text not null,
     action text not null,
     subject text not null,
     detail jsonb not null)`,
  `create index audit_at on audit (at, id)`,

  // use_hash = SHA-256 of keyid and nonce, cut to 16 bytes.
  `create table nonces (
     use_hash bytea primary key,
     expires_at bigint not null)`,
  `create index nonces_expiry on nonces (expires_at)`,

  `create table discovery_cache (
     kind text not null,
     key text collate "C" not null,
     document text,
     fetched_at bigint,
     expires_at bigint not null default 0,
     retry_at bigint not null default 0,
     failures integer not null default 0,
     last_error text,
     touched_at bigint not null,
     primary key (kind, key))`,
  `create index discovery_cache_touched on discovery_cache (touched_at)`,
];
