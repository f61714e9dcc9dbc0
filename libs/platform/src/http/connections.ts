/** How many connections a listener has, and how many of them are of one client address. */
import { metrics } from '@opentelemetry/api';
import type { Server } from 'node:http';
import { BlockList, isIP, type Socket } from 'node:net';
import type { Cidr } from '../config/values.js';
import { addressKey } from '../rate-limit.js';
import { SharedRoom } from './shared-room.js';

/** An address may have one connection for so many that are left: alone, a third of all. */
const PARTS = 2;

export interface ConnectionBounds {
  /** Name of the listener, for the metrics. */
  name: string;
  /** Connections at once. */
  most: number;
  /** Gateways: their many connections are those of many clients, whom they bound themselves. They are not counted. */
  trusted: readonly Cidr[];
}

/** Closes at once what is beyond the bound of all, or beyond the share of its address (of IPv6 its /64). */
export function boundConnections(server: Server, { name, most, trusted }: ConnectionBounds): void {
  const description = 'Connections that were closed at once: too many, of their address or of all';
  const refused = metrics.getMeter('@iimp/platform').createCounter('iimp.http.connections.refused', { description });
  const labels = { listener: name };
  refused.add(0, labels);
  const room = new SharedRoom(most, PARTS);
  const isGateway = among(trusted);
  server.maxConnections = most;
  server.on('drop', () => refused.add(1, labels));
  server.on('connection', (socket: Socket) => {
    const { remoteAddress } = socket;
    // Without an address it is closed already.
    if (remoteAddress === undefined || isGateway(remoteAddress)) return;
    const share = { address: addressKey(remoteAddress), held: 0 };
    if (room.grow(share, 1)) {
      socket.once('close', () => room.giveBack(share));
    } else {
      refused.add(1, labels);
      socket.destroy();
    }
  });
}

function among(blocks: readonly Cidr[]): (address: string) => boolean {
  const list = new BlockList();
  for (const { address, prefix, family } of blocks) list.addSubnet(address, prefix, `ipv${family}`);
  return (address) => {
    const bare = address.split('%', 1)[0]!;
    // It throws at what is no address, and this is no place to throw.
    const family = isIP(bare);
    return family !== 0 && list.check(bare, family === 4 ? 'ipv4' : 'ipv6');
  };
}
