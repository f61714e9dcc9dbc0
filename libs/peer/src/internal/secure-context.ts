import * as tls from 'node:tls';

/** One context for all connections: parsing some hundred root certificates for each would cost more than the handshake. */
export function secureContext(extraCa?: string): tls.SecureContext {
  if (!extraCa) return tls.createSecureContext({ minVersion: 'TLSv1.2' });
  // `ca` replaces the built-in authorities, so they are named too. Newer Nodes also tell those of NODE_EXTRA_CA_CERTS.
  const getCACertificates = (tls as { getCACertificates?: (type: 'default') => string[] }).getCACertificates;
  const builtIn = getCACertificates?.('default') ?? tls.rootCertificates;
  return tls.createSecureContext({ minVersion: 'TLSv1.2', ca: [...builtIn, extraCa] });
}
