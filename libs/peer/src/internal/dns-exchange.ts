/** One question to one DNS server: over UDP, and over TCP when the answer did not fit (RFC 1035 §4.2, RFC 7766). */
import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';
import packet from 'dns-packet';

export interface DnsServer {
  readonly address: string;
  readonly port: number;
}

export type QuestionType = 'SRV' | 'A' | 'AAAA';
export type DnsResponse = packet.DecodedPacket & { rcode: string };

/** Asks, and gives the response whatever its rcode. Rejects when there is none after `timeoutMs`, or the server is unreachable. */
export async function exchange(
  server: DnsServer,
  name: string,
  type: QuestionType,
  timeoutMs: number,
): Promise<DnsResponse> {
  // The random id, the random source port and the connected socket are what keeps others from answering in the server's place.
  const id = randomInt(0x10000);
  const query = packet.encode({
    type: 'query',
    id,
    flags: packet.RECURSION_DESIRED,
    questions: [{ type, name }],
  });
  const accept = (data: Buffer): DnsResponse | undefined => {
    const response = decode(data);
    if (response?.type !== 'response' || response.id !== id) return undefined;
    const question = response.questions?.[0];
    if (question?.type !== type || question.name.toLowerCase() !== name.toLowerCase()) return undefined;
    return response;
  };
  const response = await overUdp(server, query, accept, timeoutMs);
  return response.flag_tc ? overTcp(server, query, accept, timeoutMs) : response;
}

type Accept = (data: Buffer) => DnsResponse | undefined;

function overUdp(server: DnsServer, query: Buffer, accept: Accept, timeoutMs: number): Promise<DnsResponse> {
  return new Promise((resolve, reject) => {
    const socket = createSocket(isIPv6(server.address) ? 'udp6' : 'udp4');
    const end = (settle: () => void) => {
      clearTimeout(timer);
      socket.removeAllListeners();
      // An error that is told while closing has nobody to go to.
      socket.on('error', () => undefined);
      socket.close();
      settle();
    };
    const fail = (error: Error) => end(() => reject(error));
    const timer = setTimeout(() => fail(new Error('no answer')), timeoutMs);
    socket.once('error', fail);
    socket.on('message', (data) => {
      const response = accept(data);
      if (response) end(() => resolve(response));
    });
    socket.connect(server.port, server.address, () => socket.send(query, (error) => error && fail(error)));
  });
}

function overTcp(server: DnsServer, query: Buffer, accept: Accept, timeoutMs: number): Promise<DnsResponse> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: server.address, port: server.port });
    let received = Buffer.alloc(0);
    const end = (settle: () => void) => {
      clearTimeout(timer);
      socket.destroy();
      settle();
    };
    const fail = (error: Error) => end(() => reject(error));
    const timer = setTimeout(() => fail(new Error('no answer over TCP')), timeoutMs);
    socket.on('error', fail);
    socket.on('close', () => fail(new Error('no answer over TCP')));
    socket.on('connect', () => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(query.length);
      socket.write(Buffer.concat([length, query]));
    });
    socket.on('data', (data: Buffer) => {
      received = Buffer.concat([received, data]);
      if (received.length < 2 || received.length < 2 + received.readUInt16BE()) return;
      const response = accept(received.subarray(2, 2 + received.readUInt16BE()));
      end(() => (response ? resolve(response) : reject(new Error('an answer to another question'))));
    });
  });
}

function decode(data: Buffer): DnsResponse | undefined {
  try {
    return packet.decode(data) as DnsResponse;
  } catch {
    return undefined;
  }
}
