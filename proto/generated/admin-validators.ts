// Generated from proto/schemas by proto/generate.mjs. Do not edit.

import * as checks from './internal/admin-checks.js';
import type * as types from './admin-types.js';
import type { Validator } from './validators.js';

/** admin-audit-page.json */
export const validateAdminAuditPage = checks.validateAdminAuditPage as unknown as Validator<types.AdminAuditPage>;
/** admin-delivery-proof.json */
export const validateDeliveryProof = checks.validateDeliveryProof as unknown as Validator<types.DeliveryProof>;
/** admin-destination-change.json */
export const validateAdminDestinationChange = checks.validateAdminDestinationChange as unknown as Validator<types.AdminDestinationChange>;
/** admin-destination-detail.json */
export const validateAdminDestinationDetail = checks.validateAdminDestinationDetail as unknown as Validator<types.AdminDestinationDetail>;
/** admin-destination-list.json */
export const validateAdminDestinationList = checks.validateAdminDestinationList as unknown as Validator<types.AdminDestinationList>;
/** admin-destination.json */
export const validateAdminDestination = checks.validateAdminDestination as unknown as Validator<types.AdminDestination>;
/** admin-domain-key.json */
export const validateAdminDomainKey = checks.validateAdminDomainKey as unknown as Validator<types.AdminDomainKey>;
/** admin-domain-list.json */
export const validateAdminDomainList = checks.validateAdminDomainList as unknown as Validator<types.AdminDomainList>;
/** admin-domain.json */
export const validateAdminDomain = checks.validateAdminDomain as unknown as Validator<types.AdminDomain>;
/** admin-erase.json */
export const validateAdminErase = checks.validateAdminErase as unknown as Validator<types.AdminErase>;
/** admin-erased-list.json */
export const validateAdminErasedList = checks.validateAdminErasedList as unknown as Validator<types.AdminErasedList>;
/** admin-erased-user.json */
export const validateAdminErasedUser = checks.validateAdminErasedUser as unknown as Validator<types.AdminErasedUser>;
/** admin-erasure.json */
export const validateAdminErasure = checks.validateAdminErasure as unknown as Validator<types.AdminErasure>;
/** admin-identity.json */
export const validateAdminIdentity = checks.validateAdminIdentity as unknown as Validator<types.AdminIdentity>;
/** admin-key-activation.json */
export const validateAdminKeyActivation = checks.validateAdminKeyActivation as unknown as Validator<types.AdminKeyActivation>;
/** admin-made-token.json */
export const validateAdminMadeToken = checks.validateAdminMadeToken as unknown as Validator<types.AdminMadeToken>;
/** admin-new-domain.json */
export const validateAdminNewDomain = checks.validateAdminNewDomain as unknown as Validator<types.AdminNewDomain>;
/** admin-new-key.json */
export const validateAdminNewKey = checks.validateAdminNewKey as unknown as Validator<types.AdminNewKey>;
/** admin-new-token.json */
export const validateAdminNewToken = checks.validateAdminNewToken as unknown as Validator<types.AdminNewToken>;
/** admin-new-user.json */
export const validateAdminNewUser = checks.validateAdminNewUser as unknown as Validator<types.AdminNewUser>;
/** admin-orphan-search.json */
export const validateAdminOrphanSearch = checks.validateAdminOrphanSearch as unknown as Validator<types.AdminOrphanSearch>;
/** admin-orphan.json */
export const validateAdminOrphan = checks.validateAdminOrphan as unknown as Validator<types.AdminOrphan>;
/** admin-orphans.json */
export const validateAdminOrphans = checks.validateAdminOrphans as unknown as Validator<types.AdminOrphans>;
/** admin-overview.json */
export const validateAdminOverview = checks.validateAdminOverview as unknown as Validator<types.AdminOverview>;
/** admin-password.json */
export const validateAdminPassword = checks.validateAdminPassword as unknown as Validator<types.AdminPassword>;
/** admin-policy-change.json */
export const validateAdminPolicyChange = checks.validateAdminPolicyChange as unknown as Validator<types.AdminPolicyChange>;
/** admin-policy.json */
export const validateAdminPolicy = checks.validateAdminPolicy as unknown as Validator<types.AdminPolicy>;
/** admin-purge.json */
export const validateAdminPurge = checks.validateAdminPurge as unknown as Validator<types.AdminPurge>;
/** admin-quarantine-counts.json */
export const validateAdminQuarantineCounts = checks.validateAdminQuarantineCounts as unknown as Validator<types.AdminQuarantineCounts>;
/** admin-quarantine-list.json */
export const validateAdminQuarantineList = checks.validateAdminQuarantineList as unknown as Validator<types.AdminQuarantineList>;
/** admin-quarantine-result.json */
export const validateAdminQuarantineResult = checks.validateAdminQuarantineResult as unknown as Validator<types.AdminQuarantineResult>;
/** admin-queue.json */
export const validateAdminQueue = checks.validateAdminQueue as unknown as Validator<types.AdminQueue>;
/** admin-quotas.json */
export const validateAdminQuotas = checks.validateAdminQuotas as unknown as Validator<types.AdminQuotas>;
/** admin-restored-run.json */
export const validateAdminRestoredRun = checks.validateAdminRestoredRun as unknown as Validator<types.AdminRestoredRun>;
/** admin-restored.json */
export const validateAdminRestored = checks.validateAdminRestored as unknown as Validator<types.AdminRestored>;
/** admin-retention-run.json */
export const validateAdminRetentionRun = checks.validateAdminRetentionRun as unknown as Validator<types.AdminRetentionRun>;
/** admin-retention.json */
export const validateAdminRetention = checks.validateAdminRetention as unknown as Validator<types.AdminRetention>;
/** admin-revoked.json */
export const validateAdminRevoked = checks.validateAdminRevoked as unknown as Validator<types.AdminRevoked>;
/** admin-selection.json */
export const validateAdminSelection = checks.validateAdminSelection as unknown as Validator<types.AdminSelection>;
/** admin-session-list.json */
export const validateAdminSessionList = checks.validateAdminSessionList as unknown as Validator<types.AdminSessionList>;
/** admin-session.json */
export const validateAdminSession = checks.validateAdminSession as unknown as Validator<types.AdminSession>;
/** admin-statistics.json */
export const validateAdminStatistics = checks.validateAdminStatistics as unknown as Validator<types.AdminStatistics>;
/** admin-storage-limit.json */
export const validateAdminStorageLimit = checks.validateAdminStorageLimit as unknown as Validator<types.AdminStorageLimit>;
/** admin-storage.json */
export const validateAdminStorage = checks.validateAdminStorage as unknown as Validator<types.AdminStorage>;
/** admin-token-list.json */
export const validateAdminTokenList = checks.validateAdminTokenList as unknown as Validator<types.AdminTokenList>;
/** admin-token.json */
export const validateAdminToken = checks.validateAdminToken as unknown as Validator<types.AdminToken>;
/** admin-user-detail.json */
export const validateAdminUserDetail = checks.validateAdminUserDetail as unknown as Validator<types.AdminUserDetail>;
/** admin-user-list.json */
export const validateAdminUserList = checks.validateAdminUserList as unknown as Validator<types.AdminUserList>;
/** admin-user.json */
export const validateAdminUser = checks.validateAdminUser as unknown as Validator<types.AdminUser>;
