import type { MessagingClient } from '@iimp/messaging/client';
import type { Nearby } from '@iimp/platform/nearby';
import type { Wake } from '@iimp/storage/write/types';

/** Most of each that one broker message may name (proto/broker). */
const MAX_MAILBOXES = 5_000;
const MAX_DOMAINS = 1_000;

/**
 * Tells who wants to know of a commit: those who are here at once, other replicas and the delivery engine by the
 * broker. All of it may get lost without harm: whoever is woken also looks into the database from time to time.
 */
export class Wakeups {
  constructor(
    private readonly nearby: Pick<Nearby, 'tell'>,
    private readonly client: Pick<MessagingClient, 'emitBestEffort'>,
  ) {}

  committed(wake: Wake): void {
    const { destinations, mailboxes, attachments } = this.nearby.tell(wake);
    for (const part of slices(mailboxes, MAX_MAILBOXES))
      this.client.emitBestEffort('mailbox.grown', {
        entries: part.map(({ userId, seq }) => ({ userId, seq: String(seq) })),
      });
    for (const domains of slices(destinations, MAX_DOMAINS)) this.client.emitBestEffort('delivery.wake', { domains });
    for (const { attachmentId, origin } of attachments)
      this.client.emitBestEffort('attachments.fetch', { attachmentId, origin });
  }
}

function* slices<T>(items: readonly T[], size: number): Iterable<T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
