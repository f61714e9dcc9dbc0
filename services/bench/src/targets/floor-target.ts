import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCa } from '@iimp/testbed/ca';
import { Cleanup } from '@iimp/testbed/cleanup';
import { releasePort, reservePort } from '@iimp/testbed/ports';
import { createDatabase, query, sharedPostgres } from '@iimp/testbed/postgres';
import { ManagedProcess } from '@iimp/testbed/processes';
import { repositoryRoot, SERVER_FLAGS } from '@iimp/testbed/repository';
import type { Account } from '../driver/plan.js';
import type { FloorSettings } from '../floor/main.js';
import { TABLES } from '../floor/store.js';
import type { Ledger } from '../measure/books.js';
import { allProcesses } from '../measure/proc.js';
import { type Kinds, postgresProcesses } from '../measure/processes.js';
import type { Target } from './target.js';

interface Node {
  domain: string;
  apiPort: number;
  peerPort: number;
  databaseUrl: string;
  signing: { publicKey: string; privateKey: string };
  process?: ManagedProcess;
}

/** Starts the two nodes of the floor, in the Postgres server that clusters use too. */
export async function startFloorTarget(): Promise<Target> {
  const cleanup = new Cleanup();
  try {
    const folder = mkdtempSync(join(tmpdir(), 'iimp-floor-'));
    cleanup.add('folder', () => rmSync(folder, { recursive: true, force: true }));
    const ca = await createCa(join(folder, 'ca'));
    const { certFile, keyFile } = await ca.issue('floor', ['127.0.0.1', 'localhost']);
    const nodes = [await makeNode('org1.test', cleanup), await makeNode('org2.test', cleanup)] as const;
    const main = join(repositoryRoot(), 'services/bench/dist/floor/main.js');
    for (const [turn, node] of nodes.entries()) {
      const peer = nodes[1 - turn] as Node;
      const settings: FloorSettings = {
        ...node,
        ...{ certFile, keyFile, caFile: ca.file },
        folder: join(folder, node.domain),
        peerUrl: `https://127.0.0.1:${peer.peerPort}`,
        signingKey: node.signing.privateKey,
        peerKey: peer.signing.publicKey,
      };
      node.process = await startNode(node.domain, main, settings, join(folder, `${node.domain}.log`));
      cleanup.add(node.domain, () => node.process?.stop());
    }
    return new FloorTarget(nodes, cleanup);
  } catch (error) {
    await cleanup.close().catch(() => undefined);
    throw error;
  }
}

class FloorTarget implements Target {
  readonly shape = 'floor';
  readonly domains: readonly string[];

  constructor(
    private readonly nodes: readonly Node[],
    private readonly cleanup: Cleanup,
  ) {
    this.domains = nodes.map(({ domain }) => domain);
  }

  /** Whoever calls is believed. */
  async accounts(domain: string, prefix: string, count: number): Promise<Account[]> {
    return Array.from({ length: count }, (_, turn) => {
      const address = `${prefix}${turn}@${domain}`;
      return { address, token: address, apiUrl: this.apiUrl(domain) };
    });
  }

  apiUrls(domain: string): string[] {
    return [this.apiUrl(domain)];
  }

  healthUrls(): string[] {
    return [];
  }

  issue(): Promise<never> {
    throw new Error('the floor knows its two domains only');
  }

  databaseUrl(domain: string): string {
    return this.node(domain).databaseUrl;
  }

  async ledger(domain: string): Promise<Partial<Ledger>> {
    const text = `select (select count(*) from messages)::int as messages, (select count(*) from entries)::int as entries,
                         (select count(*) from outbox)::int as waiting`;
    const [row] = await query<Partial<Ledger>>(this.databaseUrl(domain), text);
    return row ?? {};
  }

  async servers(): Promise<() => Kinds> {
    const pids = await Promise.all(this.nodes.map((node) => (node.process as ManagedProcess).pid));
    return () => {
      const all = allProcesses();
      const postgres = this.nodes.flatMap(({ databaseUrl }) => postgresProcesses(databaseUrl, all));
      return new Map([
        ['floor', pids],
        ['postgres', [...new Set(postgres)]],
      ]);
    };
  }

  stop(): Promise<void> {
    throw new Error('the floor is not stopped');
  }

  start(): Promise<void> {
    throw new Error('the floor is not started again');
  }

  holdDelivery(): Promise<void> {
    throw new Error('the floor delivers as it stores');
  }

  releaseDelivery(): Promise<void> {
    throw new Error('the floor delivers as it stores');
  }

  limitDelivery(): Promise<() => void> {
    throw new Error('the floor delivers as it stores');
  }

  close(): Promise<void> {
    return this.cleanup.close();
  }

  private apiUrl(domain: string): string {
    return `http://127.0.0.1:${this.node(domain).apiPort}`;
  }

  private node(domain: string): Node {
    const node = this.nodes.find((each) => each.domain === domain);
    if (!node) throw new Error(`no node of ${domain}`);
    return node;
  }
}

async function makeNode(domain: string, cleanup: Cleanup): Promise<Node> {
  const [apiPort, peerPort] = [await reservePort(), await reservePort()];
  for (const port of [apiPort, peerPort]) cleanup.add(`port ${port}`, () => releasePort(port));
  const database = await createDatabase(await sharedPostgres());
  cleanup.add(`database of ${domain}`, () => database.drop());
  await query(database.url, TABLES);
  const signing = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return { domain, apiPort, peerPort, databaseUrl: database.url, signing };
}

async function startNode(
  name: string,
  main: string,
  settings: FloorSettings,
  logFile: string,
): Promise<ManagedProcess> {
  let ready = (): void => undefined;
  const listens = new Promise<void>((resolve) => (ready = resolve));
  const child = ManagedProcess.spawn({
    name: `floor ${name}`,
    command: process.execPath,
    args: [...SERVER_FLAGS, main],
    env: { FLOOR: JSON.stringify(settings) },
    logFile,
    onLine: (line) => line === 'ready' && ready(),
  });
  await child.ready(listens);
  return child;
}
