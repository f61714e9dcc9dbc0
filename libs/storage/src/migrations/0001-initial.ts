import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ACCOUNTS } from './0001-accounts.js';
import { MESSAGES } from './0001-messages.js';
import { OUTBOX } from './0001-outbox.js';

/** The first schema. */
export class Initial1763856000000 implements MigrationInterface {
  readonly name = 'Initial1763856000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...ACCOUNTS, ...MESSAGES, ...OUTBOX]) await runner.query(statement);
    await runner.query('insert into schema_meta (version, oldest_compatible) values (1, 1)');
  }

  down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
