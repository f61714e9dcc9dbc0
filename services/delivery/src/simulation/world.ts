import { storedOutbox } from '../adapters/stored-outbox.js';
import { DEFAULT_SETTINGS, type EngineSettings } from '../engine/settings.js';
import { type Condition, SimServer, type Trait } from './internet.js';
import { MemoryOutbox } from './memory-outbox.js';
import { Rng } from './rng.js';
import { SimWorker, type Surroundings } from './sim-worker.js';
import { VirtualClock } from './virtual-clock.js';

/** How long a domain is looked for that does not answer, and how long nobody looks for it after that (profile §2). */
const LOOK_UP_MS = 10_000;
const UNFOUND_MS = 30_000;

/** A message on its way to one domain. */
export interface SentMessage {
  messageId: string;
  conversationId: string;
  domain: string;
  recipients: readonly string[];
  acceptedAt: number;
}

export interface WorldOptions {
  seed: number;
  workers?: number;
  settings?: Partial<EngineSettings>;
  giveUpMs?: number;
  /** Share of wake-ups that are lost, and that come twice. */
  lostWakes?: number;
  doubledWakes?: number;
  /** Share of calls to the database whose answer is lost. */
  lostReplies?: number;
  /** Clocks of workers are wrong by up to so much. */
  clockSkewMs?: number;
}

/** A simulated internet: servers, one organization's outbox, its workers, and everything that may go wrong between them. */
export class SimWorld {
  readonly clock = new VirtualClock(1_000_000);
  readonly rng: Rng;
  readonly outbox: MemoryOutbox;
  readonly servers = new Map<string, SimServer>();
  readonly traits = new Map<string, Trait>();
  readonly sent: SentMessage[] = [];
  readonly logLines: { level: string; domain?: string; message: string; at: number }[] = [];
  /** When a probe was earned, and when a failure was written down, by domain. */
  readonly earned = new Map<string, number[]>();
  readonly failed = new Map<string, number[]>();
  readonly settings: EngineSettings;
  /** Domains of ours without a key. */
  readonly unsigned = new Set<string>();
  /** Questions for a domain that was not found a moment ago. */
  askedInVain = 0;
  /** So much is looked up that nothing more is. */
  isCrowded = false;
  readonly #unfoundUntil = new Map<string, number>();
  readonly #around: Surroundings;
  readonly #giveUpMs: number;
  #workers: SimWorker[] = [];
  #messages = 0;
  #databaseBackAt = 0;
  #lineBackAt = 0;

  constructor(private readonly options: WorldOptions) {
    this.rng = new Rng(options.seed);
    this.settings = { ...DEFAULT_SETTINGS, ...options.settings };
    this.#giveUpMs = options.giveUpMs ?? 72 * 3_600_000;
    this.outbox = new MemoryOutbox();
    this.#around = this.#surroundings();
    for (let i = 0; i < (options.workers ?? 1); i++) this.startWorker();
  }

  get workers(): readonly SimWorker[] {
    return this.#workers;
  }

