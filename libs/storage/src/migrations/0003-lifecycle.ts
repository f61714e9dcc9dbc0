import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Erasure of users, removal of blobs, and the age of attachments. Adds only: older code goes on beside it. */
export const LIFECYCLE: readonly string[] = [
  // A tombstone: the address is never given out again. finished_at is null while rows of the user are left.
  `create table erased_users (
     address text collate "C" primary key,
     user_id bigint not null,
     actor text not null,
     begun_at bigint not null,
     finished_at bigint)`,
  `create index erased_users_unfinished on erased_users (begun_at) where finished_at is null`,

  // Blobs whose row is gone, to be removed from the store. A key is never used again once it is here.
  `create table blob_removals (
     blob_key text collate "C" primary key,
     due_at bigint not null)`,
  `create index blob_removals_due on blob_removals (due_at)`,

  // When a message last named it; null: not since this column is here.
  `alter table attachments add column named_at bigint`,
  `update schema_meta set version = greatest(version, 3)`,
];

export class Lifecycle1795737600000 implements MigrationInterface {
  readonly name = 'Lifecycle1795737600000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of LIFECYCLE) await runner.query(statement);
  }

  down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
