import { classify } from './classify.js';
import type { Destination } from './destination.js';
import { type Circumstances, judge } from './judge.js';
import type { Lane, Parcel } from './parcels.js';
import type { Clock, DestinationHistory, Outcome, OutboxRow, Target, World } from './ports.js';
import type { EngineSettings } from './settings.js';

/** What came of one round of posts. */
export interface Round {
  /** Rows that are settled, in the order of their posts. */
  outcomes: Outcome[];
  /** The destination showed that it works, in a post that began then. */
  answeredAt?: number;
  /** The destination failed. */
  failure?: { code: string; detail: string; retryAfterMs?: number; startedAt: number; tried: readonly OutboxRow[] };
  /** Nothing is known of some rows, for a reason of ours. */
  trouble?: string;
}

/** Carries one round of posts to one destination: lanes beside each other, the parcels of a lane one after the other. */
export class Courier {
  constructor(
    private readonly world: World,
    private readonly settings: EngineSettings,
    private readonly domain: string,
    private readonly destination: Destination,
    /** A post takes long. */
    private readonly slowed: () => void,
  ) {}

  /** Stops handing out parcels at the first failure; what is in flight by then is awaited. */
  async carry(
    lanes: readonly Lane[],
    target: Target,
    history: DestinationHistory,
    signal: AbortSignal,
  ): Promise<Round> {
    const round: Round = { outcomes: [] };
    const queue = [...lanes];
    let stopped = false;
    const stop = (): void => {
      stopped = true;
    };
    const walk = async (): Promise<void> => {
      for (let lane = queue.shift(); lane !== undefined; lane = queue.shift()) {
        for (const parcel of lane) {
          if (stopped || signal.aborted) return;
          if (!(await this.#deliver(parcel, target, history, signal, round))) stop();
        }
      }
    };
    const abreast = target.batch ? 1 : this.settings.singleLanes;
    await Promise.all(Array.from({ length: Math.min(abreast, lanes.length) }, walk));
    return round;
  }

  /** One parcel. True when the next one may follow. */
  async #deliver(
    parcel: Parcel,
    target: Target,
    history: DestinationHistory,
    signal: AbortSignal,
    round: Round,
  ): Promise<boolean> {
    if (!(await this.#pace(parcel.rows.length, signal))) return false;
    const { clock, random } = this.world;
    const startedAt = clock.now();
    const report = await this.#post(parcel, target, signal);
    const now = clock.now();
    const at: Circumstances = { destination: this.destination, history, settings: this.settings, now, random };
    const decision = judge(classify(report, parcel.rows), parcel, at);
    switch (decision.kind) {
      case 'settled': {
        const receipt = report.kind === 'answer' ? report.receipt : undefined;
        for (const outcome of decision.outcomes) {
          round.outcomes.push(outcome.kind === 'delivered' ? { ...outcome, receipt } : outcome);
        }
        if (decision.unwell !== true) round.answeredAt = startedAt;
        return true;
      }
      case 'smaller':
        round.answeredAt = startedAt;
        return false;
      case 'again':
        return this.#deliver(parcel, target, history, signal, round);
      case 'failed': {
        const { code, detail, retryAfterMs } = decision;
        round.failure ??= { code, detail, retryAfterMs, startedAt, tried: parcel.rows };
        return false;
      }
      case 'void':
        if (!signal.aborted) round.trouble ??= decision.detail;
        return false;
      default:
        return decision satisfies never;
    }
  }

  async #post(parcel: Parcel, target: Target, signal: AbortSignal): ReturnType<World['peer']['post']> {
    const { clock, peer, meter } = this.world;
    const startedAt = clock.now();
    const notSlow = clock.after(this.destination.patienceMs(this.settings), this.slowed);
    try {
      const report = await peer.post(target, this.domain, parcel.rows, signal);
      const ms = clock.now() - startedAt;
      if (report.kind === 'answer') this.destination.took(ms);
      const answer =
        report.kind === 'answer' ? String(report.status) : report.kind === 'failure' ? report.reason : 'trouble';
      meter.posted(this.domain, parcel.rows.length, ms, answer);
      return report;
    } finally {
      notSlow();
    }
  }

  /** Waits for the destination's rate. False when stopped meanwhile. */
  async #pace(messages: number, signal: AbortSignal): Promise<boolean> {
    for (;;) {
      const wait = this.destination.rate?.take(messages, this.world.clock.now()) ?? 0;
      if (wait === 0 || signal.aborted) return !signal.aborted;
      await sleep(this.world.clock, wait, signal);
    }
  }
}

/** Ends early when the signal fires. */
function sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.after(ms, done);
    signal.addEventListener('abort', done, { once: true });
  });
}
