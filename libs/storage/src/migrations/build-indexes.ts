import type { QueryRunner } from 'typeorm';

/**
 * Each index by its name, and which one it takes the place of: it begins as that does, so that it answers every statement of the version
 * before that that answers.
 */
export type Indexes = Readonly<Record<string, { on: string; replaces?: string }>>;

/** Builds indexes beside everybody else, in a migration with `transaction = false`. May be done again after it was interrupted. */
export async function buildIndexes(runner: QueryRunner, indexes: Indexes): Promise<void> {
  // Waiting for the transactions of others holds up nobody here.
  await runner.query(`set lock_timeout = '10min'`);
  for (const [name, { on, replaces }] of Object.entries(indexes)) {
    // What an interrupted build leaves is not usable.
    await runner.query(`drop index concurrently if exists ${name}`);
    await runner.query(`create index concurrently ${name} on ${on}`);
    if (replaces !== undefined) await runner.query(`drop index concurrently if exists ${replaces}`);
  }
}
