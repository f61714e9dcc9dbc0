/**
 * A small certificate authority: for tests, the demo, and the first start of a standalone that has no certificate yet. Production
 * certificates come from the operator (`IIMP_TLS_CERT_FILE`, `IIMP_TLS_KEY_FILE`).
 */
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { webcrypto, X509Certificate, createPrivateKey } from 'node:crypto';
import { isIP } from 'node:net';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const YEAR_MS = 365 * 24 * 3_600_000;
x509.cryptoProvider.set(webcrypto as unknown as Crypto);

/** PEM texts of a certificate (a server's chain carries the authority's too) and its private key (PKCS #8). */
export interface PemPair {
  cert: string;
  key: string;
}

/** An authority that signs server certificates. */
export class CertificateAuthority {
  private constructor(
    readonly pem: PemPair,
    private readonly certificate: x509.X509Certificate,
    private readonly key: CryptoKey,
  ) {}

  /** Makes a new authority, valid for ten years from `now` (ms). */
  static async create(name: string, now = Date.now()): Promise<CertificateAuthority> {
    const keys = await generateKeys();
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
      name: `CN=${name}`,
      notBefore: new Date(now - 3_600_000),
      notAfter: new Date(now + 10 * YEAR_MS),
      keys,
      signingAlgorithm: ALGORITHM,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    });
    const pem = { cert: certificate.toString('pem'), key: await toPem(keys.privateKey) };
    return new CertificateAuthority(pem, certificate, keys.privateKey);
  }

  /** Takes up an authority made before. Throws when the two do not belong together. */
  static async load(pem: PemPair): Promise<CertificateAuthority> {
    const node = new X509Certificate(pem.cert);
    if (!node.checkPrivateKey(createPrivateKey(pem.key))) throw new Error('the CA key does not fit the CA certificate');
    const der = createPrivateKey(pem.key).export({ type: 'pkcs8', format: 'der' });
    const key = await webcrypto.subtle.importKey('pkcs8', der, ALGORITHM, true, ['sign']);
    return new CertificateAuthority(pem, new x509.X509Certificate(pem.cert), key as CryptoKey);
  }

  /** A server certificate for these DNS names or IP addresses, one year long unless said otherwise. */
  async issue(names: string[], options: { now?: number; validMs?: number } = {}): Promise<PemPair> {
    const now = options.now ?? Date.now();
    const keys = await generateKeys();
    const certificate = await x509.X509CertificateGenerator.create({
      subject: `CN=${names[0] ?? 'server'}`,
      issuer: this.certificate.subject,
      notBefore: new Date(now - 3_600_000),
      notAfter: new Date(now + (options.validMs ?? YEAR_MS)),
      publicKey: keys.publicKey,
      signingKey: this.key,
      signingAlgorithm: ALGORITHM,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension(
          names.map((value) => ({ type: isIP(value) ? ('ip' as const) : ('dns' as const), value })),
        ),
        await x509.AuthorityKeyIdentifierExtension.create(this.certificate),
      ],
    });
    return { cert: `${certificate.toString('pem')}\n${this.pem.cert}`, key: await toPem(keys.privateKey) };
  }
}

async function generateKeys(): Promise<CryptoKeyPair> {
  return (await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])) as CryptoKeyPair;
}

async function toPem(key: CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key as webcrypto.CryptoKey), 'PRIVATE KEY');
}
