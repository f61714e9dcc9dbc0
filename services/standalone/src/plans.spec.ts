import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgres } from '@iimp/embedded-postgres/server';
import { plansContract } from '@iimp/storage/plans.contract.testkit';

// Its version is newer than that of most systems, and plans differently.
describe('the Postgres that the standalone brings', () => {
  let home: string;
  let server: EmbeddedPostgres;
  const given = process.env['IIMP_TEST_POSTGRES_URL'];
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'iimp-plans-'));
    server = await EmbeddedPostgres.start({ dataDir: join(home, 'postgres'), database: 'iimp' });
    process.env['IIMP_TEST_POSTGRES_URL'] = server.url;
  }, 120_000);
  afterAll(async () => {
    if (given === undefined) delete process.env['IIMP_TEST_POSTGRES_URL'];
    else process.env['IIMP_TEST_POSTGRES_URL'] = given;
    await server.stop();
    rmSync(home, { recursive: true, force: true });
  });

  plansContract();
});
