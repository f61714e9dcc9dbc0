import { request, type IncomingHttpHeaders } from 'node:http';
import { once } from 'node:events';

export interface StreamEvent {
  id: string;
  event: string;
  data: string;
}

export interface EventStream {
  status: number;
  headers: IncomingHttpHeaders;
  next(): Promise<StreamEvent>;
  /** Resolves when the server ends it, or `close` does. */
  ended: Promise<void>;
  close(): void;
}

/** A small reader of Server-Sent Events; comments and other fields are passed over. */
export async function openStream(url: string, headers: Record<string, string>): Promise<EventStream> {
  const asked = request(url, { headers, agent: false });
  asked.on('error', () => undefined);
  asked.end();
  const [response] = (await once(asked, 'response')) as [import('node:http').IncomingMessage];
  const events: StreamEvent[] = [];
  const readers: ((event: StreamEvent) => void)[] = [];
  let text = '';
  response.setEncoding('utf8');
  response.on('data', (chunk: string) => {
    text += chunk;
    const blocks = text.split('\n\n');
    text = blocks.pop()!;
    for (const block of blocks) {
      const fields = new Map(block.split('\n').map((line) => line.split(/: ?(.*)/s, 2) as [string, string]));
      if (!fields.has('data')) continue;
      const event = { id: fields.get('id') ?? '', event: fields.get('event') ?? '', data: fields.get('data')! };
      const reader = readers.shift();
      if (reader) reader(event);
      else events.push(event);
    }
  });
  response.on('error', () => undefined);
  return {
    status: response.statusCode!,
    headers: response.headers,
    next: () =>
      events.length > 0 ? Promise.resolve(events.shift()!) : new Promise((resolve) => readers.push(resolve)),
    ended: new Promise((resolve) => response.once('close', () => resolve())),
    close: () => asked.destroy(),
  };
}