  startWorker(): SimWorker {
    const worker = new SimWorker(this.#around, this.rng.fork());
    this.#workers.push(worker);
    return worker;
  }

  kill(worker: SimWorker): void {
    worker.kill();
    this.#workers = this.#workers.filter((other) => other !== worker);
  }

  /** SIGTERM. */
  async drain(worker: SimWorker): Promise<void> {
    this.#workers = this.#workers.filter((other) => other !== worker);
    await worker.scheduler.stop();
  }

  addServer(
    domain: string,
    options: Partial<{
      batch: boolean;
      maxBatch: number;
      maxBodyBytes: number;
      latencyMs: number;
      unknown: string[];
    }> = {},
  ): SimServer {
    const { unknown = [], ...given } = options;
    const all = { batch: true, maxBatch: 100, maxBodyBytes: 1_000_000, latencyMs: 20, ...given };
    const server = new SimServer(domain, this.clock, this.rng.fork(), all, this.traits, new Set(unknown));
    this.servers.set(domain, server);
    return server;
  }

  server(domain: string): SimServer {
    const server = this.servers.get(domain);
    if (server === undefined) throw new Error(`no server ${domain}`);
    return server;
  }

  /** `api` accepts a message for these domains and says so, more or less. */
  send(
    domains: readonly string[],
    message: {
      conversation: string;
      sender?: string;
      recipients?: readonly string[];
      trait?: Trait;
      bytes?: number;
      silent?: boolean;
    },
  ): void {
    const messageId = `m${++this.#messages}`;
    if (message.trait !== undefined) this.traits.set(messageId, message.trait);
    for (const domain of domains) {
      const recipients = message.recipients ?? [`bob@${domain}`];
      const row = { domain, messageId, conversationId: message.conversation, recipients };
      const json = JSON.stringify({ message_id: messageId, padding: 'x'.repeat(message.bytes ?? 0) });
      const createdAt = this.clock.now();
      const { sender = 'alice@home.test' } = message;
      this.outbox.accept({ ...row, sender, json, createdAt, expiresAt: createdAt + this.#giveUpMs });
      this.sent.push({ ...row, acceptedAt: createdAt });
    }
    if (message.silent !== true) this.wake(domains);
  }

  /** A wake-up goes to all workers; or to none, or twice. */
  wake(domains: readonly string[]): void {
    const times = this.rng.chance(this.options.lostWakes ?? 0)
      ? 0
      : this.rng.chance(this.options.doubledWakes ?? 0)
        ? 2
        : 1;
    for (let i = 0; i < times; i++) this.#toAll((worker) => worker.wake(domains));
  }

  /** Reaches all workers, or as many as a broker that loses messages lets it. */
  #toAll(tell: (worker: SimWorker) => void): void {
    for (const worker of this.#workers) {
      if (!this.rng.chance(this.options.lostWakes ?? 0)) this.clock.after(this.rng.int(0, 20), () => tell(worker));
    }
  }

  /** A valid request of this domain came in. */
  heard(domain: string): void {
    this.#any()?.heard(domain);
  }

  /** Postgres is away. */
  loseDatabase(ms: number): void {
    this.#databaseBackAt = this.clock.now() + ms;
  }

  /** Our own line is down: nobody can be reached. */
  loseLine(ms: number): void {
    this.#lineBackAt = this.clock.now() + ms;
  }

  setCondition(domain: string, condition: Condition): void {
    this.server(domain).condition = condition;
  }

  pendingTotal(): number {
    let total = 0;
    for (const domain of this.servers.keys()) total += this.outbox.pending(domain);
    return total;
  }

  #any(): SimWorker | undefined {
    const alive = this.#workers.filter((worker) => worker.alive);
    return alive.length === 0 ? undefined : this.rng.pick(alive);
  }

  #surroundings(): Surroundings {
    const log = (level: string) => (fields: object, message: string) => {
      const { domain } = fields as { domain?: string };
      this.logLines.push({ level, domain, message, at: this.clock.now() });
    };
    const note = (times: Map<string, number[]>, domain: string): void => {
      times.set(domain, [...(times.get(domain) ?? []), this.clock.now()]);
    };
    return {
      clock: this.clock,
      settings: this.settings,
      outbox: (worker, now) => {
        const port = storedOutbox(this.outbox, worker, now, () => undefined);
        return {
          ...port,
          allowProbe: async (domain) => {
            const allowed = await port.allowProbe(domain);
            if (allowed) note(this.earned, domain);
            return allowed;
          },
          recordFailure: async (lease, failure) => {
            const result = await port.recordFailure(lease, failure);
            note(this.failed, lease.domain);
            return result;
          },
        };
      },
      post: async (_target, domain, rows, signal) => {
        if (this.unsigned.has(rows[0]?.origin ?? '')) return { kind: 'trouble', detail: 'no key' };
        if (this.clock.now() < this.#lineBackAt) {
          await this.clock.sleep(50);
          return { kind: 'failure', reason: 'unreachable', detail: 'network is unreachable' };
        }
        return this.server(domain).post(rows, this.settings.postTimeoutMs, signal);
      },
      whyNotSign: (origin) => (this.unsigned.has(origin) ? `this server cannot sign for ${origin} now` : undefined),
      resolver: {
        resolve: async (domain) => {
          if (this.isCrowded) return { kind: 'crowded', code: 'rate_limited', detail: 'too many look-ups' };
          const server = this.server(domain);
          const unfound = { kind: 'unavailable', code: 'unavailable', detail: 'no answer' } as const;
          const unfoundMs = (this.#unfoundUntil.get(domain) ?? 0) - this.clock.now();
          if (unfoundMs > 0) {
            this.askedInVain++;
            return { ...unfound, unfoundMs };
          }
          if (server.condition !== 'dark') return { kind: 'target', target: server.target };
          await this.clock.sleep(LOOK_UP_MS);
          this.#unfoundUntil.set(domain, this.clock.now() + UNFOUND_MS);
          return { ...unfound, unfoundMs: UNFOUND_MS };
        },
      },
      policy: { refusal: () => undefined },
      wake: {
        wake: (domains) => this.wake(domains),
        here: (name, leaves) => this.#toAll((worker) => worker.here(name, leaves)),
      },
      log: { info: log('info'), warn: log('warn'), error: log('error') },
      databaseAway: () => this.clock.now() < this.#databaseBackAt,
      lostReplies: this.options.lostReplies ?? 0,
      clockSkewMs: this.options.clockSkewMs ?? 0,
    };
  }
}
