// `node test-authority.mjs FOLDER DOMAIN...`: for trying things out, never for production. Makes a certificate authority once, and
// for each domain a server certificate and a token secret; the authority and the secrets that are there stay.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CertificateAuthority } from '@iimp/certificates/authority';

const [folder, ...domains] = process.argv.slice(2);
const write = (file, text) => writeFileSync(join(folder, file), text, { mode: 0o640 });
mkdirSync(folder, { recursive: true });

async function authority() {
  const [cert, key] = ['ca.pem', 'ca.key'].map((file) => join(folder, file));
  if (existsSync(cert) && existsSync(key))
    return CertificateAuthority.load({ cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') });
  const made = await CertificateAuthority.create('IIMP test authority');
  write('ca.key', made.pem.key);
  write('ca.pem', made.pem.cert);
  return made;
}

const ca = await authority();
for (const domain of domains) {
  mkdirSync(join(folder, domain), { recursive: true });
  if (!existsSync(join(folder, domain, 'token-secret')))
    write(join(domain, 'token-secret'), randomBytes(32).toString('hex'));
  const { cert, key } = await ca.issue([domain, `api.${domain}`, 'localhost', '127.0.0.1']);
  write(join(domain, 'tls.pem'), cert);
  write(join(domain, 'tls.key'), key);
}
