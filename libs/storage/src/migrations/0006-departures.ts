import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What members had of conversations that name them no more. Adds only: older code goes on beside it, and notes nothing of whom it removes. */
export class Departures1795903200000 implements MigrationInterface {
  readonly name = 'Departures1795903200000';

  async up(runner: QueryRunner): Promise<void> {
    // The greatest message that named the member, and its participants; of use only while the register does not name the member.
    await runner.query('alter table conversation_members add column left_by uuid, add column left_participants text[]');
  }

  down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
