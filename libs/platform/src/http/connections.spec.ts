import { Controller, Get, Module } from '@nestjs/common';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { CertificateAuthority } from '@iimp/certificates/authority';
import { eventually } from '@iimp/messaging/wait.testkit';
import { createHttpApp, type HttpApp, type HttpAppOptions } from '../http-app.js';
import { createLogger } from '../logging.js';
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

const [ONE, OTHER] = ['127.0.0.1', '127.0.0.2'];

describe.each(['HTTP', 'HTTPS'])('connections of a listener with %s', (scheme) => {
  let app: HttpApp;
  let sockets: Socket[] = [];
  let tls: TlsMaterial | undefined;
  let ca: string;
  beforeAll(async () => {
    const authority = await CertificateAuthority.create('test');
    ca = authority.pem.cert;
    const pair = await authority.issue(['org1.test']);
    const material = { current: () => pair, onChange: () => () => undefined } as unknown as TlsMaterial;
    tls = scheme === 'HTTPS' ? material : undefined;
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    sockets = [];
    await app.close();
  });

  /** A listener that takes nine connections. @returns its port */
  async function start(options: Partial<HttpAppOptions> = {}): Promise<number> {
    const logger = createLogger({ service: 'test', level: 'silent' });
    const listen = { host: ONE, port: 0 };
    app = await createHttpApp(TestModule, { name: 'test', listen, logger, tls, maxConnections: 9, ...options });
    return Number(new URL(await app.listen()).port);
  }

  /** A connection, which stays open where one request on it is answered. @returns whether it is */
  function isServed(port: number, from: string): Promise<boolean> {
    const where = { host: ONE, port, localAddress: from };
    const socket = tls ? connectTls({ ...where, servername: 'org1.test', ca }) : connectTcp(where);
    sockets.push(socket);
    socket.on('error', () => undefined).write('GET / HTTP/1.1\r\nHost: org1.test\r\n\r\n');
    return new Promise((resolve) => {
      socket.once('data', (data) => resolve(/^HTTP\/1\.1 200 /.test(String(data)))).once('close', () => resolve(false));
    });
  }

  const served = async (port: number, from: string, times: number): Promise<boolean[]> => {
    const results: boolean[] = [];
    while (results.length < times) results.push(await isServed(port, from));
    return results;
  };

  it('are for others too, however many one address opens', async () => {
    const port = await start();
    expect(await served(port, ONE, 9)).toEqual([true, true, true, ...Array<boolean>(6).fill(false)]);
    expect(await served(port, OTHER, 3)).toEqual([true, true, false]);
  });

  it('count no more when they are closed', async () => {
    const port = await start();
    expect(await served(port, ONE, 4)).toEqual([true, true, true, false]);
    sockets[0]!.destroy();
    expect(await eventually('there is a place again', () => isServed(port, ONE))).toBe(true);
  });

  it('are those of many clients where they are of a gateway', async () => {
    const port = await start({ trustedProxies: [{ address: '127.0.0.0', prefix: 30, family: 4 }] });
    expect(await served(port, ONE, 9)).toEqual(Array<boolean>(9).fill(true));
    expect(await isServed(port, OTHER)).toBe(false);
  });
});
