import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CertificateAuthority } from '@iimp/certificates/authority';

/** A certificate authority of one world, with its files. */
export interface WorldCa {
  /** The authority's certificate: PEM file for IIMP_EXTRA_CA_FILE and NODE_EXTRA_CA_CERTS, and its text. */
  file: string;
  pem: string;
  /** Issues a server certificate; writes `<name>.cert.pem` (with the chain) and `<name>.key.pem`. */
  issue(
    name: string,
    hosts: string[],
    options?: { now?: number; validMs?: number },
  ): Promise<{ certFile: string; keyFile: string }>;
}

/** The authority below `folder`; made at the first call. */
export async function createCa(folder: string): Promise<WorldCa> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'ca.pem');
  const keyFile = join(folder, 'ca.key.pem');
  const known = existsSync(file) && existsSync(keyFile);
  const authority = known
    ? await CertificateAuthority.load({ cert: readFileSync(file, 'utf8'), key: readFileSync(keyFile, 'utf8') })
    : await CertificateAuthority.create('IIMP test authority');
  writeFileSync(keyFile, authority.pem.key, { mode: 0o600 });
  writeFileSync(file, authority.pem.cert);
  return {
    file,
    pem: authority.pem.cert,
    issue: async (name, hosts, options) => {
      const { cert, key } = await authority.issue(hosts, options);
      const certFile = join(folder, `${name}.cert.pem`);
      const keyFile = join(folder, `${name}.key.pem`);
      writeFileSync(certFile, cert);
      writeFileSync(keyFile, key, { mode: 0o600 });
      return { certFile, keyFile };
    },
  };
}
