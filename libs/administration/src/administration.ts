/**
 * Every act and view of an operator, in the words of `proto/openapi/admin.yaml`. There are two of it: `LocalAdministration` works on the
 * database, `HttpAdministration` asks a service that has one. What is wrong is a ProblemError; every act leaves an entry in the audit log.
 */
import type { Readable } from 'node:stream';
import type * as wire from '@iimp/proto/admin-types';
import type { AuditFilter } from '@iimp/storage/audit';

export interface Page {
  /** Rows; at most 1,000. */
  limit: number;
  /** Go on after this one: `next` of the page before. */
  after?: string;
}

/** A key to take instead of making one. `pem` is private and stays on the machine of who gives it: HTTP carries the public half. */
export interface GivenKey {
  pem?: string;
}

export interface DomainAdministration {
  list(): Promise<wire.AdminDomainList>;
  /** `not_found` when it is not served here. */
  show(domain: string): Promise<wire.AdminDomain>;
  /** Serves a domain, and gives it a key if it has none that signs. May be repeated. */
  add(domain: wire.AdminNewDomain & GivenKey): Promise<wire.AdminDomain>;
  /** A further key, which signs from now on unless `activate` is false. */
  addKey(domain: string, key: wire.AdminNewKey & GivenKey): Promise<wire.AdminDomain>;
  /** Signs with an accepted key from now on. */
  activateKey(domain: string, keyId: string, activation: wire.AdminKeyActivation): Promise<wire.AdminDomain>;
  /** Takes a key out of use at once; not the one that signs. */
  retireKey(domain: string, keyId: string): Promise<wire.AdminDomain>;
}

export interface UserAdministration {
  list(page: Page & { domain?: string }): Promise<wire.AdminUserList>;
  show(user: string): Promise<wire.AdminUserDetail>;
  add(user: wire.AdminNewUser): Promise<wire.AdminUser>;
  /** Ends all sessions and lets nobody log in; the mailbox goes on receiving. */
  disable(user: string): Promise<wire.AdminUser>;
  enable(user: string): Promise<wire.AdminUser>;
  /** Sets a password, ending all sessions. */
  setPassword(user: string, password: string): Promise<void>;
  /** Log-ins that are alive. */
  sessions(user: string): Promise<wire.AdminSessionList>;
  /** Ends one of them, or all. */
  revokeSessions(user: string, session?: string): Promise<wire.AdminRevoked>;
  /** How much the user may store; null: what the configuration says. What is stored already stays. */
  limitStorage(user: string, limitBytes: number | null): Promise<wire.AdminStorage>;
}

/** An attachment in the export of a user. */
export interface AttachmentKey {
  /** The domain that it was uploaded to. */
  origin: string;
  attachment: string;
}

/**
 * What a person may ask for (deploy/lifecycle.md). Streams are made while they are read: whoever asks reads them to the end or destroys
 * them, which ends the work.
 */
export interface PersonalDataAdministration {
  /** Everything that is kept of a user, as JSON lines; the last one says that it is whole. */
  export(user: string): Promise<Readable>;
  /** The content of an attachment of the export, as encrypted as it is stored; `size` bytes. `not_found`: not theirs, or not here. */
  attachment(user: string, key: AttachmentKey): Promise<{ size: number; stream: Readable }>;
  /** A portion of an erasure: asked again, after `next`, while it is `running`. Cannot be undone. */
  erase(user: string, after?: number): Promise<wire.AdminErasure>;
  /** Erased addresses, by address. */
  erased(page: Page): Promise<wire.AdminErasedList>;
}

/** What the state of a whole deployment asks for. Each is a portion: asked again while there is more. */
export interface LifecycleAdministration {
  /** Removes what is older than it is kept, or says what would go. */
  retention(dryRun: boolean): Promise<wire.AdminRetention>;
  /** Makes a restored database usable, while no other service runs. `run`: a UUIDv7 of who asks, the same for all portions. */
  restored(run: string): Promise<wire.AdminRestored>;
  /** Objects of the blob store that no row names, and that are too old to be about to get one. */
  orphans(search: wire.AdminOrphanSearch): Promise<wire.AdminOrphans>;
}

export interface PolicyAdministration {
  show(): Promise<wire.AdminPolicy>;
  change(change: wire.AdminPolicyChange): Promise<wire.AdminPolicy>;
}

export interface DestinationAdministration {
  /** Those with a backlog, down or paused; `all` that are known. */
  list(page: Page & { all?: boolean }): Promise<wire.AdminDestinationList>;
  show(domain: string): Promise<wire.AdminDestinationDetail>;
  /** What waits, oldest first. */
  queue(domain: string, limit: number): Promise<wire.AdminQueue>;
  /** Tries now, whatever the schedule says. */
  retry(domain: string): Promise<wire.AdminDestinationChange>;
  pause(domain: string): Promise<wire.AdminDestinationChange>;
  resume(domain: string): Promise<wire.AdminDestinationChange>;
  /** A portion of giving up all that waits, with notices to the senders: asked again while it says `more`. Cannot be undone. */
  purge(domain: string): Promise<wire.AdminPurge>;
}

export interface QuarantineAdministration {
  counts(): Promise<wire.AdminQuarantineCounts>;
  list(pattern: string, limit: number): Promise<wire.AdminQuarantineList>;
  /** Gives jobs to the services again. */
  requeue(pattern: string, selection: wire.AdminSelection): Promise<wire.AdminQuarantineResult>;
  /** Throws jobs away. */
  drop(pattern: string, selection: wire.AdminSelection): Promise<wire.AdminQuarantineResult>;
}

export interface ReceiptAdministration {
  /** Proof that `domain` (or the only one with a receipt) took a message; verified before it is given out. */
  export(messageId: string, domain?: string): Promise<wire.DeliveryProof>;
}

export interface TokenAdministration {
  list(): Promise<wire.AdminTokenList>;
  /** The answer has the secret, which nobody can see again. */
  add(token: wire.AdminNewToken): Promise<wire.AdminMadeToken>;
  /** `not_found` when there is none of that name that is alive. */
  revoke(name: string): Promise<void>;
}

export interface Administration {
  readonly domains: DomainAdministration;
  readonly users: UserAdministration;
  readonly personalData: PersonalDataAdministration;
  readonly policy: PolicyAdministration;
  readonly destinations: DestinationAdministration;
  readonly quarantine: QuarantineAdministration;
  readonly receipts: ReceiptAdministration;
  readonly tokens: TokenAdministration;
  readonly lifecycle: LifecycleAdministration;
  /** Who changed what, newest first; `before` is `next` of the page before. */
  audit(filter: AuditFilter): Promise<wire.AdminAuditPage>;
  /** Limits of the configuration of the process that answers, which need not be what api and federation enforce; and the users who store most. */
  quotas(limit: number): Promise<wire.AdminQuotas>;
  statistics(): Promise<wire.AdminStatistics>;
  /** What a console shows; cheap enough to be asked for every few seconds. */
  overview(): Promise<wire.AdminOverview>;
}
