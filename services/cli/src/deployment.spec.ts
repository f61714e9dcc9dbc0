import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { locate, remoteOf } from './deployment.js';
import { openShell, type Shell } from './iimpctl.testkit.js';
import { createProgram } from './program.js';

const database = 'postgres://db/iimp';

describe('locate', () => {
  it('takes the folders that the services have', () => {
    const env = { IIMP_DATABASE_URL: database, IIMP_DOMAIN_KEYS_DIR: '/keys', IIMP_BLOBS_URL: 'file:///blobs' };
    expect(locate(undefined, env)).toEqual({ databaseUrl: database, keysDir: '/keys', blobsUrl: 'file:///blobs' });
  });

  it('takes an empty variable for none', () => {
    const env = { IIMP_DATABASE_URL: database, IIMP_DOMAIN_KEYS_DIR: '', IIMP_BLOBS_URL: '' };
    expect(locate(undefined, env)).toEqual({ databaseUrl: database, keysDir: undefined, blobsUrl: undefined });
  });

  it('refuses what the services refuse', () => {
    const env = { IIMP_DATABASE_URL: database, IIMP_BLOBS_URL: 'file://data/blobs' };
    expect(() => locate(undefined, env)).toThrow(/IIMP_BLOBS_URL: must be file:\/\/\/folder/);
  });
});

it('an admin service is named as its variable names it', () => {
  process.env['IIMP_ADMIN_TOKEN'] = 'x';
  try {
    expect(remoteOf({ url: 'https://127.0.0.1:8450/' })).toBeDefined();
    for (const url of ['127.0.0.1:8450', 'https://host/admin', 'https://user@host'])
      expect(() => remoteOf({ url })).toThrow('--url: must be like https://api.example.org');
    expect(() => remoteOf({ url: 'https://127.0.0.1:8450', as: 'me' })).toThrow('the token says who acts');
  } finally {
    delete process.env['IIMP_ADMIN_TOKEN'];
  }
});

describe('who acts', () => {
  let shell: Shell;
  beforeAll(async () => {
    shell = await openShell({ IIMP_OPERATOR: '' });
  });
  afterAll(() => shell?.remove());
  afterEach(() => {
    process.env['IIMP_OPERATOR'] = '';
    jest.restoreAllMocks();
  });

  const actorOf = async (...args: string[]): Promise<unknown> => {
    await shell.text(...args, 'destination', 'pause', 'org2.test');
    await shell.text('destination', 'resume', 'org2.test');
    const [, entry] = await shell.rows('audit', '--limit', '2');
    return entry?.['actor'];
  };

  it('is the account of the system, or its number where it has no name', async () => {
    expect(await actorOf()).toBe(`iimpctl:${os.userInfo().username}`);
    jest.spyOn(os, 'userInfo').mockImplementation(() => {
      throw new Error('uv_os_get_passwd returned ENOENT');
    });
    expect(await actorOf()).toBe(`iimpctl:uid-${process.getuid?.()}`);
  });

  it('is who is named', async () => {
    process.env['IIMP_OPERATOR'] = 'olga';
    expect(await actorOf()).toBe('iimpctl:olga');
    expect(await actorOf('--as', 'oleg@example.org')).toBe('iimpctl:oleg@example.org');
    await expect(actorOf('--as', 'two names')).rejects.toThrow('--as: must be a name');
  });
});

it('a mistake with a file is told in a line', async () => {
  const folder = mkdtempSync(join(os.tmpdir(), 'iimp-cli-'));
  const shell = await openShell({ IIMP_DOMAIN_KEYS_DIR: join(folder, 'keys') });
  try {
    writeFileSync(join(folder, 'no.pem'), 'not a key');
    const add = shell.text('domain', 'add', 'org1.test', '--key-file', join(folder, 'no.pem'));
    await expect(add).rejects.toThrow('no.pem holds no private key in PEM');
    await expect(shell.text('--url', 'https://127.0.0.1:8450', 'migrate')).rejects.toThrow('next to the database');
  } finally {
    await shell.remove();
    rmSync(folder, { recursive: true, force: true });
  }
});

describe('the folder of a standalone', () => {
  let data: string;
  beforeEach(() => {
    data = mkdtempSync(join(os.tmpdir(), 'iimp-data-'));
  });
  afterEach(() => rmSync(data, { recursive: true, force: true }));
  const list = (): Promise<unknown> => createProgram().parseAsync(['--data', data, 'user', 'list'], { from: 'user' });

  it('has none where none has told of itself, or the one that did was killed', async () => {
    await expect(list()).rejects.toThrow(`no standalone runs on ${data}`);
    const unused = { database_url: 'postgres://iimp@127.0.0.1:1/iimp', domain_keys_dir: join(data, 'keys') };
    writeFileSync(join(data, 'runtime.json'), JSON.stringify(unused));
    await expect(list()).rejects.toThrow(`no standalone runs on ${data}`);
  });

  it('may not be ours to read, which says nothing of the standalone', async () => {
    // A folder cannot be read as a file by anybody, root or not.
    mkdirSync(join(data, 'runtime.json'));
    await expect(list()).rejects.toThrow(/^EISDIR/);
  });
});

it('a private key is not written where nobody said', async () => {
  const shell = await openShell({ IIMP_DOMAIN_KEYS_DIR: '' });
  try {
    await expect(shell.text('domain', 'add', 'org1.test')).rejects.toThrow('there is no folder for private keys');
    expect(await shell.rows('domain', 'list')).toEqual([]);
  } finally {
    await shell.remove();
  }
});
