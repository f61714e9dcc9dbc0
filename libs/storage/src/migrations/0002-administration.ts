import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tokens of operators, and how much a user may store. What runs on version 1 goes on beside it. */
export class Administration1764115200000 implements MigrationInterface {
  readonly name = 'Administration1764115200000';

  async up(runner: QueryRunner): Promise<void> {
    // Whoever waits for a lock makes others wait behind it: rather fail, and be run again.
    await runner.query(`set local lock_timeout = '5s'`);
    await runner.query(`create table admin_tokens (
      name text collate "C" primary key,
      role text not null check (role in ('viewer', 'operator', 'admin')),
      token_hash bytea not null unique,
      created_at bigint not null,
      expires_at bigint not null,
      last_used_at bigint,
      revoked_at bigint)`);
    // null: what the configuration says.
    await runner.query('alter table users add column storage_limit bigint');
  }

  down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}

/** What each user has stored is summed up from this index. It is built beside running uploads, and so outside of a transaction. */
export class AttachmentsByOwner1764115200001 implements MigrationInterface {
  readonly name = 'AttachmentsByOwner1764115200001';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    // What an interrupted build leaves is not usable.
    await runner.query('drop index concurrently if exists attachments_owner');
    await runner.query(
      `create index concurrently attachments_owner on attachments (owner) include (size) where owner is not null and state = 'ready'`,
    );
    await runner.query('update schema_meta set version = 2');
  }

  down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
