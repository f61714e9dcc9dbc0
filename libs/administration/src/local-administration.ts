import type { AdminAuditPage, AdminOverview, AdminQuotas, AdminStatistics } from '@iimp/proto/admin-types';
import { type AuditFilter, AuditLog } from '@iimp/storage/audit';
import { DestinationAdmin } from '@iimp/storage/outbox/destination-admin';
import { Statistics } from '@iimp/storage/statistics';
import { StorageUses } from '@iimp/storage/storage-use';
import type { Rate } from '@iimp/platform/config/values';
import type * as administration from './administration.js';
import { LocalDestinations, shownDestination } from './local/destinations.js';
import { LocalDomains } from './local/domains.js';
import { LocalLifecycle } from './local/lifecycle.js';
import type { LocalParts } from './local/parts.js';
import { LocalPersonalData } from './local/personal-data.js';
import { LocalPolicy } from './local/policy.js';
import { LocalQuarantine } from './local/quarantine.js';
import { LocalTokens } from './local/tokens.js';
import { LocalUsers } from './local/users.js';
import { exportProof } from './receipts/export.js';

const SHOWN_DESTINATIONS = 50;

/** The administration of a deployment next to its database. Cheap to make: one for each who acts. */
export class LocalAdministration implements administration.Administration {
  readonly domains: administration.DomainAdministration;
  readonly users: administration.UserAdministration;
  readonly personalData: administration.PersonalDataAdministration;
  readonly policy: administration.PolicyAdministration;
  readonly destinations: administration.DestinationAdministration;
  readonly quarantine: administration.QuarantineAdministration;
  readonly receipts: administration.ReceiptAdministration;
  readonly tokens: administration.TokenAdministration;
  readonly lifecycle: administration.LifecycleAdministration;

  constructor(private readonly parts: LocalParts) {
    this.domains = new LocalDomains(parts);
    this.users = new LocalUsers(parts);
    this.personalData = new LocalPersonalData(parts);
    this.policy = new LocalPolicy(parts);
    this.destinations = new LocalDestinations(parts);
    this.quarantine = new LocalQuarantine(parts);
    this.receipts = { export: (messageId, domain) => exportProof(parts.db, messageId, domain) };
    this.tokens = new LocalTokens(parts);
    this.lifecycle = new LocalLifecycle(parts);
  }

  async audit(filter: AuditFilter): Promise<AdminAuditPage> {
    const rows = await new AuditLog(this.parts.db).list({ ...filter, limit: filter.limit + 1 });
    const entries = rows.slice(0, filter.limit);
    return { entries, next: rows.length > filter.limit ? (entries.at(-1)?.id ?? null) : null };
  }

  async quotas(limit: number): Promise<AdminQuotas> {
    const { db, limits } = this.parts;
    const rows = await new StorageUses(db).most(limit);
    return {
      limits: {
        attachment_max_bytes: limits.attachmentMaxBytes,
        user_storage_bytes: limits.userStorageBytes ?? null,
        rate_ip: shownRate(limits.rateIp),
        rate_user: shownRate(limits.rateUser),
        rate_domain: shownRate(limits.rateDomain),
        rate_login_user: shownRate(limits.rateLoginUser),
        rate_login_ip: shownRate(limits.rateLoginIp),
      },
      users: rows.map(({ address, storedBytes, attachments, limit: own }) => ({
        user: address,
        stored_bytes: storedBytes,
        attachments,
        limit_bytes: own ?? limits.userStorageBytes ?? null,
      })),
    };
  }

  async statistics(): Promise<AdminStatistics> {
    const { db, now } = this.parts;
    const statistics = new Statistics(db);
    const [totals, backlog, counters] = await Promise.all([statistics.totals(), this.backlog(), statistics.counters()]);
    return {
      at: now(),
      schema_version: totals.schemaVersion,
      domains: totals.domains,
      users: { total: totals.users, disabled: totals.disabled },
      messages: totals.messages,
      conversations: totals.conversations,
      attachments: { count: totals.attachments, stored_bytes: totals.storedBytes },
      database_bytes: totals.databaseBytes,
      backlog,
      counters,
    };
  }

  async overview(): Promise<AdminOverview> {
    const { db, now } = this.parts;
    const [backlog, counters, troubled] = await Promise.all([
      this.backlog(),
      new Statistics(db).counters(),
      new DestinationAdmin(db).troubled(SHOWN_DESTINATIONS, now()),
    ]);
    return { at: now(), backlog, counters, destinations: troubled.map(shownDestination) };
  }

  private async backlog(): Promise<AdminOverview['backlog']> {
    const { waiting, oldestAt, destinations, down, paused } = await new DestinationAdmin(this.parts.db).totals();
    return { messages: waiting, oldest_at: oldestAt, destinations, down, paused };
  }
}

function shownRate(rate: Rate | undefined): AdminQuotas['limits']['rate_ip'] {
  return rate ? { per_second: rate.perSecond, burst: rate.burst } : null;
}
