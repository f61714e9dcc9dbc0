import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What members had of conversations that name them no more. Adds only: older code goes on beside it, and notes nothing of whom it removes or names again. */
export class Departures1795903200000 implements MigrationInterface {
  readonly name = 'Departures1795903200000';

  async up(runner: QueryRunner): Promise<void> {
    // The greatest message that named the member; null while the register names it.
    await runner.query('alter table conversation_members add column left_by uuid');
  }

  down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
