import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CertificateAuthority } from '@iimp/certificates/authority';
import { ApiWorld } from './api.testkit.js';

describe('the listener', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'iimp-api-tls-'));
    const authority = await CertificateAuthority.create('test');
    const pair = await authority.issue(['127.0.0.1']);
    await writeFile(join(folder, 'cert.pem'), pair.cert);
    await writeFile(join(folder, 'key.pem'), pair.key);
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each([
    ['speaks HTTPS where there is a certificate', {}, 'https:'],
    ['leaves that to a gateway where it is said to', { IIMP_API_TLS: 'off' }, 'http:'],
  ])('%s', async (_what, more, protocol) => {
    const tls = { IIMP_TLS_CERT_FILE: join(folder, 'cert.pem'), IIMP_TLS_KEY_FILE: join(folder, 'key.pem') };
    const world = await ApiWorld.start({ ...tls, ...more });
    try {
      expect(new URL(world.url).protocol).toBe(protocol);
      if (protocol === 'http:') expect((await world.logIn('alice@org1.test')).status).toBe(200);
      else await expect(fetch(world.url.replace('https:', 'http:'))).rejects.toThrow();
    } finally {
      await world.stop();
    }
  });
});
