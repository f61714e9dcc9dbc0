import type { MessagingClient } from '@iimp/messaging/client';
import type { MailboxGrowth, WriteResult } from '@iimp/storage/write/types';
import type { Waiters } from '../sync/waiters.js';

/** Most of each that one broker message may name (proto/broker). */
const MAX_MAILBOXES = 5_000;
const MAX_DOMAINS = 1_000;

/**
 * Tells who wants to know that messages are committed: those who wait here at once, other replicas and the delivery engine by the
 * broker. All of it may get lost without harm: whoever is woken also looks into the database from time to time.
 */
export class Wakeups {
  constructor(
    private readonly waiters: Pick<Waiters, 'grown'>,
    private readonly client: Pick<MessagingClient, 'emitBestEffort'>,
  ) {}

  committed(results: readonly WriteResult[]): void {
    const domains = new Set<string>();
    const mailboxes: MailboxGrowth[] = [];
    for (const result of results) {
      if (result.status === 'rejected') continue;
      const { wake } = result;
      for (const domain of wake.destinations) domains.add(domain);
      for (const mailbox of wake.mailboxes) mailboxes.push(mailbox);
      for (const { attachmentId, origin } of wake.attachments)
        this.client.emitBestEffort('attachments.fetch', { attachmentId, origin });
    }
    for (const { userId, seq } of mailboxes) this.waiters.grown(userId, seq);
    for (const entries of slices(latest(mailboxes), MAX_MAILBOXES))
      this.client.emitBestEffort('mailbox.grown', { entries });
    for (const part of slices([...domains], MAX_DOMAINS))
      this.client.emitBestEffort('delivery.wake', { domains: part });
  }
}

/** Each mailbox once, with its greatest number. */
function latest(mailboxes: readonly MailboxGrowth[]): { userId: string; seq: string }[] {
  const seqs = new Map<string, number>();
  for (const { userId, seq } of mailboxes) if (seq > (seqs.get(userId) ?? 0)) seqs.set(userId, seq);
  return Array.from(seqs, ([userId, seq]) => ({ userId, seq: String(seq) }));
}

function* slices<T>(items: readonly T[], size: number): Iterable<T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
