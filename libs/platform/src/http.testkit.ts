/** Speaks raw bytes to a listener: for requests that no HTTP client would make. */
import { connect } from 'node:net';

export interface RawAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** Sends the parts one after the other, and reads until the connection ends or one whole answer is there. */
export function sendRaw(url: string, parts: readonly (string | Buffer)[], timeoutMs = 10_000): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) });
    let received = '';
    const finish = (): void => {
      clearTimeout(timer);
      socket.destroy();
      const answer = parse(received);
      if (answer) resolve(answer);
      else reject(new Error(`no whole answer: ${JSON.stringify(received.slice(0, 200))}`));
    };
    const timer = setTimeout(finish, timeoutMs);
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      if (parse(received)) finish();
    });
    socket.on('end', finish).on('error', finish);
    socket.on('connect', () => {
      for (const part of parts) socket.write(part);
    });
  });
}

/** The first answer, once it is whole. */
function parse(text: string): RawAnswer | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [statusLine = '', ...lines] = text.slice(0, end).split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line): [string, string] => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  );
  const body = text.slice(end + 4);
  const length = Number(headers['content-length'] ?? 0);
  return body.length < length
    ? undefined
    : { status: Number(statusLine.split(' ')[1]), headers, body: body.slice(0, length) };
}

/** A request with a body in chunks. */
export function chunked(head: string, chunks: readonly (string | Buffer)[]): (string | Buffer)[] {
  const parts = chunks.flatMap((chunk) => [`${chunk.length.toString(16)}\r\n`, chunk, '\r\n']);
  return [`${head}Transfer-Encoding: chunked\r\n\r\n`, ...parts, '0\r\n\r\n'];
}
