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
 * One index of paused destinations for the gauges, and one less of the owners of attachments: `attachments_owner` answers for all that
 * is stored, and what is being uploaded is few. The version before has the other one for erasures and exports alone: those that it does
 * beside this version read more and can be repeated, and nobody who writes or uploads waits for them.
 */
export class PortionIndexes1795824000001 implements MigrationInterface {
  readonly name = 'PortionIndexes1795824000001';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    // Waiting for the transactions of others holds up nobody here.
    await runner.query(`set lock_timeout = '10min'`);
    // What an interrupted build leaves is not usable.
    await runner.query('drop index concurrently if exists destinations_paused');
    // Both columns are in another index's condition already: no update of a destination becomes dearer.
    await runner.query(
      'create index concurrently destinations_paused on destinations (paused_at) where active and paused_at is not null',
    );
    await runner.query('drop index concurrently if exists attachments_of_owner');
    await runner.query('update schema_meta set version = greatest(version, 5)');
  }

  down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
