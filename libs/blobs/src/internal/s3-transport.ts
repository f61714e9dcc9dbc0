import * as http from 'node:http';
import * as https from 'node:https';

/** Enough for a busy replica's transfers; further requests wait their turn in the agent. */
const MAX_SOCKETS = 64;

/** `node:http` or `node:https` with kept-alive connections, where a request whose socket is silent for `timeoutMs` fails. */
export function timedTransport(tls: boolean, timeoutMs: number) {
  const module = tls ? https : http;
  const agent = new module.Agent({ keepAlive: true, maxSockets: MAX_SOCKETS, maxFreeSockets: 16 });
  const request = (options: http.RequestOptions, onResponse: (response: http.IncomingMessage) => void) => {
    const outgoing = module.request(options, onResponse);
    outgoing.setTimeout(timeoutMs, () => {
      outgoing.destroy(new Error(`the blob store was silent for ${timeoutMs} ms`));
    });
    return outgoing;
  };
  return { agent: agent as http.Agent, transport: { request } as Pick<typeof http, 'request'> };
}
