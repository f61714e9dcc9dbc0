import { Controller, Get, Module } from '@nestjs/common';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';
import { CertificateAuthority, type PemPair } from '@iimp/certificates/authority';
import { createHttpApp } from './http-app.js';
import { createLogger } from './logging.js';
import { TlsMaterial } from './tls.js';

@Controller()
class Routes {
  @Get('hello')
  hello(): object {
    return { hello: true };
  }
}
@Module({ controllers: [Routes] })
class TestModule {}

const logger = createLogger({ service: 'test', level: 'silent' });
const folder = mkdtempSync(join(tmpdir(), 'iimp-tls-'));
afterAll(() => rmSync(folder, { recursive: true }));
const certFile = join(folder, 'cert.pem');
const keyFile = join(folder, 'key.pem');

function save(pair: PemPair): void {
  writeFileSync(certFile, pair.cert);
  writeFileSync(keyFile, pair.key);
}

async function handshake(url: string, ca: string): Promise<TLSSocket> {
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(url).port), servername: 'org1.test', ca });
  await once(socket, 'secureConnect');
  return socket;
}

describe('a listener with TLS', () => {
  it('tells how long its certificate is good for, also when that is over', async () => {
    const ca = await CertificateAuthority.create('test');
    // Certificates name whole seconds.
    const now = Math.floor(Date.now() / 1_000) * 1_000;
    save(await ca.issue(['org1.test'], { now, validMs: 3_600_000 }));
    const tls = new TlsMaterial({ certFile, keyFile, logger, intervalMs: 1e6 });
    await tls.start();
    expect([tls.secondsLeft(now), tls.secondsLeft(now + 7_200_000)]).toEqual([3_600, -3_600]);
    tls.close();
  });

  it('speaks HTTPS, and takes a renewed certificate without a restart', async () => {
    const ca = await CertificateAuthority.create('test');
    save(await ca.issue(['org1.test']));
    const tls = new TlsMaterial({ certFile, keyFile, logger, intervalMs: 1e6 });
    await tls.start();
    const http = await createHttpApp(TestModule, { name: 'test', listen: { host: '127.0.0.1', port: 0 }, logger, tls });
    const url = await http.listen();
    expect(url).toMatch(/^https:/);
    const socket = await handshake(url, ca.pem.cert);
    const before = socket.getPeerCertificate().serialNumber;
    socket.write('GET /hello HTTP/1.1\r\nHost: org1.test\r\n\r\n');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 /);
    socket.destroy();

    save(await ca.issue(['org1.test']));
    await tls.reload();
    const again = await handshake(url, ca.pem.cert);
    expect(again.getPeerCertificate().serialNumber).not.toBe(before);
    again.destroy();

    // A key that does not belong to the certificate, as between the renewal of two files: the old pair stays.
    const pair = tls.current();
    writeFileSync(keyFile, (await ca.issue(['org1.test'])).key);
    await tls.reload();
    expect(tls.current()).toBe(pair);
    (await handshake(url, ca.pem.cert)).destroy();
    await http.close();
    tls.close();
  });

  it('does not start with files that cannot be used', async () => {
    writeFileSync(certFile, 'nonsense');
    await expect(new TlsMaterial({ certFile, keyFile, logger }).start()).rejects.toThrow();
  });
});
