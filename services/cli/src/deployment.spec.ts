import { locate } from './deployment.js';
import { openShell } from './iimpctl.testkit.js';

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
