import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KeyObject } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { FileBlobStore } from '@iimp/blobs/file-blob-store';
import { PeerClient } from '@iimp/peer/peer-client';
import { DOWNLOAD_DEFAULTS, type DownloadSettings } from './download.js';
import { MemoryFetchStore } from './fetch-store.testkit.js';
import { FetchWorker, type FetchWorkerOptions } from './fetch-worker.js';
import { Origin, type OriginDeps } from './origin.js';

export const HERE = 'org1.test';

export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 15_000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`not in time: ${what}`);
    await delay(5);
  }
}

export interface Target {
  domain: string;
  port: number;
  caPem: string;
  signingKey: KeyObject;
}

/** Workers over one store and one blob folder, as two replicas have them; the back-off is milliseconds. */
export class Bench {
  readonly store = new MemoryFetchStore();
  readonly folder = mkdtempSync(join(tmpdir(), 'iimp-attachments-'));
  readonly blobs = new FileBlobStore(this.folder);
  readonly logged: object[] = [];
  blocked = false;
  resolve: OriginDeps['client']['request'];
  private readonly peer: PeerClient;
  private readonly workers: FetchWorker[] = [];

  /** @param timeoutMs for each chunk of the origin */
  constructor(
    private readonly target: Target,
    timeoutMs = 10_000,
  ) {
    this.peer = new PeerClient({ allowedCidrs: ['127.0.0.0/8'], extraCa: target.caPem, timeoutMs });
    this.resolve = (async () => ({
      result: {
        case: 'resolved',
        value: {
          domain: target.domain,
          baseUrl: `https://${target.domain}:${target.port}`,
          connect: [{ host: '127.0.0.1', port: target.port }],
        },
      },
    })) as unknown as OriginDeps['client']['request'];
  }

  worker(
    change: Partial<FetchWorkerOptions> & {
      download?: never;
      settings?: Partial<DownloadSettings>;
      problemMs?: number;
    } = {},
  ): FetchWorker {
    const { settings, problemMs = 10_000, ...rest } = change;
    const now = Date.now;
    const random = Math.random;
    const keyring = { signer: (domain: string) => ({ domain, keyId: 'k1', privateKey: this.target.signingKey }) };
    const client = {
      request: ((...args: Parameters<typeof this.resolve>) => this.resolve(...args)) as typeof this.resolve,
    };
    const origin = new Origin({ client, peer: this.peer, keyring, now, problemMs });
    const log = (fields: object): void => void this.logged.push(fields);
    const worker = new FetchWorker({
      store: this.store,
      blobs: this.blobs,
      allows: () => !this.blocked,
      download: { origin, now, random, settings: { ...DOWNLOAD_DEFAULTS, resumeBaseMs: 1, ...settings } },
      retry: { baseMs: 1, capMs: 10, giveUpMs: 60_000 },
      maxBytes: 2 ** 31,
      dailyBytes: Infinity,
      logger: { warn: log, info: log },
      instance: `worker-${this.workers.length}`,
      concurrency: 4,
      sweepMs: 5,
      now,
      random,
      ...rest,
    });
    this.workers.push(worker);
    worker.start();
    return worker;
  }

  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.stop(AbortSignal.abort())));
    await this.peer.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
