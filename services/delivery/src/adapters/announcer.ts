import type { MessagingClient } from '@iimp/messaging/client';
import type { MailboxGrowth } from '@iimp/storage/write/types';
import type { WakePort } from '../engine/ports.js';

/** Entries of one broker message. */
const MAX_ENTRIES = 1_000;

/** Tells other processes what changed here. All of it may be lost. */
export class Announcer implements WakePort {
  constructor(private readonly client: Pick<MessagingClient, 'emitBestEffort'>) {}

  wake(domains: readonly string[]): void {
    this.client.emitBestEffort('delivery.wake', { domains: [...domains] });
  }

  here(worker: string, leaves: boolean): void {
    this.client.emitBestEffort('delivery.here', { worker, leaves });
  }

  /** Failure notices were written to these mailboxes. */
  readonly grown = (mailboxes: readonly MailboxGrowth[]): void => {
    for (let from = 0; from < mailboxes.length; from += MAX_ENTRIES) {
      const entries = mailboxes
        .slice(from, from + MAX_ENTRIES)
        .map(({ userId, seq }) => ({ userId, seq: String(seq) }));
      this.client.emitBestEffort('mailbox.grown', { entries });
    }
  };
}
