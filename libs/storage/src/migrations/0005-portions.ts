import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far long acts of operators came, which are done a portion at a time. Adds only: older code goes on beside it. */
export class Portions1795824000000 implements MigrationInterface {
  readonly name = 'Portions1795824000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table long_acts (
      act text primary key,
      run text not null,
      position jsonb not null,
      begun_at bigint not null,
      touched_at bigint not null)`);
  }

  down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}

/**
 * Each index by its name, and which ones it takes the place of: it begins as they do, so that it answers every statement of the version
 * before that they answer. Expressions instead of columns: see internal/index-order.ts.
 */
const INDEXES: Readonly<Record<string, { on: string; replaces?: string }>> = {
  // Paused destinations for the gauges. Both columns are in another index's condition already: no update of a destination becomes dearer.
  destinations_paused: { on: 'destinations (paused_at) where active and paused_at is not null' },
  // What is stored is summed up from it, and exports go through it by key.
  attachments_owned: {
    on: 'attachments (owner, uuid_send(attachment_id), origin) include (size, state) where owner is not null',
    replaces: 'attachments_owner',
  },
  attachment_grants_held: {
    on: `attachment_grants ((grantee || ''), uuid_send(attachment_id), origin)`,
    replaces: 'attachment_grants_grantee',
  },
};

/** `attachments_of_owner` stays for erasures and exports of the version before; the version after this one drops it (README, Decisions). */
export class PortionIndexes1795824000001 implements MigrationInterface {
  readonly name = 'PortionIndexes1795824000001';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    // Waiting for the transactions of others holds up nobody here.
    await runner.query(`set lock_timeout = '10min'`);
    for (const [name, { on, replaces }] of Object.entries(INDEXES)) {
      // What an interrupted build leaves is not usable.
      await runner.query(`drop index concurrently if exists ${name}`);
      await runner.query(`create index concurrently ${name} on ${on}`);
      if (replaces !== undefined) await runner.query(`drop index concurrently if exists ${replaces}`);
    }
    await runner.query('update schema_meta set version = greatest(version, 5)');
  }

  down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
