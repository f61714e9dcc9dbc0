import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndexes } from './build-indexes.js';

/** When a log-in began, in each of its rows: the first ones do not stay. Adds only; null where older code wrote the row. */
export class SessionsBegan1795906800000 implements MigrationInterface {
  readonly name = 'SessionsBegan1795906800000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table sessions add column began_at bigint');
  }

  down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}

/** All sessions of a user, whatever their state: for erasure, export and the reference to `users`. It takes the place of `sessions_user`. */
export class SessionsOfUser1795906800001 implements MigrationInterface {
  readonly name = 'SessionsOfUser1795906800001';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await buildIndexes(runner, { sessions_of_user: { on: 'sessions (user_id)', replaces: 'sessions_user' } });
  }

  down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
