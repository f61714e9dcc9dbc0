import { X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { readFile } from 'node:fs/promises';
import type { Logger } from './logging.js';
import { Refresher } from './refresher.js';

/** Certificate chain and private key, PEM. */
export interface CertificatePair {
  readonly cert: Buffer;
  readonly key: Buffer;
}

export interface TlsOptions {
  certFile: string;
  keyFile: string;
  logger: Logger;
  /** How often the files are looked at; default 10 s. */
  intervalMs?: number;
}

/** The certificate of the listeners, read again when its files change: certificates are renewed under running processes. */
export class TlsMaterial {
  private pair: CertificatePair | undefined;
  private readonly listeners = new Set<(pair: CertificatePair) => void>();
  private readonly refresher: Refresher;

  constructor(private readonly options: TlsOptions) {
    this.refresher = new Refresher({
      what: 'TLS certificate',
      intervalMs: options.intervalMs ?? 10_000,
      logger: options.logger,
      load: () => this.load(),
    });
  }

  /** Reads the files for the first time; rejects when they cannot be used. */
  start(): Promise<void> {
    return this.refresher.start();
  }

  /** Looks at the files now. Files that cannot be used are told to the log, and the pair in use stays. */
  reload(): Promise<void> {
    return this.refresher.refresh();
  }

  current(): CertificatePair {
    if (!this.pair) throw new Error('the TLS certificate was not loaded');
    return this.pair;
  }

  /** Seconds until the certificate ends; below 0 when it has. */
  secondsLeft(now: number): number {
    return Math.floor((Date.parse(new X509Certificate(this.current().cert).validTo) - now) / 1_000);
  }

  /** Calls back with each new pair. @returns the way to stop */
  onChange(listener: (pair: CertificatePair) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  close(): void {
    this.refresher.close();
  }

  private async load(): Promise<void> {
    const { certFile, keyFile, logger } = this.options;
    const [cert, key] = await Promise.all([readFile(certFile), readFile(keyFile)]);
    const before = this.pair;
    if (before?.cert.equals(cert) && before.key.equals(key)) return;
    // Throws when one is no PEM, or they do not belong together: as between the renewal of the two files.
    createSecureContext({ cert, key });
    this.pair = { cert, key };
    for (const listener of this.listeners) listener(this.pair);
    if (before) logger.info('a new TLS certificate is in use');
  }
}
