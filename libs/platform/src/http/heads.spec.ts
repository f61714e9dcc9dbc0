import { Controller, Get, Module } from '@nestjs/common';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Server } from 'node:https';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { CertificateAuthority } from '@iimp/certificates/authority';
import { eventually } from '@iimp/messaging/wait.testkit';
import { createHttpApp, type HttpApp } from '../http-app.js';
import { sendRaw } from '../http.testkit.js';
import { createLogger } from '../logging.js';
import { addressKey } from '../rate-limit.js';
import type { TlsMaterial } from '../tls.js';

@Controller()
class Routes {
  @Get()
  get(): object {
    return { served: true };
  }
}
@Module({ controllers: [Routes] })
class TestModule {}

describe('the head of a request', () => {
  const logged: string[] = [];
  const logger = createLogger({
    service: 'test',
    level: 'warn',
    destination: { write: (line) => void logged.push(line) },
  });
  const listen = { host: '127.0.0.1', port: 0 };
  let app: HttpApp;
  afterEach(() => app.close());

  it('may be without Host in HTTP/1.0, and expect to go on in any spelling', async () => {
    app = await createHttpApp(TestModule, { name: 'test', listen, logger });
    const url = await app.listen();
    expect((await sendRaw(url, ['GET / HTTP/1.0\r\n\r\n'])).body).toBe('{"served":true}');
    expect((await sendRaw(url, ['GET / HTTP/1.1\r\nHost: x\r\nExpect: 100-Continue\r\n\r\n'])).status).toBe(100);
  });

  it('is no fault here where its connection was reset before it was read', async () => {
    const authority = await CertificateAuthority.create('test');
    const pair = await authority.issue(['org1.test']);
    const tls = { current: () => pair, onChange: () => () => undefined } as unknown as TlsMaterial;
    const counted: string[] = [];
    app = await createHttpApp(TestModule, {
      ...{ name: 'test', listen, logger, tls },
      beforeBody: ({ ip }) => void counted.push(addressKey(ip)),
    });
    const port = Number(new URL(await app.listen()).port);
    let nobodys = 0;
    (app.app.getHttpServer() as Server).on('request', ({ socket }: IncomingMessage) => {
      if (socket.remoteAddress === undefined) nobodys += 1;
    });
    await eventually('one has no address', async () => {
      const below = connectTcp(port, '127.0.0.1').on('error', () => undefined);
      const socket = connectTls({ socket: below, servername: 'org1.test', ca: authority.pem.cert });
      socket.on('error', () => undefined);
      await once(socket, 'secureConnect');
      socket.write('GET / HTTP/1.1\r\nHost: org1.test\r\n\r\n', () => below.resetAndDestroy());
      await once(below, 'close');
      return nobodys > 0;
    });
    expect(logged).toEqual([]);
    expect(counted).not.toContain('');
  });
});
