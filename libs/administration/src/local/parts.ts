import type { BlobStore } from '@iimp/blobs/blob-store';
import type { MessagingClient } from '@iimp/messaging/client';
import type { QuarantineAdmin } from '@iimp/messaging/quarantine';
import type { Rate } from '@iimp/platform/config/values';
import { isDomain, parseAddress } from '@iimp/protocol/address';
import { ProblemError } from '@iimp/protocol/problem';
import { audit, audited } from '@iimp/storage/audit';
import type { Database } from '@iimp/storage/database';

/** Limits of the configuration, as operators see them. */
export interface ConfiguredLimits {
  attachmentMaxBytes: number;
  userStorageBytes: number | undefined;
  rateIp: Rate | undefined;
  rateUser: Rate | undefined;
  rateDomain: Rate | undefined;
  rateLoginUser: Rate | undefined;
  rateLoginIp: Rate | undefined;
}

/** What an administration over a database works with. */
export interface LocalParts {
  db: Database;
  /** Who acts, for the audit log. */
  actor: string;
  now: () => number;
  /** Folder of the domains' private keys, where they can be made. */
  keysDir: string | undefined;
  limits: ConfiguredLimits;
  /** Runs `work` with the broker's quarantine. */
  withQuarantine<T>(work: (quarantine: QuarantineAdmin) => Promise<T>): Promise<T>;
  /** The store of attachments, opened when it is needed. Throws where it is not known. */
  blobs(): BlobStore;
  /** How long messages are kept (0: for ever), and blobs after their attachment; ms. */
  retention: { retentionMs: number; restoreWindowMs: number };
  /** How long one call works on an act that may take longer, ms; default 10 s. */
  portionMs?: number;
  /** Tells services what changed, so that they see it at once; without it they see it within seconds. */
  client?: Pick<MessagingClient, 'emitBestEffort'>;
}

/** Who does it, and when. */
export const by = ({ actor, now }: LocalParts): { actor: string; now: number } => ({ actor, now: now() });

/** Notes what is done, for acts that the storage library does not note itself. @returns the id of the entry */
export function note(
  { db, actor, now }: LocalParts,
  action: string,
  subject: string,
  detail: Record<string, unknown> = {},
): Promise<number> {
  return audit(db, { at: now(), actor, action, subject, detail });
}

/** Does something and notes it, in one transaction: `act` gets the parts with the database of that transaction. */
export function noted<T>(parts: LocalParts, name: string, act: (parts: LocalParts) => Promise<T>): Promise<T> {
  return audited(parts.db, name, (db) => act({ ...parts, db }));
}

/** A domain in lower case. @throws ProblemError `invalid_request` */
export function domainOf(text: string): string {
  const lower = text.toLowerCase();
  if (!isDomain(lower)) throw new ProblemError('invalid_request', `not a domain: ${text}`);
  return lower;
}

/** An address in lower case. @throws ProblemError `invalid_request` */
export const userOf = (text: string): string => parseAddress(text).address;
