import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndexes } from './build-indexes.js';

/** Fetches of attachments, fairer. Adds only: older code goes on beside it, and what it fetches is not counted. */
export class FetchedBytes1795910400000 implements MigrationInterface {
  readonly name = 'FetchedBytes1795910400000';

  async up(runner: QueryRunner): Promise<void> {
    // day: days since the epoch, in UTC.
    await runner.query(`create table fetched_bytes (
      day integer not null,
      origin text collate "C" not null,
      bytes bigint not null,
      primary key (day, origin))`);
    // Which domains have fetched all they may, however many there are.
    await runner.query('create index fetched_bytes_most on fetched_bytes (day, bytes)');
    // Failures that should not have happened, apart from those that pass (services/attachments).
    await runner.query('alter table attachment_fetches add column refusals smallint not null default 0');
  }

  down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}

/** What is due of each origin, for claims where the longest due are all of origins that may run no more. */
export class FetchesByOrigin1795910400001 implements MigrationInterface {
  readonly name = 'FetchesByOrigin1795910400001';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await buildIndexes(runner, {
      attachment_fetches_of_origin: { on: 'attachment_fetches (origin, next_attempt_at)' },
    });
    await runner.query('update schema_meta set version = greatest(version, 6)');
  }

  down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
