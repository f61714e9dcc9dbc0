import { MessagingError } from '../../errors.js';
import type { QuarantineAdmin, QuarantinedMessage, QuarantineSelection } from '../../quarantine.js';
import { specOf, type EventPatternName } from '../../topology.js';
import type { MemoryBus } from './bus.js';

/** The quarantine of a memory bus. */
export class MemoryQuarantine implements QuarantineAdmin {
  constructor(private readonly bus: MemoryBus) {}

  async list(pattern: EventPatternName, limit = 100): Promise<QuarantinedMessage[]> {
    return (this.bus.quarantine.get(pattern) ?? []).slice(0, limit);
  }

  async count(pattern: EventPatternName): Promise<number> {
    return this.bus.quarantine.get(pattern)?.length ?? 0;
  }

  async replay(pattern: EventPatternName, selection: QuarantineSelection = {}): Promise<number> {
    let replayed = 0;
    for (const message of this.selected(pattern, selection)) {
      const parcel = { pattern, messageId: message.messageId, body: message.body, headers: {}, attempt: 1 };
      if (specOf(pattern).kind === 'fanout') {
        for (const [inbox, patterns] of this.bus.inboxes) if (patterns.has(pattern)) inbox.offer(parcel);
      } else if (!this.bus.declareQueue(pattern).offer(parcel)) {
        throw new MessagingError('refused', `the queue of ${pattern} is full`);
      }
      this.remove(pattern, message);
      replayed += 1;
    }
    return replayed;
  }

  async purge(pattern: EventPatternName, selection: QuarantineSelection = {}): Promise<number> {
    const messages = this.selected(pattern, selection);
    for (const message of messages) this.remove(pattern, message);
    return messages.length;
  }

  private selected(
    pattern: EventPatternName,
    { messageIds, limit = Infinity }: QuarantineSelection,
  ): QuarantinedMessage[] {
    const looked = (this.bus.quarantine.get(pattern) ?? []).slice(0, limit);
    return messageIds ? looked.filter((message) => messageIds.includes(message.messageId)) : looked;
  }

  private remove(pattern: EventPatternName, message: QuarantinedMessage): void {
    const list = this.bus.quarantine.get(pattern) ?? [];
    const index = list.indexOf(message);
    if (index >= 0) list.splice(index, 1);
  }
}
