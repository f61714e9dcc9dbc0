import type { OutboxRow, PostReport, Target } from '../engine/ports.js';
import type { Rng } from './rng.js';
import type { VirtualClock } from './virtual-clock.js';

/**
 * How a simulated server is at some moment. `forgetful` commits and loses the answer; `garbling` answers what nobody can read;
 * `partial` leaves out half of the results, and half of the work;
 * `dark` is not even found, and that takes long.
 */
export type Condition =
  | 'well'
  | 'refusing'
  | 'silent'
  | 'slow'
  | 'stumbling'
  | 'overloaded'
  | 'restarting'
  | 'forgetful'
  | 'garbling'
  | 'partial'
  | 'dark';

/** How a server treats one message, besides storing it. `premature` is refused for now a few times; `poison` makes it stumble. */
export type Trait = 'plain' | 'refused' | 'premature' | 'poison';

export interface Attempt {
  readonly startedAt: number;
  endedAt: number;
  readonly messages: number;
  readonly ok: boolean;
  /** Silence that the answer asked for, milliseconds. */
  readonly retryAfterMs: number;
}

const CONNECT_TIMEOUT_MS = 5_000;
const SLOW_MS = 5_000;

/** One simulated organization. Idempotent by message id, as every receiver is. */
export class SimServer {
  condition: Condition = 'well';
  readonly attempts: Attempt[] = [];
  inFlight = 0;
  /** First storing of each message, in order. */
  readonly stored = new Map<string, { conversationId: string; recipients: readonly string[] }>();
  readonly duplicates = new Map<string, number>();
  /** Messages that were put off by themselves: the order does not bind them. */
  readonly putOff = new Set<string>();
  /** What it answers to domains of ours, whatever they send. */
  readonly turnsAway = new Map<string, { status: number; code: string; retryAfterMs?: number }>();
  readonly #premature = new Map<string, number>();

  constructor(
    readonly domain: string,
    private readonly clock: VirtualClock,
    private readonly rng: Rng,
    readonly options: { batch: boolean; maxBatch: number; maxBodyBytes: number; latencyMs: number },
    private readonly traits: ReadonlyMap<string, Trait>,
    readonly unknown: ReadonlySet<string>,
  ) {}

  get target(): Target {
    return { ...this.options, handle: this };
  }

  /** One request over a simulated network: the answer, or why there is none. Ends at the time-out or the signal, whatever the server does. */
  post(rows: readonly OutboxRow[], timeoutMs: number, signal: AbortSignal): Promise<PostReport> {
    const startedAt = this.clock.now();
    this.inFlight++;
    return new Promise((resolve) => {
      let open = true;
      const end = (report: PostReport): void => {
        if (!open) return;
        open = false;
        stopWaiting();
        signal.removeEventListener('abort', aborted);
        this.inFlight--;
        const ok = report.kind === 'answer' && report.status === 200;
        const retryAfterMs = report.kind === 'answer' ? (report.retryAfterMs ?? 0) : 0;
        this.attempts.push({ startedAt, endedAt: this.clock.now(), messages: rows.length, ok, retryAfterMs });
        resolve(report);
      };
      const aborted = (): void => end({ kind: 'failure', reason: 'aborted', detail: 'given up' });
      const stopWaiting = this.clock.after(timeoutMs, () =>
        end({ kind: 'failure', reason: 'timeout', detail: 'no answer' }),
      );
      signal.addEventListener('abort', aborted);
      void this.#serve(rows).then((report) => report !== undefined && end(report));
    });
  }

