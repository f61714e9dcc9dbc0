import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cleanup } from '@iimp/testbed/cleanup';
import { startDns } from '@iimp/testbed/dns';
import { releasePort, reservePort } from '@iimp/testbed/ports';
import { createDatabase, query, sharedPostgres } from '@iimp/testbed/postgres';
import { ManagedProcess } from '@iimp/testbed/processes';
import { until } from '@iimp/testbed/until';
import type { XmppAccount } from '../driver/plan.js';
import { XmppClient } from '../driver/xmpp-client.js';
import { allProcesses, commandLine } from '../measure/proc.js';
import { type Kinds, postgresProcesses } from '../measure/processes.js';
import { configuration, inetrc, type NodeSettings, USERS_SQL } from './config.js';

const PROGRAM = '/usr/sbin/ejabberdctl';
const SCHEMA = '/usr/share/ejabberd/sql/pg.sql';
const DOMAINS = ['org1.test', 'org2.test'] as const;
type Domain = (typeof DOMAINS)[number];
const USERS = 64;

interface Ports {
  clientPort: number;
  serverPort: number;
}

interface Node {
  name: string;
  databaseUrl: string;
  clientPort: number;
}

/** Why ejabberd cannot be measured here; undefined when it can. */
export function whyNot(): string | undefined {
  if (process.getuid?.() !== 0) return 'ejabberd is started as a user of its own, which only root can do';
  if (!existsSync(PROGRAM) || !existsSync(SCHEMA)) return 'ejabberd is not installed: deploy/local/ejabberd start';
  return undefined;
}

/** Two ejabberd nodes of two domains, without TLS, each with a database in the Postgres server that clusters use too. */
export class EjabberdNodes {
  private constructor(
    private readonly nodes: ReadonlyMap<string, Node>,
    private readonly cleanup: Cleanup,
  ) {}

  static async start(): Promise<EjabberdNodes> {
    const cleanup = new Cleanup();
    try {
      const folder = mkdtempSync(join(tmpdir(), 'iimp-ejabberd-'));
      chmodSync(folder, 0o755);
      cleanup.add('folder', () => rmSync(folder, { recursive: true, force: true }));
      const ports = new Map<Domain, Ports>();
      for (const domain of DOMAINS) ports.set(domain, await reservePorts(cleanup));
      const srv = [...ports].map(([domain, { serverPort: port }]) => ({
        ...{ name: `_xmpp-server._tcp.${domain}`, target: 'localhost', port },
      }));
      const dns = await startDns({ srv }, folder);
      cleanup.add('DNS server', () => dns.stop());
      const nodes = new Map<string, Node>();
      for (const [domain, { clientPort, serverPort }] of ports) {
        const databaseUrl = await makeDatabase(domain, cleanup);
        const name = `iimp-${process.pid}-${domain.split('.')[0]}@localhost`;
        const settings = { domain, clientPort, serverPort, databaseUrl, dns: dns.address };
        nodes.set(domain, { name, databaseUrl, clientPort });
        await startNode(name, join(folder, domain), settings, cleanup);
      }
      return new EjabberdNodes(nodes, cleanup);
    } catch (error) {
      await cleanup.close().catch(() => undefined);
      throw error;
    }
  }

  /** Users `<prefix>0` …; they exist already. */
  accounts(domain: Domain, prefix: 'u' | 'v', count: number): XmppAccount[] {
    if (count > USERS) throw new Error(`ejabberd has ${USERS} users of a kind`);
    return Array.from({ length: count }, (_, turn) =>
      account(domain, `${prefix}${turn}`, (this.nodes.get(domain) as Node).clientPort),
    );
  }

  databaseUrls(): string[] {
    return [...this.nodes.values()].map(({ databaseUrl }) => databaseUrl);
  }

  /** Archived messages: one for each local user who sent or received. */
  async archived(domain: Domain): Promise<number> {
    const { databaseUrl } = this.nodes.get(domain) as Node;
    const [row] = await query<{ n: number }>(databaseUrl, 'select count(*)::int as n from archive');
    return row?.n ?? 0;
  }

  kinds(): Kinds {
    const all = allProcesses();
    const names = [...this.nodes.values()].map(({ name }) => name);
    const nodes = all.filter(
      ({ name, pid }) => name === 'beam.smp' && names.some((one) => commandLine(pid).includes(one)),
    );
    const postgres = this.databaseUrls().flatMap((url) => postgresProcesses(url, all));
    return new Map([
      ['ejabberd', nodes.map(({ pid }) => pid)],
      ['postgres', [...new Set(postgres)]],
    ]);
  }

  close(): Promise<void> {
    return this.cleanup.close();
  }
}

function account(domain: string, user: string, port: number): XmppAccount {
  return { user, domain, password: 'password', host: '127.0.0.1', port };
}

async function reservePorts(cleanup: Cleanup): Promise<Ports> {
  const [clientPort, serverPort] = [await reservePort(), await reservePort()];
  cleanup.add('ports', () => [clientPort, serverPort].forEach(releasePort));
  return { clientPort, serverPort };
}

async function makeDatabase(domain: string, cleanup: Cleanup): Promise<string> {
  const database = await createDatabase(await sharedPostgres());
  cleanup.add(`database of ${domain}`, () => database.drop());
  await query(database.url, readFileSync(SCHEMA, 'utf8'));
  for (const prefix of ['u', 'v']) await query(database.url, USERS_SQL, [prefix, 'password', USERS]);
  return database.url;
}

async function startNode(name: string, folder: string, settings: NodeSettings, cleanup: Cleanup): Promise<void> {
  for (const below of ['conf', 'spool', 'log']) mkdirSync(join(folder, below), { recursive: true });
  const file = (path: string, text: string): string => {
    writeFileSync(join(folder, path), text);
    return join(folder, path);
  };
  const config = file('conf/ejabberd.yml', configuration(settings));
  const control = file('conf/ejabberdctl.cfg', `ERLANG_NODE=${name}\n`);
  file('conf/inetrc', inetrc(settings));
  execFileSync('chown', ['-R', 'ejabberd', folder]);
  const where = ['--config-dir', join(folder, 'conf'), '--ctl-config', control, '--config', config];
  const below = ['--spool', join(folder, 'spool'), '--logs', join(folder, 'log')];
  const child = ManagedProcess.spawn({
    name: `ejabberd ${settings.domain}`,
    // Not left to the program, whose `su` begins a session of its own, out of reach for whoever must end it.
    command: 'setpriv',
    args: [
      ...['--reuid', 'ejabberd', '--regid', 'ejabberd', '--clear-groups'],
      ...[PROGRAM, '--node', name, ...where, ...below, 'foreground'],
    ],
    env: { HOME: folder },
    logFile: join(folder, 'log', 'console.log'),
  });
  cleanup.add(name, () => child.kill());
  const signIn = until(
    `${settings.domain} lets a user in`,
    async () => {
      (await XmppClient.open(account(settings.domain, 'u0', settings.clientPort), () => undefined)).close();
      return true;
    },
    { deadlineMs: 60_000, intervalMs: 500 },
  );
  signIn.catch(() => undefined);
  await child.ready(signIn, 61_000);
}
