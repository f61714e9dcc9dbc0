import { Controller, Get, Module } from '@nestjs/common';
import { once } from 'node:events';
import type { Server } from 'node:https';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { CertificateAuthority } from '@iimp/certificates/authority';
import { createHttpApp, type HttpApp } from './http-app.js';
import { createLogger } from './logging.js';
import type { TlsMaterial } from './tls.js';

let enter: () => void;
let release: () => void;

@Controller()
class Routes {
  @Get('slow')
  async slow(): Promise<object> {
    enter();
    await new Promise<void>((resolve) => (release = resolve));
    return { done: true };
  }
}
@Module({ controllers: [Routes] })
class TestModule {}

describe('closing a listener with TLS', () => {
  let http: HttpApp;
  let port: number;
  let ca: string;
  const sockets: Socket[] = [];
  beforeEach(async () => {
    const authority = await CertificateAuthority.create('test');
    ca = authority.pem.cert;
    const pair = await authority.issue(['org1.test']);
    const tls = { current: () => pair, onChange: () => () => undefined } as unknown as TlsMaterial;
    const logger = createLogger({ service: 'test', level: 'silent' });
    http = await createHttpApp(TestModule, { name: 'test', listen: { host: '127.0.0.1', port: 0 }, logger, tls });
    port = Number(new URL(await http.listen()).port);
  });
  afterEach(() => sockets.splice(0).forEach((socket) => socket.destroy()));

  async function tcp(): Promise<Socket> {
    const socket = connectTcp(port, '127.0.0.1').on('error', () => undefined);
    sockets.push(socket);
    await once(socket, 'connect');
    return socket;
  }

  async function tls(): Promise<TLSSocket> {
    const socket = connectTls({ host: '127.0.0.1', port, servername: 'org1.test', ca });
    sockets.push(socket);
    await once(socket, 'secureConnect');
    return socket;
  }

  it('does not wait for connections without a handshake, or with half of one, or without a request', async () => {
    const silent = await tcp();
    const begun = await tcp();
    // The head of a record of 512 bytes, a handshake's, that do not come.
    begun.write(Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01]));
    const idle = await tls();
    const ends: unknown[] = [];
    const server = http.app.getHttpServer() as Server;
    server.on('tlsClientError', ({ code }: NodeJS.ErrnoException) => ends.push(code));
    const closed = Promise.all([silent, begun, idle].map((socket) => once(socket, 'close')));
    for (const socket of [silent, begun, idle]) socket.resume();
    await http.close();
    await closed;
    // Cut off: nothing waited until the time of a handshake was over (ERR_TLS_HANDSHAKE_TIMEOUT).
    expect(ends).toEqual([]);
  });

  it('lets a request finish that takes longer than silence may', async () => {
    const entered = new Promise<void>((resolve) => (enter = resolve));
    const socket = await tls();
    socket.write('GET /slow HTTP/1.1\r\nHost: org1.test\r\n\r\n');
    await entered;
    const accepted = once(http.app.getHttpServer() as Server, 'connection');
    const silent = await tcp();
    await accepted;
    const cut = once(silent.resume(), 'close');
    const closing = http.close();
    await cut;
    release();
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 [\s\S]*\{"done":true\}$/);
    await closing;
  });

  it('gives a handshake 10 s', () => {
    const server = http.app.getHttpServer() as object;
    const timeout = Object.getOwnPropertySymbols(server).find(({ description }) => description === 'handshake-timeout');
    expect((server as Record<symbol, unknown>)[timeout!]).toBe(10_000);
    return http.close();
  });
});
