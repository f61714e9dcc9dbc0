import { backoff } from '@iimp/protocol/backoff';
import { classify } from './classify.js';
import type { Destination } from './destination.js';
import { type Circumstances, judge } from './judge.js';
import { type Lane, originOf, type Parcel } from './parcels.js';
import type { Clock, DestinationHistory, Outcome, OutboxRow, Target, World } from './ports.js';
import type { EngineSettings } from './settings.js';
import { type Obstacle, putOff } from './turned-away.js';

/** A temporary failure of the destination. */
export interface RoundFailure {
  code: string;
  detail: string;
  /** It answered; perhaps only the domain of ours that asked gets nothing else. */
  isAnswer?: boolean;
  retryAfterMs?: number;
  startedAt: number;
  tried: readonly OutboxRow[];
}

/** What came of one round of posts. */
export interface Round {
  /** Rows that are settled, in the order of their posts. */
  outcomes: Outcome[];
  /** The destination showed that it works, in a post that began then. */
  answeredAt?: number;
  /** The destination failed. */
  failure?: RoundFailure;
  /** Nothing is known of some rows, for a reason of ours. */
  trouble?: string;
}

/** What follows a parcel: the next one of its lane, nothing more of its lane or of its origin (a domain of ours), or nothing at all. */
type Next = 'on' | 'leave lane' | 'leave origin' | 'stop';

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

  /**
   * Stops handing out parcels when the destination fails; what is in flight by then is awaited. Where it answered with a failure, one more of our
   * domains is tried: it may be about the first one alone.
   */
  async carry(
    lanes: readonly Lane[],
    target: Target,
    history: DestinationHistory,
    signal: AbortSignal,
  ): Promise<Round> {
    const round: Round = { outcomes: [] };
    const queue = [...lanes];
    const left = new Set<string>();
    let stopped = false;
    const walk = async (): Promise<void> => {
      for (let lane = queue.shift(); lane !== undefined; lane = queue.shift()) {
        for (const parcel of lane) {
          if (stopped || signal.aborted) return;
          // What is behind it in the lane may be of its conversation.
          if (left.has(originOf(parcel))) break;
          const next = await this.#deliver(parcel, target, history, signal, round);
          if (next === 'stop') stopped = true;
          if (next === 'leave origin') left.add(originOf(parcel));
          if (next !== 'on') break;
        }
      }
    };
    const abreast = target.batch ? 1 : this.settings.singleLanes;
    await Promise.all(Array.from({ length: Math.min(abreast, lanes.length) }, walk));
    if (history.failures === 0) this.#holdOne(round);
    return round;
  }

  async #deliver(
    parcel: Parcel,
    target: Target,
    history: DestinationHistory,
    signal: AbortSignal,
    round: Round,
  ): Promise<Next> {
    if (!(await this.#pace(parcel.rows.length, signal))) return 'stop';
    const { clock, random } = this.world;
    const startedAt = clock.now();
    const report = await this.#post(parcel, target, signal);
    const now = clock.now();
    const at: Circumstances = { destination: this.destination, history, settings: this.settings, now, random };
    const decision = judge(classify(report, parcel.rows), parcel, at);
    const origin = originOf(parcel);
    const { turnedAway } = this.destination;
    switch (decision.kind) {
      case 'settled': {
        const receipt = report.kind === 'answer' ? report.receipt : undefined;
        for (const outcome of decision.outcomes) {
          round.outcomes.push(outcome.kind === 'delivered' ? { ...outcome, receipt } : outcome);
        }
        round.answeredAt = startedAt;
        if (turnedAway.answered(origin))
          this.world.log.info({ domain: this.domain, origin }, 'destination takes the mail of our domain again');
        // What waits for one of them must not overtake it in this round either.
        return decision.outcomes.some((each) => each.kind === 'deferred' && each.holdConversation)
          ? 'leave lane'
          : 'on';
      }
      case 'disbelieved':
        round.outcomes.push(...decision.outcomes);
        round.answeredAt = startedAt;
        if (decision.hold?.isNew === true) this.#tell(origin, decision.hold);
        return 'leave origin';
      case 'smaller':
        round.answeredAt = startedAt;
        return 'stop';
      case 'failed': {
        const { code, detail, retryAfterMs, isAnswer } = decision;
        const first = round.failure?.tried[0]?.origin;
        if (isAnswer === true && first === undefined) turnedAway.failed(origin, decision);
        round.failure ??= { code, detail, isAnswer, retryAfterMs, startedAt, tried: parcel.rows };
        return isAnswer === true && (first ?? origin) === origin ? 'leave origin' : 'stop';
      }
      case 'void':
        if (!signal.aborted) round.trouble ??= decision.detail;
        return 'stop';
      default:
        return decision satisfies never;
    }
  }

  /** Of a failure that one of our domains gets while others are answered, only its own mail is put off. */
  #holdOne(round: Round): void {
    const { failure } = round;
    const [first] = failure?.tried ?? [];
    if (failure?.isAnswer !== true || first === undefined) return;
    const { clock, random } = this.world;
    const { retryBaseMs: baseMs, retryCapMs: capMs } = this.settings;
    const now = clock.now();
    const hold = this.destination.turnedAway.hold(first.origin, now, (failures) =>
      backoff(failures, { baseMs, capMs }, random(), failure.retryAfterMs),
    );
    if (hold === undefined) return;
    if (hold.isNew) this.#tell(first.origin, hold);
    round.outcomes.push(...failure.tried.map((row) => putOff(row, hold, now)));
    delete round.failure;
  }

  #tell(origin: string, { code, detail }: Obstacle): void {
    const fields = { domain: this.domain, origin, code, detail };
    this.world.log.warn(fields, 'destination turns away one of our domains: its mail waits by itself');
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
