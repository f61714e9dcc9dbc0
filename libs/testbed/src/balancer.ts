import { connect, createServer, type Server, type Socket } from 'node:net';

const CONNECT_MS = 2_000;

/**
 * A TCP balancer: one address before several replicas, connections given out in turn. A replica that refuses or does not answer
 * is passed over; where all do, the client's connection is closed. TLS passes through untouched.
 */
export class Balancer {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private next = 0;

  private constructor(private readonly backends: readonly number[]) {
    this.server = createServer({ pauseOnConnect: true, noDelay: true }, (client) => {
      this.track(client);
      this.forward(client, this.next++, this.backends.length);
    });
  }

  /** @param port to listen on, of 127.0.0.1; @param backends ports of 127.0.0.1 */
  static async start(port: number, backends: readonly number[]): Promise<Balancer> {
    const balancer = new Balancer(backends);
    await new Promise<void>((resolve, reject) => {
      balancer.server.once('error', reject);
      balancer.server.listen(port, '127.0.0.1', resolve);
    });
    return balancer;
  }

  /** Closes it with all its connections. */
  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private forward(client: Socket, turn: number, left: number): void {
    if (left === 0 || client.destroyed) {
      client.destroy();
      return;
    }
    const port = this.backends[turn % this.backends.length] as number;
    const backend = connect({ port, host: '127.0.0.1', noDelay: true });
    this.track(backend);
    let connected = false;
    const timer = setTimeout(() => backend.destroy(), CONNECT_MS);
    backend.once('connect', () => {
      connected = true;
      clearTimeout(timer);
      join(client, backend);
      join(backend, client);
      client.resume();
    });
    backend.once('close', () => {
      clearTimeout(timer);
      if (!connected) this.forward(client, turn + 1, left - 1);
    });
  }

  private track(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', () => undefined);
  }
}

/** Bytes and endings go from one to the other; an ending with an error breaks the other off too. */
function join(from: Socket, to: Socket): void {
  from.pipe(to);
  from.on('error', () => to.destroy());
  from.on('close', () => {
    if (!from.readableEnded) to.destroy();
  });
}
