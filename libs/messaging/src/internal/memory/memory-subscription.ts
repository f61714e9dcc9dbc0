import { specOf, type EventPatternName } from '../../topology.js';
import type { Outcome, Receiver, Subscription } from '../carrier.js';
import type { Counters } from '../counters.js';
import { Running } from '../running.js';
import { settle } from '../settle.js';
import type { Settings } from '../settings.js';
import type { MemoryBus, Parcel } from './bus.js';
import type { WorkQueue } from './work-queue.js';

export interface SubscriptionParts {
  readonly bus: MemoryBus;
  readonly settings: Settings;
  readonly counters: Counters;
  readonly receiver: Receiver;
}

/** One consumer: runs its handlers and does with each delivery what settle() says. */
export class MemorySubscription implements Subscription {
  private readonly leaving: (() => void)[] = [];
  private readonly running = new Running();
  private closing: Promise<void> | undefined;

  constructor(private readonly parts: SubscriptionParts) {}

  get active(): boolean {
    return this.closing === undefined;
  }

  /** Takes from a queue until closed, so many at once; then `left` is called. */
  serve(queue: WorkQueue<Parcel>, capacity: number, left: () => void = () => undefined): void {
    const leave = queue.join({
      capacity,
      run: (parcel) => this.running.track(this.process(parcel)),
    });
    this.leaving.push(leave, left);
  }

  close(): Promise<void> {
    this.closing ??= this.drain();
    return this.closing;
  }

  private async drain(): Promise<void> {
    for (const leave of this.leaving) leave();
    await this.running.idle(this.parts.settings.drainTimeoutMs);
  }

  private async process(parcel: Parcel): Promise<void> {
    if (parcel.wanted?.() === false) return;
    const outcome = await this.parts.receiver(parcel);
    parcel.answer?.(answerOf(outcome));
    const { bus, counters, settings } = this.parts;
    const verdict = settle(specOf(parcel.pattern).kind, parcel.attempt, outcome, settings);
    switch (verdict.act) {
      case 'ack':
        return;
      case 'retry':
        counters.add('retried', parcel.pattern);
        bus.putBackLater({ ...parcel, attempt: parcel.attempt + 1 }, verdict.afterMs);
        return;
      case 'quarantine':
        counters.add('quarantined', parcel.pattern);
        settings.logger.error(
          { pattern: parcel.pattern, messageId: parcel.messageId, error: verdict.error },
          'message quarantined',
        );
        bus.addToQuarantine({
          pattern: parcel.pattern as EventPatternName,
          messageId: parcel.messageId,
          reason: verdict.reason,
          error: verdict.error,
          attempts: parcel.attempt,
          quarantinedAt: settings.now(),
          body: parcel.body,
        });
    }
  }
}

function answerOf(outcome: Outcome): { body: Uint8Array } | { error: string } {
  return outcome.status === 'done' ? { body: outcome.reply ?? new Uint8Array() } : { error: outcome.error };
}
