import type { AdminQuarantineCounts, AdminQuarantineList, AdminQuarantineResult } from '@iimp/proto/admin-types';
import type { AdminSelection } from '@iimp/proto/admin-types';
import { type EventPatternName, TOPOLOGY } from '@iimp/messaging/topology';
import { isPlainText } from '@iimp/platform/http/params';
import { ProblemError } from '@iimp/protocol/problem';
import { auditOutcome } from '@iimp/storage/audit';
import type { QuarantineAdministration } from '../administration.js';
import { type LocalParts, note } from './parts.js';

/** Patterns that have a quarantine. */
export const JOBS = Object.entries(TOPOLOGY)
  .filter(([, { kind }]) => kind === 'job')
  .map(([name]) => name as EventPatternName);

/** Jobs that no handler could do, kept by the broker. */
export class LocalQuarantine implements QuarantineAdministration {
  constructor(private readonly parts: LocalParts) {}

  counts(): Promise<AdminQuarantineCounts> {
    return this.parts.withQuarantine(async (quarantine) => ({
      patterns: await Promise.all(
        JOBS.map(async (pattern) => ({ pattern, messages: await quarantine.count(pattern) })),
      ),
    }));
  }

  async list(pattern: string, limit: number): Promise<AdminQuarantineList> {
    const job = jobOf(pattern);
    const rows = await this.parts.withQuarantine((quarantine) => quarantine.list(job, limit));
    return {
      messages: rows.map(({ messageId, reason, error, attempts, quarantinedAt, body }) => ({
        pattern: job,
        message_id: messageId,
        reason,
        error,
        attempts,
        quarantined_at: quarantinedAt ?? null,
        bytes: body.length,
        body: Buffer.from(body).toString('base64'),
      })),
    };
  }

  requeue(pattern: string, selection: AdminSelection): Promise<AdminQuarantineResult> {
    return this.act('replay', pattern, selection);
  }

  drop(pattern: string, selection: AdminSelection): Promise<AdminQuarantineResult> {
    return this.act('purge', pattern, selection);
  }

  /** The entry is written first: what is gone from the broker cannot come back when it could not be noted. */
  private async act(
    verb: 'replay' | 'purge',
    pattern: string,
    { message_ids: ids, limit }: AdminSelection,
  ): Promise<AdminQuarantineResult> {
    const job = jobOf(pattern);
    if (!(ids ?? []).every(isPlainText)) throw new ProblemError('invalid_request', 'message_ids: must be plain texts');
    return this.parts.withQuarantine(async (quarantine) => {
      const entry = await note(this.parts, `quarantine.${verb}`, job, ids === undefined ? {} : { ids });
      const messages = await quarantine[verb](job, {
        ...(ids === undefined ? {} : { messageIds: ids }),
        ...(limit === undefined ? {} : { limit }),
      });
      await auditOutcome(this.parts.db, entry, { count: messages });
      return { pattern: job, messages };
    });
  }
}

function jobOf(pattern: string): EventPatternName {
  const job = JOBS.find((name) => name === pattern);
  if (job === undefined) throw new ProblemError('invalid_request', `a pattern is one of ${JOBS.join(', ')}`);
  return job;
}
