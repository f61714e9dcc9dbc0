import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndexes, type Indexes } from './build-indexes.js';

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

/** Expressions instead of columns: see internal/index-order.ts. */
const INDEXES: Indexes = {
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
    await buildIndexes(runner, INDEXES);
    await runner.query('update schema_meta set version = greatest(version, 5)');
  }

  down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
