/** deploy/backup/backup beside programs that only note what they are told: the restores themselves are a drill (restore.nightly.spec.ts). */
import { execFile } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
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

describe('prune', () => {
  const DAY_MS = 86_400_000;
  /** As folders of base backups are named: by their end. */
  const stamp = (daysAgo: number): string =>
    new Date(Date.now() - daysAgo * DAY_MS).toISOString().replace(/\.\d+|[-:]/g, '');
  const archive = (): string => join(folder, 'archive');
  const put = (name: string, text = ''): void => {
    mkdirSync(dirname(join(archive(), name)), { recursive: true });
    writeFileSync(join(archive(), name), text);
  };
  const base = (daysAgo: number, begin: string): string => {
    const name = stamp(daysAgo);
    put(`base/${name}/backup_manifest`);
    put(`base/${name}/backup_label`, `START WAL LOCATION: 0/${begin} (file ${begin})\nCHECKPOINT LOCATION: 0/1\n`);
    return name;
  };
  const there = (what: string): string[] => readdirSync(join(archive(), what)).sort();
  const piece = (number: string, timeline = '1'): string => timeline.padStart(8, '0') + number.padStart(16, '0');

  it('keeps what a restore to any moment of the last days needs, and nothing before', async () => {
    const [kept, newer] = [base(15.5, piece('9')), base(1, piece('20'))];
    base(40, piece('2'));
    base(16, piece('5'));
    // One that was cut off a month ago, and one that is being made.
    put(`base/${stamp(30)}.part/PG_VERSION`);
    put(`base/${stamp(0)}.part/PG_VERSION`);
    const log = [piece('9'), piece('A', '2'), piece('20'), '00000002.history'];
    for (const name of [...log, piece('8'), piece('7', '2'), `${piece('5')}.00000028.backup`, piece('0F', '1')])
      put(`wal/${name}`);
    put('point/old', new Date(Date.now() - 20 * DAY_MS).toISOString());
    put('point/recent', new Date(Date.now() - 15 * DAY_MS).toISOString());

    expect(await backup(['prune', archive(), '15'])).toMatchObject({ stdout: 'BASES=2\nPIECES=3\n' });
    expect(there('base')).toEqual([kept, newer, expect.stringMatching(/\.part$/)]);
    expect(there('wal')).toEqual([...log, piece('0F')].sort());
    expect(there('point')).toEqual(['recent']);
    expect(await backup(['prune', archive(), '15'])).toMatchObject({ stdout: 'BASES=0\nPIECES=0\n' });
  });

  it('removes nothing where all is newer, or where it cannot tell from where the log is needed', async () => {
    const young = base(3, piece('9'));
    put(`wal/${piece('1')}`);
    expect(await backup(['prune', archive(), '3000'])).toMatchObject({ stdout: 'BASES=0\nPIECES=0\n' });
    writeFileSync(join(archive(), `base/${young}/backup_label`), '');
    await expect(backup(['prune', archive(), '1'])).rejects.toThrow('does not say where its log begins');
    for (const days of ['0', '-1', '1.5', 'all'])
      await expect(backup(['prune', archive(), days])).rejects.toThrow('from 1 on');
    await expect(backup(['prune', join(folder, 'nowhere'), '1'])).rejects.toThrow('there is no base backup');
    expect([there('base'), there('wal')]).toEqual([[young], [piece('1')]]);
  });
});

it('takes a URL without a password as it is, and refuses one that would show it', async () => {
  await backup(['base', WITHOUT, join(folder, 'archive')]);
  expect(noted()).toEqual(expect.arrayContaining([WITHOUT, 'PGPASSWORD=']));
  const shown = backup(['base', `${WITHOUT}&password=x`, join(folder, 'other')]);
  await expect(shown).rejects.toThrow('set PGPASSWORD');
  await expect(backup(['base', '-', join(folder, 'other')])).rejects.toThrow('give IIMP_DATABASE_URL');
  expect(existsSync(join(folder, 'other'))).toBe(false);
});
