import type { MessagingClient } from '@iimp/messaging/client';
import type { Wake } from '@iimp/storage/write/types';

/** Entries in one message of the broker. */
const MAX_ENTRIES = 5_000;

/** After the commit: tells whoever waits for what was stored. May be lost, since all of them look for themselves from time to time. */
export class Announcer {
  constructor(private readonly client: Pick<MessagingClient, 'emitBestEffort'>) {}

  announce(wakes: readonly Wake[]): void {
    const seqs = new Map<string, number>();
    for (const { userId, seq } of wakes.flatMap((wake) => wake.mailboxes))
      seqs.set(userId, Math.max(seq, seqs.get(userId) ?? 0));
    const entries = [...seqs].map(([userId, seq]) => ({ userId, seq: String(seq) }));
    for (let from = 0; from < entries.length; from += MAX_ENTRIES)
      this.client.emitBestEffort('mailbox.grown', { entries: entries.slice(from, from + MAX_ENTRIES) });
    for (const { attachmentId, origin } of wakes.flatMap((wake) => wake.attachments))
      this.client.emitBestEffort('attachments.fetch', { attachmentId, origin });
    const domains = [...new Set(wakes.flatMap((wake) => wake.destinations))];
    if (domains.length > 0) this.client.emitBestEffort('delivery.wake', { domains });
  }
}
