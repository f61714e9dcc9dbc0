import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, given, loadConfig } from './load.js';
import { configurationMarkdown } from './markdown.js';
import type { Setting } from './setting.js';
import { SETTINGS } from './settings.js';

const base = {
  IIMP_DATABASE_URL: 'postgres://db/iimp',
  IIMP_BROKER_URL: 'memory:test',
  IIMP_BLOBS_URL: 'file:///blobs',
  IIMP_TOKEN_SECRET: 'x'.repeat(32),
  IIMP_API_URL: 'https://api.org1.test/',
  IIMP_DOMAIN_KEYS_DIR: '/keys',
};

function problemsOf(env: Record<string, string>, service: Parameters<typeof loadConfig>[1] = 'api'): readonly string[] {
  try {
    loadConfig(env, service);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('loadConfig', () => {
  it('wants a place to answer metrics at, of whoever answers', () => {
    const env = { ...base, IIMP_METRICS: 'on' };
    expect(problemsOf(env)).toEqual(['IIMP_METRICS: needs IIMP_HEALTH_LISTEN, where they are answered']);
    expect(problemsOf({ ...env, IIMP_HEALTH_LISTEN: '127.0.0.1:0' })).toEqual([]);
    expect(problemsOf(env, 'cli')).toEqual([]);
  });

  it('reads what is given and fills in the rest', () => {
    const config = loadConfig({ ...base, IIMP_RETRY_BASE: '500ms', IIMP_API_LISTEN: '[::]:0' }, 'standalone');
    expect(config).toMatchObject({
      service: 'standalone',
      databasePool: 10,
      apiListen: { host: '::', port: 0 },
      apiUrl: 'https://api.org1.test',
      retryBaseMs: 500,
      retryGiveUpMs: 72 * 3_600_000,
      rateLoginUser: { perSecond: 0.1, burst: 10 },
      deliveryRate: undefined,
      federationPolicy: 'open',
      attachmentMaxBytes: 2 ** 31,
    });
  });

  it('names everything that is wrong at once, and never the value', () => {
    const problems = problemsOf({
      IIMP_DATABASE_URL: 'mysql://hunter2@db',
      IIMP_BROKER_URL: 'hunter2',
      IIMP_TOKEN_SECRET: 'hunter2',
      IIMP_RETRY_BASE: '2h',
      IIMP_RETRY_CAP: '1h',
      IIMP_RATE_IP: '0',
      IIMP_TLS_CERT_FILE: '/cert.pem',
      IIMP_STATIC_PEERS: 'org2.test',
      IIMP_ALLOWED_CIDRS: '10.0.0.0/33',
    });
    expect(problems.map((problem) => problem.split(':')[0])).toEqual([
      'IIMP_DATABASE_URL',
      'IIMP_BROKER_URL',
      'IIMP_BLOBS_URL',
      'IIMP_TOKEN_SECRET',
      'IIMP_ALLOWED_CIDRS',
      'IIMP_STATIC_PEERS',
      'IIMP_RATE_IP',
      'IIMP_TLS_CERT_FILE, IIMP_TLS_KEY_FILE',
      'IIMP_RETRY_BASE',
    ]);
    expect(problems.join()).not.toContain('hunter2');
  });

  it('asks for an S3 service only where there is an s3:// store', () => {
    expect(problemsOf({ ...base, IIMP_BLOBS_URL: 's3://bucket' })).toEqual([
      'IIMP_S3_ENDPOINT: must be given for an s3:// store',
      'IIMP_S3_ACCESS_KEY: must be given for an s3:// store',
      'IIMP_S3_SECRET_KEY: must be given for an s3:// store',
    ]);
  });

  it('takes no folder for attachments that would be another than the one that is meant', () => {
    for (const url of ['file:///blobs', 'file://localhost/blobs', 'file:/blobs', 's3://bucket/prefix'])
      expect(problemsOf({ ...base, IIMP_BLOBS_URL: url }).filter((problem) => !/IIMP_S3/.test(problem))).toEqual([]);
    for (const url of ['file://data/blobs', 'file://./blobs', 'file:data/blobs'])
      expect(problemsOf({ ...base, IIMP_BLOBS_URL: url })).toEqual([
        'IIMP_BLOBS_URL: must be file:///folder, with three slashes and the whole path, or s3://bucket',
      ]);
  });

  it('lets a service start without what it does not need, and tells it when it reads that all the same', () => {
    const config = loadConfig({ IIMP_DATABASE_URL: 'postgres://db/iimp', IIMP_BROKER_URL: 'memory:x' }, 'discovery');
    expect(() => config.tokenSecret).toThrow('IIMP_TOKEN_SECRET is not given');
    expect(given(config, 'tokenSecret')).toBeUndefined();
    expect(given(config, 'databasePool')).toBe(10);
    expect(Object.keys({ ...config })).not.toContain('tokenSecret');
  });

  describe('secrets in files', () => {
    const folder = mkdtempSync(join(tmpdir(), 'iimp-config-'));
    afterAll(() => rmSync(folder, { recursive: true }));
    const file = (name: string, content: string): string => {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    };

    it('reads them, without the last line break', () => {
      const { IIMP_TOKEN_SECRET: _, ...rest } = base;
      const env = { ...rest, IIMP_TOKEN_SECRET_FILE: file('token', `${'s'.repeat(40)}\n`) };
      expect(loadConfig(env, 'api').tokenSecret).toBe('s'.repeat(40));
    });

    it('refuses both, a missing file, an empty file', () => {
      const both = { ...base, IIMP_TOKEN_SECRET_FILE: file('other', 'y'.repeat(40)) };
      expect(problemsOf(both)).toEqual([
        'IIMP_TOKEN_SECRET: give IIMP_TOKEN_SECRET or IIMP_TOKEN_SECRET_FILE, not both',
      ]);
      const { IIMP_TOKEN_SECRET: _, ...rest } = base;
      expect(problemsOf({ ...rest, IIMP_TOKEN_SECRET_FILE: join(folder, 'none') })).toEqual([
        'IIMP_TOKEN_SECRET: the file of IIMP_TOKEN_SECRET_FILE cannot be read (ENOENT)',
      ]);
      expect(problemsOf({ ...rest, IIMP_TOKEN_SECRET_FILE: file('empty', '\n') })).toEqual([
        'IIMP_TOKEN_SECRET: the file of IIMP_TOKEN_SECRET_FILE is empty',
      ]);
    });

    it('reads only secrets from files', () => {
      expect(loadConfig({ ...base, IIMP_API_LISTEN_FILE: '/nowhere' }, 'api').apiListen.port).toBe(8443);
    });
  });
});

describe('the table', () => {
  const rows: Setting[] = Object.values(SETTINGS);

  it('has no name twice, and only defaults that can be read', () => {
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
    for (const row of rows) if ('default' in row) expect(() => row.read(row.default)).not.toThrow();
  });

  it('is whole in the documentation, which shows no line break inside a row', () => {
    const text = configurationMarkdown();
    for (const { name } of rows) expect(text).toContain(`| \`${name}\``);
    expect(text.split('\n').filter((line) => line.startsWith('| `'))).toHaveLength(rows.length);
  });
});
