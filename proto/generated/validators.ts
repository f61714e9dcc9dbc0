// Generated from proto/schemas by proto/generate.mjs. Do not edit.

import * as checks from './internal/checks.js';
import type * as types from './types.js';

/** The first thing that a validator found wrong. */
export interface ShapeError {
  /** JSON pointer of the value. */
  instancePath: string;
  /** Of the rule: `<definition of common.json>/<keyword>`, or `#/…` inside the schema of a wire object. */
  schemaPath: string;
  keyword: string;
  params: Record<string, unknown>;
}

/** Tells whether a value has the shape; if not, `errors` says why until the next call. */
export interface Validator<T> {
  (value: unknown): value is T;
  errors?: ShapeError[] | null;
}

/** How an error names a value of a definition of common.json. */
export const DEFINITION_NAMES: Readonly<Record<string, string>> = {
  UserAddress: 'address',
  Domain: 'domain',
  UuidV7: 'lower-case UUIDv7',
  Milliseconds: 'time in milliseconds',
  Bytes32: 'base64url of 32 bytes',
  Bytes64: 'base64url of 64 bytes',
  Sha256Hex: 'lower-case hexadecimal SHA-256',
  EncryptionKeyId: 'key id of 16 hexadecimal digits',
  DomainKeyId: 'key id',
  HttpsUrl: 'https URL',
  EncryptedPayload: 'base64url payload',
  WrappedKey: 'base64url of an encrypted key',
  AnyCode: 'error code',
};

/** account.json */
export const validateAccount = checks.validateAccount as unknown as Validator<types.Account>;
/** attachment-ref.json */
export const validateAttachmentRef = checks.validateAttachmentRef as unknown as Validator<types.AttachmentRef>;
/** content-attachment.json */
export const validateContentAttachment = checks.validateContentAttachment as unknown as Validator<types.ContentAttachment>;
/** conversation-list.json */
export const validateConversationList = checks.validateConversationList as unknown as Validator<types.ConversationList>;
/** conversation-summary.json */
export const validateConversationSummary = checks.validateConversationSummary as unknown as Validator<types.ConversationSummary>;
/** delivery-notice.json */
export const validateDeliveryNotice = checks.validateDeliveryNotice as unknown as Validator<types.DeliveryNotice>;
/** delivery-report.json */
export const validateDeliveryReport = checks.validateDeliveryReport as unknown as Validator<types.DeliveryReport>;
/** delivery-status.json */
export const validateDeliveryStatus = checks.validateDeliveryStatus as unknown as Validator<types.DeliveryStatus>;
/** discovery-document.json */
export const validateDiscoveryDocument = checks.validateDiscoveryDocument as unknown as Validator<types.DiscoveryDocument>;
/** domain-key.json */
export const validateDomainKey = checks.validateDomainKey as unknown as Validator<types.DomainKey>;
/** encrypted-key.json */
export const validateEncryptedKey = checks.validateEncryptedKey as unknown as Validator<types.EncryptedKey>;
/** encryption-key.json */
export const validateEncryptionKey = checks.validateEncryptionKey as unknown as Validator<types.EncryptionKey>;
/** federation-batch-entry.json */
export const validateFederationBatchEntry = checks.validateFederationBatchEntry as unknown as Validator<types.FederationBatchEntry>;
/** federation-batch-result.json */
export const validateFederationBatchResult = checks.validateFederationBatchResult as unknown as Validator<types.FederationBatchResult>;
/** federation-batch.json */
export const validateFederationBatch = checks.validateFederationBatch as unknown as Validator<types.FederationBatch>;
/** federation-result.json */
export const validateFederationResult = checks.validateFederationResult as unknown as Validator<types.FederationResult>;
/** mailbox-position.json */
export const validateMailboxPosition = checks.validateMailboxPosition as unknown as Validator<types.MailboxPosition>;
/** message-content.json */
export const validateMessageContent = checks.validateMessageContent as unknown as Validator<types.MessageContent>;
/** message-page.json */
export const validateMessagePage = checks.validateMessagePage as unknown as Validator<types.MessagePage>;
/** message.json */
export const validateMessage = checks.validateMessage as unknown as Validator<types.Message>;
/** problem.json */
export const validateProblem = checks.validateProblem as unknown as Validator<types.Problem>;
/** refresh-request.json */
export const validateRefreshRequest = checks.validateRefreshRequest as unknown as Validator<types.RefreshRequest>;
/** sync-message.json */
export const validateSyncMessage = checks.validateSyncMessage as unknown as Validator<types.SyncMessage>;
/** sync-response.json */
export const validateSyncResponse = checks.validateSyncResponse as unknown as Validator<types.SyncResponse>;
/** token-request.json */
export const validateTokenRequest = checks.validateTokenRequest as unknown as Validator<types.TokenRequest>;
/** token-response.json */
export const validateTokenResponse = checks.validateTokenResponse as unknown as Validator<types.TokenResponse>;
/** upload-result.json */
export const validateUploadResult = checks.validateUploadResult as unknown as Validator<types.UploadResult>;
/** user-keys-document.json */
export const validateUserKeysDocument = checks.validateUserKeysDocument as unknown as Validator<types.UserKeysDocument>;
