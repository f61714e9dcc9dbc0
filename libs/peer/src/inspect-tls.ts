/**
 * What TLS at one address shows, right or wrong: for diagnosis. The handshake is made as a request would make it, but what is not
 * trusted is told instead of refused; nothing is sent over the connection.
 */
import { isIP } from 'node:net';
import { checkServerIdentity, connect, type DetailedPeerCertificate, type TLSSocket } from 'node:tls';
import type { AddressGuard } from './guard.js';
import { secureContext } from './internal/secure-context.js';
import { PeerError } from './peer-error.js';

export interface TlsTarget {
  /** An IP address: names are looked up before, so that what was judged is what is connected to. */
  readonly address: string;
  readonly port: number;
  /** In SNI, and the name that the certificate must be valid for. */
  readonly name: string;
}

export interface SeenCertificate {
  readonly subject: string;
  readonly issuer: string;
  /** Names and addresses that it is valid for, as X.509 writes them. */
  readonly names: string;
  /** Milliseconds. */
  readonly validFrom: number;
  readonly validTo: number;
}

export interface SeenTls {
  /** Like `TLSv1.3`. */
  readonly protocol: string;
  /** The server's own first, then those that signed it as far as they are known. */
  readonly certificates: readonly SeenCertificate[];
  /** Why the chain is not trusted, as OpenSSL names it (`DEPTH_ZERO_SELF_SIGNED_CERT`, …); undefined when it is. */
  readonly chainError: string | undefined;
  /** Why the certificate is not of this name; undefined when it is. */
  readonly nameError: string | undefined;
}

export interface InspectTlsOptions {
  readonly guard: Pick<AddressGuard, 'filter'>;
  /** PEM of certificate authorities trusted besides the system's. */
  readonly extraCa?: string | undefined;
  readonly timeoutMs: number;
}

const LONGEST_CHAIN = 8;

/**
 * Makes the handshake and tells what was seen.
 * @throws PeerError `refused-address`, `timeout`, or `connect` with the socket's error as its cause
 */
export async function inspectTls(target: TlsTarget, options: InspectTlsOptions): Promise<SeenTls> {
  const { address, port, name } = target;
  options.guard.filter(address, [{ address, family: isIP(address) }]);
  const socket = connect({
    host: address,
    port,
    servername: name,
    ALPNProtocols: ['http/1.1'],
    secureContext: secureContext(options.extraCa),
    rejectUnauthorized: false,
    // Both are to be told: the chain by Node, the name below.
    checkServerIdentity: () => undefined,
  });
  try {
    await handshake(socket, target, options.timeoutMs);
    const certificate = socket.getPeerCertificate(true);
    return {
      protocol: socket.getProtocol() ?? 'unknown',
      certificates: chainOf(certificate),
      // Typed as an Error; Node sets its code.
      chainError: socket.authorized ? undefined : String(socket.authorizationError),
      nameError: checkServerIdentity(name, certificate)?.message,
    };
  } finally {
    socket.destroy();
  }
}

function handshake(socket: TLSSocket, { address, port }: TlsTarget, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () =>
        reject(new PeerError('timeout', `${address} port ${port} did not finish a TLS handshake in ${timeoutMs} ms`)),
      timeoutMs,
    );
    socket.once('secureConnect', () => {
      clearTimeout(timer);
      resolve();
    });
    // Stays after the end: an error of a socket that nobody waits for has nobody to go to.
    socket.on('error', (cause) => {
      clearTimeout(timer);
      reject(new PeerError('connect', `${address} port ${port}: ${cause.message}`, { cause }));
    });
  });
}

function chainOf(first: DetailedPeerCertificate): SeenCertificate[] {
  const chain: SeenCertificate[] = [];
  const seen = new Set<string>();
  let next: DetailedPeerCertificate | undefined = first;
  while (next?.fingerprint256 && !seen.has(next.fingerprint256) && chain.length < LONGEST_CHAIN) {
    seen.add(next.fingerprint256);
    chain.push({
      subject: nameOf(next.subject),
      issuer: nameOf(next.issuer),
      names: next.subjectaltname ?? '',
      validFrom: Date.parse(next.valid_from),
      validTo: Date.parse(next.valid_to),
    });
    next = next.issuerCertificate;
  }
  return chain;
}

function nameOf(name: DetailedPeerCertificate['subject'] | undefined): string {
  return [name?.CN ?? name?.OU ?? name?.O ?? '(no name)'].flat().join(', ');
}
