/** DNS for tests: Debian's dnsmasq with real records, and a scripted server that misbehaves. */
import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import packet from 'dns-packet';

const run = promisify(execFile);
const SCRIPT = join(__dirname, '../../../deploy/local/dnsmasq');

export interface TestDns {
  /** `ip:port` */
  readonly server: string;
  stop(): Promise<void>;
}

export interface TestZone {
  /** `name,target,port[,priority,weight]`; target `.` says "not here". */
  srv?: string[];
  /** `name=address` */
  a?: string[];
  /** Unknown names below these do not exist. Default: test */
  zones?: string[];
}

/** Starts a dnsmasq of its own with these records. */
export async function startDns(zone: TestZone): Promise<TestDns> {
  const env = { ...process.env, DNS_NAME: `peer-${process.pid}-${Math.random().toString(36).slice(2)}` };
  const args = [
    ...(zone.srv ?? []).flatMap((record) => ['--srv', record]),
    ...(zone.a ?? []).flatMap((record) => ['--a', record]),
    ...(zone.zones ?? []).flatMap((name) => ['--zone', name]),
  ];
  const { stdout } = await run(SCRIPT, ['start', ...args], { env, timeout: 300_000 });
  const server = /^DNS_SERVER=(.+)$/m.exec(stdout)?.[1];
  if (!server) throw new Error(`dnsmasq did not say where it is: ${stdout}`);
  return { server, stop: async () => void (await run(SCRIPT, ['stop'], { env })) };
}

/** A UDP server that answers each query with what `answer` makes of it; undefined is silence. */
export async function startScriptedDns(
  answer: (query: packet.DecodedPacket, raw: Buffer) => Buffer | undefined,
): Promise<TestDns> {
  const socket = createSocket('udp4');
  socket.on('message', (raw, from) => {
    const reply = answer(packet.decode(raw), raw);
    if (reply) socket.send(reply, from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    server: `127.0.0.1:${socket.address().port}`,
    stop: async () => {
      socket.close();
      await once(socket, 'close');
    },
  };
}

/** A response to a query with that rcode (3 is NXDOMAIN) and answers. */
export function reply(
  query: packet.DecodedPacket,
  rcode: number,
  answers: packet.Answer[] = [],
  id = query.id,
): Buffer {
  return packet.encode({ type: 'response', id: id ?? 0, flags: rcode, questions: query.questions ?? [], answers });
}
