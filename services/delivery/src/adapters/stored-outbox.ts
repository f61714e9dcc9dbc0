import type { MailboxGrowth } from '@iimp/storage/write/types';
import type { OutboxStore } from '@iimp/storage/outbox/store';
import type { OutboxPort } from '../engine/ports.js';

/** Who says that mailboxes grew by failure notices. */
export type TellGrowth = (mailboxes: readonly MailboxGrowth[]) => void;

/** The outbox of storage for one worker: fills in who asks and when, and tells of notices after they are committed. */
export function storedOutbox(store: OutboxStore, worker: string, now: () => number, grown: TellGrowth): OutboxPort {
  return {
    shards: store.shards,
    due: (limit) => store.dueDestinations(now(), limit),
    acquire: (domain, ttlMs) => store.acquire(domain, worker, ttlMs, now()),
    renew: (lease, ttlMs) => store.renew(lease, ttlMs, now()),
    release: (lease, shards) => store.release(lease, now(), shards),
    claim: (lease, limit, maxBytes) => store.claimBatch(lease, limit, maxBytes, now()),
    complete: async (lease, outcomes) => {
      const { mailboxes } = await store.complete(lease, outcomes, now());
      grown(mailboxes);
    },
    recordFailure: async (lease, failure) => {
      const { failures, first, mailboxes } = await store.recordFailure(lease, failure, now());
      grown(mailboxes);
      return { failures, first };
    },
    recordSuccess: (lease) => store.recordSuccess(lease, now()),
    allowProbe: (domain) => store.wakeProbe(domain, now()),
  };
}
