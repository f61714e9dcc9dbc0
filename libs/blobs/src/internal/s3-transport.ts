import * as http from 'node:http';
import * as https from 'node:https';

/** Enough for all transfers that `api` has at once: two parts of each upload, and downloads, which may be slow. Others wait their turn. */
const MAX_SOCKETS = 512;

/** `node:http` or `node:https` with kept-alive connections, where a request fails whose socket is silent for `timeoutMs`, or that waits so long for one. */
export function timedTransport(tls: boolean, timeoutMs: number, maxSockets = MAX_SOCKETS) {
  const module = tls ? https : http;
  const agent = new module.Agent({ keepAlive: true, maxSockets, maxFreeSockets: 16 });
  const request = (options: http.RequestOptions, onResponse: (response: http.IncomingMessage) => void) => {
    const outgoing = module.request(options, onResponse);
    outgoing.setTimeout(timeoutMs, () => {
      outgoing.destroy(new Error(`the blob store was silent for ${timeoutMs} ms`));
    });
    // That begins when the request has a socket, and without one `destroy` is told to nobody before it would get one.
    const waiting = setTimeout(() => {
      const error = new Error(`there was no free connection to the blob store for ${timeoutMs} ms`);
      outgoing.on('error', () => undefined).destroy(error);
      outgoing.emit('error', error);
    }, timeoutMs).unref();
    outgoing.once('socket', () => clearTimeout(waiting));
    return outgoing;
  };
  return { agent: agent as http.Agent, transport: { request } as Pick<typeof http, 'request'> };
}
