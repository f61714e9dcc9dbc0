/** deploy/backup/backup beside programs that only note what they are told: the restores themselves are a drill (restore.nightly.spec.ts). */
import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '@iimp/testbed/repository';

const PASSWORD = 'p@ss/w\\ord%20';
const URL_GIVEN = `postgres://backup:${encodeURIComponent(PASSWORD)}@db.example.org:5432/iimp?sslmode=verify-full`;
const WITHOUT = 'postgres://backup@db.example.org:5432/iimp?sslmode=verify-full';

/** What each program does after it has noted its arguments and its password. */
const PROGRAMS = {
  pg_basebackup: 'mkdir -p "$4"',
  pg_verifybackup: ':',
  psql: 'case "$*" in *create_restore_point*) echo 0/1 ;; *walfile*) echo 1 ;; *) echo t ;; esac',
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'iimp-backup-'));
  mkdirSync(join(folder, 'bin'));
  for (const [name, does] of Object.entries(PROGRAMS)) {
    const file = join(folder, 'bin', name);
    const note = `{ printf '%s\\n' "$0" "$@"; printf 'PGPASSWORD=%s\\n' "\${PGPASSWORD-}"; } >>'${folder}/noted'`;
    writeFileSync(file, `#!/bin/bash\n${note}\n${does}\n`);
    chmodSync(file, 0o755);
  }
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function backup(args: string[], env: Record<string, string> = {}): Promise<unknown> {
  return promisify(execFile)(join(repositoryRoot(), 'deploy/backup/backup'), args, {
    env: { PATH: process.env['PATH'] ?? '', PG_BIN: join(folder, 'bin'), ...env },
  });
}

const noted = (): string[] => readFileSync(join(folder, 'noted'), 'utf8').trimEnd().split('\n');

it.each([
  ['base', []],
  ['point', ['noon']],
])('%s tells the programs of Postgres the password by their environment alone', async (command, more) => {
  writeFileSync(join(folder, 'url'), `${URL_GIVEN}\n`);
  await backup([command, '-', join(folder, 'archive'), ...more], { IIMP_DATABASE_URL_FILE: join(folder, 'url') });
  await backup([command, '-', join(folder, 'archive'), ...more.map((name) => `${name}-2`)], {
    IIMP_DATABASE_URL: URL_GIVEN,
  });
  const lines = noted();
  const connected = lines.filter((line) => line === WITHOUT).length;
  expect(connected).toBeGreaterThanOrEqual(2);
  expect(lines.filter((line) => line === `PGPASSWORD=${PASSWORD}`).length).toBeGreaterThanOrEqual(connected);
  expect(lines.filter((line) => /p@ss|p%40ss/.test(line) && !line.startsWith('PGPASSWORD='))).toEqual([]);
});

it('takes a URL without a password as it is, and refuses one that would show it', async () => {
  await backup(['base', WITHOUT, join(folder, 'archive')]);
  expect(noted()).toEqual(expect.arrayContaining([WITHOUT, 'PGPASSWORD=']));
  const shown = backup(['base', `${WITHOUT}&password=x`, join(folder, 'other')]);
  await expect(shown).rejects.toThrow('set PGPASSWORD');
  await expect(backup(['base', '-', join(folder, 'other')])).rejects.toThrow('give IIMP_DATABASE_URL');
  expect(existsSync(join(folder, 'other'))).toBe(false);
});
