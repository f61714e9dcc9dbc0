import { StateLog, type StateLogger } from '@iimp/platform/state-log';
import type { MailboxView } from '@iimp/storage/read/mailbox-view';
import type { Waiters } from './waiters.js';

export interface RecheckOptions {
  waiters: Pick<Waiters, 'users' | 'grown' | 'dismiss'>;
  mailboxes: Pick<MailboxView, 'lastSeqs'>;
  logger: StateLogger;
  /** Default 2 s. */
  intervalMs?: number;
}

/**
 * Looks into Postgres every two seconds, in one query for all who wait: a wake-up that was lost, or a broker that is away, makes an
 * answer late and never lost. Whose user is gone or disabled waits no more: a stream would outlast every request.
 */
export class Recheck {
  private timer: NodeJS.Timeout | undefined;
  private running = false;
  private again = false;
  private readonly state: StateLog;

  constructor(private readonly options: RecheckOptions) {
    const bad = 'mailboxes of those who wait cannot be looked at';
    this.state = new StateLog(options.logger, { bad, good: 'mailboxes can be looked at again' });
  }

  start(): void {
    this.timer ??= setInterval(() => this.now(), this.options.intervalMs ?? 2_000);
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** Looks now, or once more after a look that is under way. */
  now(): void {
    if (this.running) this.again = true;
    else void this.run();
  }

  private async run(): Promise<void> {
    this.running = true;
    do {
      this.again = false;
      await this.look();
    } while (this.again);
    this.running = false;
  }

  private async look(): Promise<void> {
    const { waiters, mailboxes } = this.options;
    const users = waiters.users();
    if (users.length === 0) return;
    try {
      const seqs = await mailboxes.lastSeqs(users);
      for (const user of users) {
        const seq = seqs.get(user);
        if (seq === undefined) waiters.dismiss(user);
        else waiters.grown(user, seq);
      }
      this.state.good();
    } catch (error) {
      // The next look is soon; a long poll that ends meanwhile tells its client of the failure by itself.
      this.state.bad(error);
    }
  }
}
