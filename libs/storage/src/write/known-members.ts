const MAX_CONVERSATIONS = 20_000;
/** Members remembered of all conversations together. */
const MAX_MEMBERS = 200_000;

/**
 * Members of conversations that are known to be stored. Such rows are only removed with their user, whose number is not used again: what is remembered stays true, and the
 * usual message, of people who have talked before, writes no member row. Bounded; the conversation used least lately goes first.
 */
export class KnownMembers {
  readonly #conversations = new Map<string, Set<number>>();
  #members = 0;

  has(conversationId: string, userId: number): boolean {
    const members = this.#conversations.get(conversationId);
    if (!members) return false;
    this.#conversations.delete(conversationId);
    this.#conversations.set(conversationId, members);
    return members.has(userId);
  }

  /** How many of a conversation are remembered. */
  count(conversationId: string): number {
    return this.#conversations.get(conversationId)?.size ?? 0;
  }

  /** To be called after the commit. */
  add(conversationId: string, userId: number): void {
    let members = this.#conversations.get(conversationId);
    if (!members) this.#conversations.set(conversationId, (members = new Set()));
    if (!members.has(userId)) this.#members++;
    members.add(userId);
    for (const [oldest, ofOldest] of this.#conversations) {
      if (this.#conversations.size <= MAX_CONVERSATIONS && this.#members <= MAX_MEMBERS) break;
      this.#conversations.delete(oldest);
      this.#members -= ofOldest.size;
    }
  }
}
