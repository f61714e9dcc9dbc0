import type { MessagingClient } from '@iimp/messaging/client';
import type { Nearby } from '@iimp/platform/nearby';
import type { Wake } from '@iimp/storage/write/types';

/** Entries in one message of the broker. */
const MAX_ENTRIES = 5_000;

/** After a commit: tells whoever waits for what was stored. May be lost, since all of them look for themselves from time to time. */
export class Announcer {
  constructor(
    private readonly nearby: Pick<Nearby, 'tell'>,
    private readonly client: Pick<MessagingClient, 'emitBestEffort'>,
  ) {}

  announce(wake: Wake): void {
    const { mailboxes, attachments } = this.nearby.tell(wake);
    const entries = mailboxes.map(({ userId, seq }) => ({ userId, seq: String(seq) }));
    for (let from = 0; from < entries.length; from += MAX_ENTRIES)
      this.client.emitBestEffort('mailbox.grown', { entries: entries.slice(from, from + MAX_ENTRIES) });
    for (const { attachmentId, origin } of attachments)
      this.client.emitBestEffort('attachments.fetch', { attachmentId, origin });
  }
}
