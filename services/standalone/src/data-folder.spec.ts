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

it('makes folders inside each other, and says where it cannot', () => {
  const home = mkdtempSync(join(tmpdir(), 'iimp-folder-'));
  try {
    const inner = DataFolder.open(join(home, 'a', 'b'));
    expect(inner.secret('key')).toBe(DataFolder.open(join(home, 'a', 'b')).secret('key'));
    expect(() => DataFolder.open('/proc/iimp/data')).toThrow('/proc/iimp');
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});
