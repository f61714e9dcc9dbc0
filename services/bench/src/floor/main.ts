/** One node of the floor. Its settings are JSON in FLOOR; it says `ready` when it listens. */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer as createPlain, type RequestListener } from 'node:http';
import { createServer } from 'node:https';
import { poolOf } from '../driver/http.js';
import { Files } from './files.js';
import { Poster } from './post.js';
import { FloorServer } from './server.js';
import { Store } from './store.js';

export interface FloorSettings {
  domain: string;
  /** HTTP, for clients: as behind a gateway. */
  apiPort: number;
  /** HTTPS, for the other node. */
  peerPort: number;
  databaseUrl: string;
  certFile: string;
  keyFile: string;
  caFile: string;
  /** For attachments. */
  folder: string;
  peerUrl: string;
  /** PKCS #8 PEM. */
  signingKey: string;
  /** SPKI PEM. */
  peerKey: string;
}

const settings = JSON.parse(process.env['FLOOR'] ?? '{}') as FloorSettings;
const store = new Store(settings.databaseUrl, (messages) => {
  server.committed(messages);
  if (messages.some(({ leaves }) => leaves)) poster.wake();
});
const peer = poolOf(settings.peerUrl, 2, readFileSync(settings.caFile, 'utf8'));
const poster = new Poster(store, peer, createPrivateKey(settings.signingKey));
const files = new Files(settings.folder, peer);
const server = new FloorServer(settings.domain, createPublicKey(settings.peerKey), store, files);

const handle: RequestListener = (request, response) => {
  server.handle(request, response).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    response.destroy();
  });
};
const keepAliveTimeout = 120_000;
const tls = { cert: readFileSync(settings.certFile), key: readFileSync(settings.keyFile) };
createPlain({ keepAliveTimeout }, handle).listen(settings.apiPort, '127.0.0.1', () => {
  const https = createServer({ ...tls, keepAliveTimeout }, handle);
  https.listen(settings.peerPort, '127.0.0.1', () => process.stdout.write('ready\n'));
});
process.on('SIGTERM', () => process.exit(0));
