import type { AdminDestination, AdminDestinationChange, AdminDestinationDetail } from '@iimp/proto/admin-types';
import type { AdminDestinationList, AdminPurge, AdminQueue } from '@iimp/proto/admin-types';
import { ProblemError } from '@iimp/protocol/problem';
import { type By, DestinationAdmin, type DestinationStatus } from '@iimp/storage/outbox/destination-admin';
import type { DestinationAdministration, Page } from '../administration.js';
import { by, domainOf, type LocalParts } from './parts.js';
import { portion } from './portion.js';

/** Most mailboxes that one broker message may name (proto/broker). */
const MAX_MAILBOXES = 5_000;

/** Outbound delivery: what waits for other domains, and why. */
export class LocalDestinations implements DestinationAdministration {
  private readonly admin: DestinationAdmin;

  constructor(private readonly parts: LocalParts) {
    this.admin = new DestinationAdmin(parts.db);
  }

  async list({ limit, after, all = false }: Page & { all?: boolean }): Promise<AdminDestinationList> {
    const rows = await this.admin.list({
      limit: limit + 1,
      all,
      now: this.parts.now(),
      ...(after === undefined ? {} : { after }),
    });
    const destinations = rows.slice(0, limit).map(shownDestination);
    return { destinations, next: rows.length > limit ? (destinations.at(-1)?.domain ?? null) : null };
  }

  async show(name: string): Promise<AdminDestinationDetail> {
    const domain = domainOf(name);
    const found = await this.admin.find(domain, this.parts.now());
    if (!found) throw new ProblemError('not_found', `nothing is known of ${domain}`);
    const attempts = await this.admin.recentAttempts(domain);
    return {
      ...shownDestination(found),
      attempts: attempts.map(({ durationMs, ...attempt }) => ({ ...attempt, duration_ms: durationMs })),
    };
  }

  async queue(name: string, limit: number): Promise<AdminQueue> {
    const rows = await this.admin.queued(domainOf(name), limit);
    return {
      messages: rows.map(({ messageId, sender, attempts, createdAt, nextAttemptAt, lastError }) => ({
        message_id: messageId,
        sender,
        attempts,
        created_at: createdAt,
        next_attempt_at: nextAttemptAt,
        last_error: lastError,
      })),
    };
  }

  retry(domain: string): Promise<AdminDestinationChange> {
    return this.act(domain, (name, who) => this.admin.retryNow(name, who), { isAfresh: true });
  }

  pause(domain: string): Promise<AdminDestinationChange> {
    return this.act(domain, (name, who) => this.admin.pause(name, who));
  }

  resume(domain: string): Promise<AdminDestinationChange> {
    return this.act(domain, (name, who) => this.admin.resume(name, who));
  }

  async purge(name: string): Promise<AdminPurge> {
    const domain = domainOf(name);
    const isStopping = portion(this.parts.portionMs);
    const { purged, more, mailboxes } = await this.admin.purge(domain, by(this.parts), { isStopping });
    const entries = mailboxes.map(({ userId, seq }) => ({ userId, seq: String(seq) }));
    for (let start = 0; start < entries.length; start += MAX_MAILBOXES)
      this.parts.client?.emitBestEffort('mailbox.grown', { entries: entries.slice(start, start + MAX_MAILBOXES) });
    return { domain, purged, ...(more ? { more } : {}) };
  }

  private async act(
    name: string,
    change: (domain: string, who: By) => Promise<boolean>,
    { isAfresh = false } = {},
  ): Promise<AdminDestinationChange> {
    const domain = domainOf(name);
    const changed = await change(domain, by(this.parts));
    const woken = isAfresh ? { domains: [domain], afresh: [domain] } : { domains: [domain] };
    if (changed) this.parts.client?.emitBestEffort('delivery.wake', woken);
    return { domain, changed };
  }
}

/** A destination as operators see it. */
export function shownDestination(status: DestinationStatus): AdminDestination {
  return {
    domain: status.domain,
    state: status.state,
    backlog: status.backlog,
    oldest_at: status.oldestAt,
    failures: status.failures,
    down_since: status.downSince,
    next_attempt_at: status.nextAttemptAt,
    last_error: status.lastError,
    last_success_at: status.lastSuccessAt,
    leases: status.leases.map(({ shard, worker, expiresAt }) => ({ shard, worker, expires_at: expiresAt })),
  };
}
