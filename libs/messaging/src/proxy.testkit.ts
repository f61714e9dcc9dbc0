/** A TCP proxy in front of the broker, to take it away and give it back. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface TcpProxy {
  /** The URL with the proxy's address in place of the broker's. */
  readonly url: string;
  /** Resets every connection; new ones are accepted. */
  cut(): void;
  /** Resets every connection and refuses new ones. */
  block(): void;
  unblock(): void;
  /** Stops reading from the oldest connection: it stays open and says nothing. */
  freezeOldest(): void;
  readonly connections: number;
  close(): Promise<void>;
}

/** Opens a proxy to the host and port of `url`. */
export async function openProxy(url: string, { blocked = false } = {}): Promise<TcpProxy> {
  const target = new URL(url);
  const pairs = new Set<readonly [Socket, Socket]>();
  let isBlocked = blocked;
  const server = createServer((inbound) => {
    if (isBlocked) {
      inbound.resetAndDestroy();
      return;
    }
    const outbound = connect(Number(target.port || 5672), target.hostname);
    const pair = [inbound, outbound] as const;
    pairs.add(pair);
    for (const socket of pair) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        pairs.delete(pair);
        inbound.destroy();
        outbound.destroy();
      });
    }
    inbound.pipe(outbound).pipe(inbound);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const through = new URL(url);
  through.hostname = '127.0.0.1';
  through.port = String((server.address() as AddressInfo).port);
  const cut = (): void => pairs.forEach(([inbound, outbound]) => (inbound.resetAndDestroy(), outbound.destroy()));
  return {
    url: through.href,
    cut,
    block: () => {
      isBlocked = true;
      cut();
    },
    unblock: () => (isBlocked = false),
    freezeOldest: () => [...pairs][0]?.forEach((socket) => socket.unpipe().pause()),
    get connections() {
      return pairs.size;
    },
    close: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
