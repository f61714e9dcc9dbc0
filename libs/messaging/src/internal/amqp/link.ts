/** Keeps one connection to the broker up, for as long as it is wanted. */
import { connect, type ChannelModel } from 'amqplib';
import { backoff } from '../settle.js';
import type { Settings } from '../settings.js';
import { errorText, type StateLog } from '../state-log.js';
import { Pause, within } from './waiting.js';

const CONNECT_TIMEOUT_MS = 5_000;
const CLOSE_TIMEOUT_MS = 2_000;
const HEARTBEAT_SECONDS = '15';
const RECONNECT_BASE_MS = 200;
const RECONNECT_CAP_MS = 10_000;

export interface LinkHooks {
  /** Prepares a new connection; the link is up when this resolves, and starts over when it rejects. */
  open(model: ChannelModel): Promise<void>;
  /** The connection is gone. */
  lost(): void;
}

export class AmqpLink {
  private model: ChannelModel | undefined;
  private isUp = false;
  private closed = false;
  private ended: Promise<void> | undefined;
  private readonly pause = new Pause();

  constructor(
    private readonly name: string,
    private readonly settings: Settings,
    private readonly log: StateLog,
    private readonly hooks: LinkHooks,
  ) {}

  get up(): boolean {
    return this.isUp;
  }

  /** The connection, while it is up. */
  get connection(): ChannelModel | undefined {
    return this.isUp ? this.model : undefined;
  }

  /** Begins to connect; does not wait. */
  start(): void {
    this.ended ??= this.run();
  }

  /** Drops the connection, because something on it broke: a new one starts clean. */
  restart(): void {
    if (this.model && !this.closed) void closeQuietly(this.model);
  }

  async close(): Promise<void> {
    this.closed = true;
    this.pause.end();
    if (this.model) await closeQuietly(this.model);
    await this.ended;
  }

  private async run(): Promise<void> {
    let failures = 0;
    while (!this.closed) {
      try {
        await this.live(() => {
          failures = 0;
        });
      } catch (error) {
        this.log.bad(`connection ${this.name}`, { error: errorText(error) });
      }
      failures += 1;
      await this.pause.wait(backoff(failures, RECONNECT_BASE_MS, RECONNECT_CAP_MS, this.settings.random));
    }
  }

  /** One connection from its opening to its end, which is an error unless we close. */
  private async live(opened: () => void): Promise<void> {
    const model = await dial(this.settings.url, `${this.settings.service} ${this.name}`);
    let reason = 'connection closed';
    model.on('error', (error) => (reason = errorText(error))); // amqplib throws when nobody listens
    const gone = new Promise<void>((resolve) =>
      model.once('close', (error) => {
        if (error) reason = errorText(error); // an operator who stops the broker is no 'error' to amqplib
        resolve();
      }),
    );
    this.model = model;
    try {
      if (this.closed) return;
      await Promise.race([this.hooks.open(model), gone.then(() => Promise.reject(new Error(reason)))]);
      this.isUp = true;
      opened();
      this.log.good(`connection ${this.name}`);
      await gone;
      if (!this.closed) throw new Error(reason);
    } finally {
      this.isUp = false;
      this.model = undefined;
      await closeQuietly(model);
      this.hooks.lost();
    }
  }
}

async function dial(url: string, name: string): Promise<ChannelModel> {
  const withHeartbeat = new URL(url);
  if (!withHeartbeat.searchParams.has('heartbeat')) withHeartbeat.searchParams.set('heartbeat', HEARTBEAT_SECONDS);
  return connect(withHeartbeat.href, {
    noDelay: true,
    timeout: CONNECT_TIMEOUT_MS,
    clientProperties: { connection_name: name },
  });
}

/** Closes in order if the broker answers, and cuts the socket if not. */
async function closeQuietly(model: ChannelModel): Promise<void> {
  try {
    await within(CLOSE_TIMEOUT_MS, model.close());
  } catch {
    const { stream } = model.connection as unknown as { stream?: { destroy(error: Error): void } };
    stream?.destroy(new Error('cut')); // amqplib notices the end of a socket only by an error
  }
}
