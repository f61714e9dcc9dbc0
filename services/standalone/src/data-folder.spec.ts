import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataFolder } from './data-folder.js';

it('leaves what was told by another one with its process id, as in another container', () => {
  const home = mkdtempSync(join(tmpdir(), 'iimp-folder-'));
  try {
    const running = DataFolder.open(home);
    const where = { api: 'https://api', federation: 'https://federation', admin: 'https://admin' };
    const stores = { database_url: 'postgres://db', domain_keys_dir: '/keys', blobs_url: 'file:///blobs' };
    running.tellRuntime({ pid: process.pid, ...where, ...stores });
    DataFolder.open(home).close();
    expect(running.read('runtime.json')).toContain('https://admin');
    running.close();
    expect(running.read('runtime.json')).toBeUndefined();
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});
