/** Other organizations, as far as a sender sees them: one HTTPS server for many domains, told apart by the Host. */
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createHttps, type Server as HttpsServer } from 'node:https';
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { PeersPlan } from './plan.js';

const MOST_IN_POST = 100;

/** Domains whose name begins so answer late. */
export const SLOW = 'slow';

export class Internet {
  private readonly https: HttpsServer;
  private readonly hole: Server;
  private readonly inHole = new Set<Socket>();
  private readonly publicKey = rawPublicKey();

  constructor(
    private readonly plan: Pick<PeersPlan, 'ports' | 'certFile' | 'keyFile' | 'slowMs'>,
    /** Told of each message that a domain which answers at once takes. */
    private readonly onMessage: (messageId: string) => void,
  ) {
    this.https = createHttps(
      { cert: readFileSync(plan.certFile), key: readFileSync(plan.keyFile), keepAliveTimeout: 120_000 },
      (request, response) => void this.serve(request, response).catch(() => response.destroy()),
    );
    this.hole = createServer((socket) => {
      this.inHole.add(socket);
      socket.on('error', () => undefined).on('close', () => this.inHole.delete(socket));
      socket.resume();
    });
  }

  async open(): Promise<void> {
    this.https.listen(this.plan.ports.well, '127.0.0.1');
    this.hole.listen(this.plan.ports.hole, '127.0.0.1');
    await Promise.all([once(this.https, 'listening'), once(this.hole, 'listening')]);
  }

  async close(): Promise<void> {
    this.https.closeAllConnections();
    for (const socket of this.inHole) socket.destroy();
    await Promise.all([this.https, this.hole].map((server) => new Promise((done) => server.close(done))));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const host = request.headers.host ?? '';
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const isSlow = host.startsWith(SLOW);
    if (isSlow) await delay(this.plan.slowMs);
    if (request.url === '/.well-known/iimp') return send(response, this.document(host));
    const posted = JSON.parse(Buffer.concat(chunks).toString()) as Posted;
    const messages = 'messages' in posted ? posted.messages : [posted];
    const results = messages.map(({ message_id }) => ({ message_id, status: 'stored', unknown_recipients: [] }));
    send(response, 'messages' in posted ? { results } : results[0]);
    if (!isSlow) for (const { message_id } of messages) this.onMessage(message_id);
  }

  private document(host: string): object {
    const endpoint = `https://${host}`;
    const own = { federation_endpoint: endpoint, api_endpoint: endpoint, public_key: this.publicKey };
    const limits = { max_batch: MOST_IN_POST, max_body_bytes: 8_388_608, max_attachment_bytes: 1_048_576 };
    return { ...own, domain: host.replace(/:\d+$/, ''), version: '0.1', capabilities: ['batch'], limits };
  }
}

type Posted = { message_id: string } | { messages: { message_id: string }[] };

function send(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

/** Nothing is ever signed with it. */
function rawPublicKey(): string {
  return generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }).x as string;
}
