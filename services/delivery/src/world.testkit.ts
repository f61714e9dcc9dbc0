/**
 * One delivery service for tests: the real thing over Postgres and HTTPS, messaging in memory, in one process with the writer as on the
 * standalone; discovery is played by the test, other organizations by MoodyPeer.
 */
import 'reflect-metadata';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Controller, Inject, Module } from '@nestjs/common';
import { EventPattern, MessagePattern } from '@nestjs/microservices';
import { startHandlers } from '@iimp/messaging/handlers';
import type { Incoming, ReplyInit } from '@iimp/messaging/topology';
import { createCa } from '@iimp/peer/https-server.testkit';
import { loadConfig } from '@iimp/platform/config/load';
import { createContext, type OwnedContext } from '@iimp/platform/context';
import { addDomainKey } from '@iimp/platform/domain-provisioning';
import { createLogger } from '@iimp/platform/logging';
import type { RunningService } from '@iimp/platform/service';
import { Domains } from '@iimp/storage/domains';
import { openStoredOutbox, type StoredOutbox } from './adapters/stored-outbox.testkit.js';
import { MoodyPeer, type MoodyOptions } from './moody-peer.testkit.js';
import { deliveryService } from './service.js';

export interface DeliveryWorld {
  readonly outbox: StoredOutbox;
  readonly context: OwnedContext;
  /** Domains asked for; with `!` those to be asked again. */
  readonly asked: string[];
  readonly grown: string[];
  /** What discovery says instead. */
  readonly problems: Map<string, { code: string; detail?: string }>;
  readonly logged: { level: string; msg: string; domain?: string }[];
  peer(options: MoodyOptions): Promise<MoodyPeer>;
  /** A message of alice@org1.test; `silent`: nobody is woken. */
  send(recipients: string[], more?: { conversationId?: string; silent?: boolean }): Promise<string>;
  heard(domain: string): void;
  /** One more worker process. */
  worker(): Promise<RunningService>;
  stopWorkers(): Promise<void>;
  close(): Promise<void>;
}

const STATE = Symbol('state');
type State = Pick<DeliveryWorld, 'asked' | 'problems' | 'grown'> & { peers: Map<string, MoodyPeer> };

@Controller()
class Neighbours {
  constructor(@Inject(STATE) private readonly state: State) {}

  @MessagePattern<string>('discovery.resolve')
  resolve({ domain, refresh }: Incoming<'discovery.resolve'>): ReplyInit<'discovery.resolve'> {
    this.state.asked.push(refresh ? `${domain}!` : domain);
    const problem = this.state.problems.get(domain);
    if (problem) return { result: { case: 'problem', value: problem } };
    const peer = this.state.peers.get(domain);
    if (!peer) return { result: { case: 'problem', value: { code: 'not_found', detail: 'no such domain' } } };
    return { result: { case: 'resolved', value: peer.resolved() } };
  }

  @EventPattern<string>('mailbox.grown')
  grown({ entries }: Incoming<'mailbox.grown'>): void {
    this.state.grown.push(...entries.map(({ userId }) => userId));
  }
}

@Module({})
class NeighboursModule {}

let worlds = 0;

export async function startDeliveryWorld(env: Record<string, string> = {}): Promise<DeliveryWorld> {
  const outbox = await openStoredOutbox();
  const folder = await mkdtemp(join(tmpdir(), 'iimp-delivery-'));
  const ca = await createCa();
  await writeFile(join(folder, 'ca.pem'), ca.pem.cert);
  const domains = new Domains(outbox.database.db);
  await addDomainKey({ domains, directory: join(folder, 'keys'), domain: 'org1.test', keyId: 'k1', now: Date.now() });
  const settings = {
    IIMP_DATABASE_URL: outbox.database.url,
    IIMP_BROKER_URL: `memory:delivery-${process.pid}-${worlds++}`,
    IIMP_BLOBS_URL: `file://${folder}/blobs`,
    IIMP_DOMAIN_KEYS_DIR: join(folder, 'keys'),
    IIMP_EXTRA_CA_FILE: join(folder, 'ca.pem'),
    IIMP_ALLOWED_CIDRS: '127.0.0.0/8',
    IIMP_RETRY_BASE: '100ms',
    IIMP_RETRY_CAP: '2s',
    IIMP_DELIVERY_SWEEP: '100ms',
    IIMP_DELIVERY_TIMEOUT: '1s',
    // Longer than this machine may stand still: a lease that is taken over means messages that are posted twice.
    IIMP_LEASE_TTL: '60s',
    ...env,
  };
  const logged: DeliveryWorld['logged'] = [];
  const destination = {
    write: (line: string) => {
      const { level, msg, domain } = JSON.parse(line) as DeliveryWorld['logged'][number];
      logged.push({ level, msg, ...(domain === undefined ? {} : { domain }) });
    },
  };
  const logger = createLogger({ service: 'delivery', level: 'info', destination });
  const context = await createContext(loadConfig(settings, 'delivery'), { logger });
  const state: State = { asked: [], problems: new Map(), grown: [], peers: new Map() };
  const providers = [{ provide: STATE, useValue: state }];
  const module = { module: NeighboursModule, controllers: [Neighbours], providers };
  const neighbours = await startHandlers(module, context.messaging);
  const workers: RunningService[] = [];
  const stopWorkers = async (): Promise<void> => {
    await Promise.all(workers.splice(0).map((worker) => worker.stop(AbortSignal.timeout(5_000))));
  };
  return {
    outbox,
    context,
    logged,
    asked: state.asked,
    grown: state.grown,
    problems: state.problems,
    peer: async (options) => {
      const peer = new MoodyPeer(options, ca, join(folder, 'keys', 'org1.test', 'k1.pem'));
      await peer.start();
      state.peers.set(options.domain, peer);
      return peer;
    },
    send: async (recipients, { conversationId, silent } = {}) => {
      const id = await outbox.accept({
        recipients,
        now: Date.now(),
        ...(conversationId === undefined ? {} : { conversationId }),
      });
      const domainsOf = new Set(recipients.map((recipient) => recipient.slice(recipient.indexOf('@') + 1)));
      if (silent !== true) context.messaging.client.emitBestEffort('delivery.wake', { domains: [...domainsOf] });
      return id;
    },
    heard: (domain) => context.messaging.client.emitBestEffort('delivery.heard', { domain }),
    worker: async () => {
      const instance = `worker-${workers.length}-${worlds}`;
      const worker = await deliveryService.start({ ...context, freshOutbox: outbox.fresh, instance });
      workers.push(worker);
      return worker;
    },
    stopWorkers,
    close: async () => {
      await stopWorkers();
      await neighbours.close();
      for (const peer of state.peers.values()) await peer.stop();
      await context.close();
      await outbox.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** Asks until it is so; for at most 20 s. */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 20_000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`not within 20 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