  /** Undefined: there will be no answer. */
  async #serve(rows: readonly OutboxRow[]): Promise<PostReport | undefined> {
    const trip = Math.max(1, Math.round(this.options.latencyMs * (0.5 + this.rng.next()) * 0.5));
    await this.clock.sleep(trip);
    switch (this.condition) {
      case 'refusing':
        return { kind: 'failure', reason: 'refused', detail: 'connection refused' };
      case 'silent':
        await this.clock.sleep(CONNECT_TIMEOUT_MS);
        return { kind: 'failure', reason: 'timeout', detail: 'connect timed out' };
      case 'restarting':
        return { kind: 'failure', reason: 'reset', detail: 'connection reset' };
      case 'stumbling':
        return { kind: 'answer', status: 500, body: { code: 'internal' } };
      case 'overloaded':
        return {
          kind: 'answer',
          status: this.rng.chance(0.5) ? 429 : 503,
          body: undefined,
          retryAfterMs: this.rng.int(5, 60) * 1000,
        };
      case 'slow':
        await this.clock.sleep(SLOW_MS);
        return this.#answer(rows, trip);
      case 'forgetful': {
        this.#take(rows);
        if (this.rng.chance(0.5)) return undefined;
        return { kind: 'failure', reason: 'reset', detail: 'connection reset after the request' };
      }
      case 'garbling':
        this.#take(rows);
        return {
          kind: 'answer',
          status: 200,
          body: this.rng.pick([undefined, {}, { results: 'yes' }, [], { results: [] }]),
        };
      case 'partial': {
        const half = Math.ceil(rows.length / 2);
        return this.#answer(rows.slice(0, half), trip);
      }
      case 'dark':
        return { kind: 'failure', reason: 'unreachable', detail: 'no answer' };
      case 'well':
        return this.#answer(rows, trip);
      default:
        return this.condition satisfies never;
    }
  }

  async #answer(rows: readonly OutboxRow[], trip: number): Promise<PostReport> {
    const { status, code, retryAfterMs } = this.turnsAway.get(rows[0]?.origin ?? '') ?? {};
    if (status !== undefined) return { kind: 'answer', status, body: { code }, retryAfterMs };
    const bytes = rows.reduce((sum, row) => sum + row.bytes, 0);
    if (
      bytes > this.options.maxBodyBytes ||
      (!this.options.batch && rows.length > 1) ||
      rows.length > this.options.maxBatch
    ) {
      return { kind: 'answer', status: 413, body: { code: 'too_large' } };
    }
    const poisoned = rows.find((row) => this.traits.get(row.messageId) === 'poison');
    if (poisoned !== undefined) {
      if (rows.length === 1) this.putOff.add(poisoned.messageId);
      return { kind: 'answer', status: 500, body: undefined };
    }
    const results = this.#take(rows);
    await this.clock.sleep(trip);
    return { kind: 'answer', status: 200, body: { results }, receipt: { by: this.domain, at: this.clock.now() } };
  }

  #take(rows: readonly OutboxRow[]): object[] {
    return rows.map((row) => {
      const { messageId: message_id } = row;
      const trait = this.traits.get(message_id) ?? 'plain';
      if (trait === 'poison') return { message_id, status: 'rejected', code: 'internal' };
      if (trait === 'refused') return { message_id, status: 'rejected', code: 'edit_limit_exceeded' };
      if (this.stored.has(message_id)) {
        this.duplicates.set(message_id, (this.duplicates.get(message_id) ?? 0) + 1);
        return { message_id, status: 'duplicate', unknown_recipients: this.#unknownOf(row) };
      }
      const waits = this.#premature.get(message_id) ?? 0;
      if (trait === 'premature' && waits < 2) {
        this.#premature.set(message_id, waits + 1);
        this.putOff.add(message_id);
        return { message_id, status: 'rejected', code: 'unknown_reference' };
      }
      const recipients = row.recipients.filter((recipient) => !this.unknown.has(recipient));
      if (recipients.length === 0) return { message_id, status: 'rejected', code: 'unknown_recipient' };
      this.stored.set(message_id, { conversationId: row.conversationId, recipients });
      return { message_id, status: 'stored', unknown_recipients: this.#unknownOf(row) };
    });
  }

  #unknownOf(row: OutboxRow): string[] {
    return row.recipients.filter((recipient) => this.unknown.has(recipient));
  }
}
