import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { WorldBase } from './world-base.js';

it('tells its processes, which run elsewhere, the whole path of a folder', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'iimp-world-'));
  const base = await WorldBase.create({ folder: relative(process.cwd(), folder) });
  try {
    expect(base.folder).toBe(folder);
    const { IIMP_EXTRA_CA_FILE, IIMP_TLS_CERT_FILE } = await base.environment('org1.test');
    expect(IIMP_EXTRA_CA_FILE).toMatch(folder);
    expect(IIMP_TLS_CERT_FILE).toMatch(folder);
  } finally {
    await base.cleanup.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
