import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Each index by its name. Expressions instead of columns: see internal/index-order.ts. */
const INDEXES: Readonly<Record<string, string>> = {
  attachment_grants_grantee: `attachment_grants ((grantee || ''))`,
  attachments_of_owner: `attachments ((owner || '')) where owner is not null`,
  attachments_age: `attachments ((coalesce(named_at, created_at)))`,
  conversation_members_in: `conversation_members (uuid_send(conversation_id))`,
};

/**
 * Indexes for erasure and retention, made without holding up writers. Each statement is a transaction of its own, so a start that
 * was cut off begins again: what it left of an index is not valid and is removed first.
 */
export class LifecycleIndexes1795737600001 implements MigrationInterface {
  readonly name = 'LifecycleIndexes1795737600001';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    // Waiting for the transactions of others holds up nobody here.
    await runner.query(`set lock_timeout = '10min'`);
    for (const [name, definition] of Object.entries(INDEXES)) {
      await runner.query(`drop index concurrently if exists ${name}`);
      await runner.query(`create index concurrently ${name} on ${definition}`);
    }
    await runner.query('update schema_meta set version = greatest(version, 4)');
  }

  down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
