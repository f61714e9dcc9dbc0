import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:tls';
import { CertificateAuthority, type PemPair } from './authority.js';

/** Completes a real TLS handshake; resolves to the negotiated protocol, rejects with the client's reason. */
async function handshake(server: PemPair, ca: string, servername: string): Promise<string | null> {
  const listener = createServer({ cert: server.cert, key: server.key }, (socket) => socket.end()).listen(
    0,
    '127.0.0.1',
  );
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  const socket = connect({ host: '127.0.0.1', port, ca, servername });
  try {
    await once(socket, 'secureConnect');
    return socket.getProtocol();
  } finally {
    socket.destroy();
    listener.close();
  }
}

describe('certificate authority', () => {
  it('issues certificates that TLS clients accept for their names only', async () => {
    const ca = await CertificateAuthority.create('IIMP test');
    const leaf = await ca.issue(['org1.test', '127.0.0.1']);
    await expect(handshake(leaf, ca.pem.cert, 'org1.test')).resolves.toBe('TLSv1.3');
    await expect(handshake(leaf, ca.pem.cert, 'org2.test')).rejects.toThrow(/altnames/);
  });

  it('is not trusted by a client of another authority', async () => {
    const [ca, other] = await Promise.all([CertificateAuthority.create('a'), CertificateAuthority.create('b')]);
    await expect(handshake(await ca.issue(['org1.test']), other.pem.cert, 'org1.test')).rejects.toThrow();
  });

  it('goes on after a restart, and refuses a foreign key', async () => {
    const [ca, other] = await Promise.all([CertificateAuthority.create('a'), CertificateAuthority.create('b')]);
    const again = await CertificateAuthority.load(ca.pem);
    await expect(handshake(await again.issue(['org1.test']), ca.pem.cert, 'org1.test')).resolves.toBe('TLSv1.3');
    await expect(CertificateAuthority.load({ cert: ca.pem.cert, key: other.pem.key })).rejects.toThrow(/does not fit/);
  });

  it('issues expired certificates for tests, which clients refuse', async () => {
    const ca = await CertificateAuthority.create('a');
    const leaf = await ca.issue(['org1.test'], { now: Date.now() - 10_000_000, validMs: 1_000 });
    await expect(handshake(leaf, ca.pem.cert, 'org1.test')).rejects.toThrow(/expired/);
  });
});
