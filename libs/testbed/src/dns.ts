import { connect } from 'node:net';
import { join } from 'node:path';
import { localScript } from './local-scripts.js';
import { releasePort, reservePort } from './ports.js';
import { ManagedProcess } from './processes.js';
import { until } from './until.js';

/** What the server shall know. Everything else below `zones` does not exist (NXDOMAIN); the rest of the world is refused. */
export interface DnsRecords {
  srv?: { name: string; target: string; port: number; priority?: number; weight?: number }[];
  /** A and AAAA records by exact name. */
  addresses?: Record<string, string>;
  /** Default: `test`. */
  zones?: string[];
}

/** A real DNS server (dnsmasq) on 127.0.0.1. */
export interface DnsServer {
  /** `127.0.0.1:port`, as IIMP_DNS_SERVERS takes it. */
  address: string;
  /** Exchanges all records, at the same address. */
  set(records: DnsRecords): Promise<void>;
  /** Hangs: queries are received and never answered. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  stop(): Promise<void>;
}

/** @param folder for its configuration and log */
export async function startDns(records: DnsRecords, folder: string): Promise<DnsServer> {
  const port = await reservePort();
  let child = await launch(records, port, folder);
  return {
    address: `127.0.0.1:${port}`,
    set: async (next) => {
      await child.stop();
      child = await launch(next, port, folder);
    },
    pause: () => child.pause(),
    resume: () => child.resume(),
    stop: async () => {
      if (child.isRunning) await child.stop();
      releasePort(port);
    },
  };
}

async function launch(records: DnsRecords, port: number, folder: string): Promise<ManagedProcess> {
  const srv = (records.srv ?? []).flatMap(({ name, target, port: at, priority = 0, weight = 0 }) => [
    '--srv',
    [name, target, at, priority, weight].join(','),
  ]);
  const addresses = Object.entries(records.addresses ?? {}).flatMap(([name, address]) => ['--a', `${name}=${address}`]);
  const zones = (records.zones ?? []).flatMap((zone) => ['--zone', zone]);
  const child = ManagedProcess.spawn({
    name: 'dnsmasq',
    command: localScript('dnsmasq'),
    args: ['run', '--port', String(port), ...srv, ...addresses, ...zones],
    env: { DNS_NAME: `port-${port}`, ...process.env } as Record<string, string>,
    logFile: join(folder, 'dnsmasq.log'),
  });
  // TCP and UDP are opened together.
  const listening = until('dnsmasq listens', () => answers(port), { deadlineMs: 300_000 });
  listening.catch(() => undefined);
  await child.ready(listening, 300_000);
  return child;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (result: boolean): void => {
      socket.destroy();
      resolve(result);
    };
    socket.on('connect', () => end(true));
    socket.on('error', () => end(false));
  });
}
