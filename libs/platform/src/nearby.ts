import type { MailboxGrowth, Wake } from '@iimp/storage/write/types';
import type { Logger } from './logging.js';

type Listener<T> = (news: readonly T[]) => void;

/**
 * Services of this process that wait for what others of it commit. They are told by a call, before the result of the commit is given; the
 * bus would tell them two turns of the event loop later, when the answer to the sender is made. What is told is as good as what a
 * broker tells: it may be told twice, and whoever waits also looks by itself.
 */
export class Nearby {
  readonly #waiting = new Set<Listener<MailboxGrowth>>();
  readonly #delivering = new Set<Listener<string>>();

  /** @param isAlone whether nobody outside of this process hears what is said (`Messaging.isAlone`) */
  constructor(private readonly options: { isAlone: () => boolean; logger: Pick<Logger, 'error'> }) {}

  /** Who waits for mailboxes is told of them. @returns the way to stop */
  waits(hear: Listener<MailboxGrowth>): () => void {
    this.#waiting.add(hear);
    return () => this.#waiting.delete(hear);
  }

  /** The same of who delivers, for destinations. */
  delivers(wake: Listener<string>): () => void {
    this.#delivering.add(wake);
    return () => this.#delivering.delete(wake);
  }

  /** Tells of a commit whoever is here. Never throws. @returns what the broker has to tell */
  tell(wake: Wake): Wake {
    this.#call(this.#waiting, wake.mailboxes);
    // Who delivers beside others hears of it by the broker as they do: told twice, it would look twice.
    if (!this.options.isAlone()) return wake;
    this.#call(this.#delivering, wake.destinations);
    return {
      ...wake,
      mailboxes: this.#waiting.size > 0 ? [] : wake.mailboxes,
      destinations: this.#delivering.size > 0 ? [] : wake.destinations,
    };
  }

  #call<T>(listeners: ReadonlySet<Listener<T>>, news: readonly T[]): void {
    if (news.length === 0) return;
    for (const listener of listeners) {
      try {
        listener(news);
      } catch (error) {
        this.options.logger.error({ err: error }, 'somebody here could not be told of a commit');
      }
    }
  }
}
