/** The certificate of a standalone that was given none: made by an authority of its own, and made again before it ends. */
import { X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { CertificateAuthority } from '@iimp/certificates/authority';
import { StateLog, type StateLogger } from '@iimp/platform/state-log';
import type { DataFolder } from './data-folder.js';

const DAY_MS = 86_400_000;
/** How much of its year may be left when it is made again. */
const LEFT_MS = 30 * DAY_MS;

/**
 * A certificate from a test authority of this folder, for a start without one. Other domains do not trust it until they
 * are given DATA/tls/ca.pem.
 */
export async function ensureCertificate(folder: DataFolder, names: string[]): Promise<{ cert: string; key: string }> {
  mkdirSync(folder.file('tls'), { recursive: true, mode: 0o700 });
  const [caCert, caKey] = [folder.read('tls/ca.pem'), folder.read('tls/ca.key')];
  const ca =
    caCert && caKey
      ? await CertificateAuthority.load({ cert: caCert, key: caKey })
      : await CertificateAuthority.create('IIMP test authority');
  if (!caCert || !caKey) {
    folder.write('tls/ca.key', ca.pem.key);
    folder.write('tls/ca.pem', ca.pem.cert);
  }
  const leaf = await ca.issue([...new Set([...names, 'localhost', '127.0.0.1'])]);
  folder.write('tls/server.key', leaf.key);
  folder.write('tls/server.pem', leaf.cert);
  return { cert: folder.file('tls/server.pem'), key: folder.file('tls/server.key') };
}

/**
 * Looks once a day whether less than 30 days of the certificate in `file` are left, and has it made again then. The listeners take
 * the new file by themselves. @returns the way to stop
 */
export function renewInTime(file: string, renew: () => Promise<unknown>, logger: StateLogger): () => void {
  const state = new StateLog(logger, {
    bad: 'the TLS certificate cannot be made again; it is tried once a day',
    good: 'the TLS certificate was made again',
  });
  const look = async (): Promise<void> => {
    try {
      const { validTo } = new X509Certificate(readFileSync(file));
      if (Date.parse(validTo) - Date.now() >= LEFT_MS) return;
      await renew();
      state.good();
    } catch (error) {
      state.bad(error);
    }
  };
  const timer = setInterval(() => void look(), DAY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
