import { pageBytes } from '@iimp/platform/http/answers';
import type { ConversationView } from '@iimp/storage/read/conversation-view';
import type { Turns } from '../access/turns.js';
import type { Slots } from '@iimp/platform/http/slots';

export interface ConversationListsOptions {
  conversations: Pick<ConversationView, 'count' | 'list'>;
  /** For lists of many. */
  slots: Slots;
  /** A list may be large. */
  turns: Pick<Turns, 'run'>;
}

/** A page out of so many is read in some milliseconds. */
const FEW = 1_000;

/**
 * Lists of a user's conversations (profile §7), the newest first. Which are the newest only shows when all are looked at, and a service's
 * account has hundreds of thousands after some years: those are for one request of a user at a time, and for a few of all.
 */
export class ConversationLists {
  constructor(private readonly options: ConversationListsOptions) {}

  /** @throws ProblemError `rate_limited` or `unavailable` when a list of many has to wait for others */
  read(user: string, asked: { limit: number; before?: string }): ReturnType<ConversationView['list']> {
    return this.options.turns.run(user, () => this.list(user, asked));
  }

  private async list(user: string, asked: { limit: number; before?: string }): ReturnType<ConversationView['list']> {
    const { conversations, slots } = this.options;
    const bounded = { ...asked, maxBytes: pageBytes() };
    if ((await conversations.count(user, FEW + 1)) <= FEW) return conversations.list(user, bounded);
    const leave = slots.take(user);
    try {
      return await conversations.list(user, bounded);
    } finally {
      leave();
    }
  }
}
