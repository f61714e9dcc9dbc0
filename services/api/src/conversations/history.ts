import { ProblemError } from '@iimp/protocol/problem';
import { pageBytes } from '@iimp/platform/http/answers';
import type { Turns } from '../access/turns.js';
import type { ConversationView, MessagesPage } from '@iimp/storage/read/conversation-view';
import type { Slots } from '@iimp/platform/http/slots';

export interface HistoryOptions {
  conversations: Pick<ConversationView, 'messages'>;
  /** For searches through what is not the user's. */
  slots: Slots;
  /** A page may be large. */
  turns: Pick<Turns, 'run'>;
  now: () => number;
}

/** What is asked for: at most so many messages, older than `before`. */
export interface HistoryRequest {
  limit: number;
  before?: string;
}

/** How long a search may take. */
const MAX_SEARCH_MS = 10_000;

/**
 * Older messages of conversations (profile §7). Storage looks at a bounded part of a conversation at a time, and nearly always some of it
 * is the user's. Where nothing is, as for who was removed long ago, an answer could not tell the client where to go on. So the search
 * goes on here, for one request of a user at a time: each may look at the whole conversation.
 */
export class History {
  constructor(private readonly options: HistoryOptions) {}

  /**
   * Messages of the user, newest first. None: there are no older ones.
   * @throws ProblemError `not_found`; `rate_limited` or `unavailable` when the search has to wait for others, or takes too long
   */
  async read(user: string, conversationId: string, asked: HistoryRequest): Promise<MessagesPage> {
    const page = await this.look(user, conversationId, asked);
    if (!isFruitless(page)) return page;
    const leave = this.options.slots.take(user);
    try {
      return await this.search(user, conversationId, { ...asked, before: page.next });
    } finally {
      leave();
    }
  }

  private async search(user: string, conversationId: string, asked: HistoryRequest): Promise<MessagesPage> {
    const { now } = this.options;
    const deadline = now() + MAX_SEARCH_MS;
    let page = await this.look(user, conversationId, asked);
    while (isFruitless(page)) {
      if (now() >= deadline)
        throw new ProblemError('unavailable', 'no message of this user was found in time', { retryAfterSeconds: 60 });
      page = await this.look(user, conversationId, { ...asked, before: page.next });
    }
    return page;
  }

  private async look(user: string, conversationId: string, asked: HistoryRequest): Promise<MessagesPage> {
    const options = { ...asked, maxBytes: pageBytes() };
    const { conversations, turns } = this.options;
    const page = await turns.run(user, () => conversations.messages(user, conversationId, options));
    if (!page) throw new ProblemError('not_found', 'the user has no such conversation');
    return page;
  }
}

function isFruitless(page: MessagesPage): page is MessagesPage & { next: string } {
  return page.messages.length === 0 && page.next !== undefined;
}
