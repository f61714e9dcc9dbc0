import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import fastify, { type FastifyInstance } from 'fastify';
import { eventually, gate } from '@iimp/messaging/wait.testkit';
import { onceOver } from './once-over.js';
import { sendStream, type ReaderPace } from './stream-reply.js';

const GET = 'GET / HTTP/1.1\r\nhost: here\r\n\r\n';
const PIECE = Buffer.alloc(64 * 1024);

const endless = (): Readable =>
  new Readable({
    read(): void {
      this.push(PIECE);
    },
  });

describe('an answer that is streamed', () => {
  let app: FastifyInstance;
  let client: Socket | undefined;
  let streams: Readable[];
  let answersOver: number;
  let pace: ReaderPace | undefined;
  let source: () => Readable;
  /** When the answer of `/later` comes. */
  const later = gate();

  const until = (condition: () => boolean): Promise<boolean> => eventually(condition.toString(), condition);
  const allOver = (): boolean => answersOver === streams.length && streams.every(({ closed }) => closed);
  const ask = (requests: string): Socket => {
    client = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
    client.on('error', () => undefined).write(requests);
    return client;
  };

  beforeEach(async () => {
    [streams, answersOver, pace, source] = [[], 0, undefined, endless];
    app = fastify();
    app.get('/', (_request, reply) => {
      const stream = source();
      streams.push(stream);
      onceOver(reply, () => (answersOver += 1));
      sendStream(reply, stream, pace);
    });
    app.get('/later', () => later.opened.then(() => 'the end'));
    await app.listen({ port: 0, host: '127.0.0.1' });
  });
  afterEach(async () => {
    client?.destroy();
    await until(allOver);
    await app.close();
  });

  it('ends with its connection, and so do those that wait behind it', async () => {
    const socket = ask(GET + GET + GET);
    await until(() => streams.length === 3);
    socket.resetAndDestroy();
    await until(allOver);
  });

  it('is over when it was sent, while its connection serves on', async () => {
    source = () => Readable.from([PIECE]);
    const socket = ask(GET).resume();
    for (const served of [1, 2]) {
      await until(() => answersOver === served);
      expect(socket.destroyed).toBe(false);
      socket.write(GET);
    }
    await until(() => streams.length === 3);
  });

  it('has one listener on its connection, however many wait', async () => {
    const accepted = once(app.server, 'connection');
    ask(GET.repeat(30));
    const [socket] = (await accepted) as [Socket];
    const before = socket.listenerCount('close');
    await until(() => streams.length === 30);
    expect(socket.listenerCount('close') - before).toBeLessThanOrEqual(2);
  });

  it('leaves its time-out to no answer behind it on its connection', async () => {
    [pace, source] = [{ idleMs: 50_000, slowWindowMs: 60_000, slowBytes: 1 }, () => Readable.from([PIECE])];
    const accepted = once(app.server, 'connection');
    ask(`${GET}GET /later HTTP/1.1\r\nhost: here\r\n\r\n`).resume();
    const [socket] = (await accepted) as [Socket];
    await until(() => answersOver === 1);
    expect(socket.timeout).toBe(0);
    later.open();
  });

  it('is cut off when its reader takes too little', async () => {
    pace = { idleMs: 60_000, slowWindowMs: 50, slowBytes: 1024 ** 3 };
    ask(GET).resume();
    await until(() => streams.length === 1);
    await until(allOver);
  });
});
