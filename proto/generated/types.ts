// Generated from proto/schemas by proto/generate.mjs. Do not edit.

/**
 * `local@domain` (profile §1). Any case is taken in; it is compared, stored, signed and sent in lower case.
 */
export type UserAddress = string;
/**
 * LDH labels, at most 253 characters (profile §1); never an IPv4 address. Any case is taken in, lower case is sent.
 */
export type Domain = string;
/**
 * UUIDv7 (RFC 9562), lower case, version and variant checked (profile §1).
 */
export type UuidV7 = string;
/**
 * Milliseconds since the Unix epoch.
 */
export type Milliseconds = number;
/**
 * 32 bytes, base64url without padding, no stray trailing bits.
 */
export type Bytes32 = string;
/**
 * 64 bytes, base64url without padding, no stray trailing bits.
 */
export type Bytes64 = string;
/**
 * SHA-256, lower-case hexadecimal.
 */
export type Sha256Hex = string;
/**
 * First 16 hexadecimal digits of the SHA-256 of a public encryption key (profile §3).
 */
export type EncryptionKeyId = string;
/**
 * Name of a signing key inside its domain; printable ASCII that needs no escape in an HTTP structured string.
 */
export type DomainKeyId = string;
/**
 * Absolute https URL without user, query or fragment; schemes have no case (RFC 3986 §3.1).
 */
export type HttpsUrl = string;
/**
 * base64url without padding of `0x01 || nonce(12) || AES-256-GCM ciphertext and tag`, at most 139264 bytes decoded (profile §4). No stray trailing bits: said here, not by the pattern, which runs over the whole of every message.
 */
export type EncryptedPayload = string;
/**
 * base64url of a content key encrypted to a recipient: 80 bytes for x25519, the modulus' length (256 to 512 bytes) for RSA (profile §4).
 */
export type WrappedKey = string;
/**
 * The stable error codes: those of profile §9, two that README.md explains (`cursor_ahead`, `message_expired`), and two that no other domain ever sees: `forbidden` (administration) and `quota_exceeded` (uploads).
 */
export type Code =
  | 'invalid_request'
  | 'unauthorized'
  | 'invalid_credentials'
  | 'invalid_signature'
  | 'replayed_request'
  | 'domain_blocked'
  | 'forbidden'
  | 'sender_domain_mismatch'
  | 'not_a_participant'
  | 'unknown_recipient'
  | 'unknown_user'
  | 'not_found'
  | 'message_id_conflict'
  | 'too_large'
  | 'cursor_ahead'
  | 'quota_exceeded'
  | 'edit_limit_exceeded'
  | 'invalid_edit'
  | 'timestamp_in_future'
  | 'message_expired'
  | 'unknown_reference'
  | 'attachment_pending'
  | 'rate_limited'
  | 'unavailable'
  | 'internal';
/**
 * An error code; readers take one that they do not know by the status it came with.
 */
export type AnyCode = string;
/**
 * A message in a user's mailbox (profile §7).
 */
export type SyncMessage = Message & MailboxPosition;

/**
 * The user who asks (profile §7).
 */
export interface Account {
  user: UserAddress;
  domain: Domain;
  created_at: Milliseconds;
  /**
   * The published key document; null before the first.
   */
  keys: UserKeysDocument | null;
  /**
   * Longest upload taken.
   */
  max_attachment_bytes: number;
}
/**
 * Public keys of a user, signed by the identity key (profile §3).
 */
export interface UserKeysDocument {
  user: UserAddress;
  identity_key: IdentityKey;
  encryption_key: EncryptionKey;
  updated_at: Milliseconds;
  signature: Bytes64;
}
export interface IdentityKey {
  alg: 'ed25519';
  public_key: Bytes32;
}
/**
 * The key that content keys are encrypted to (profile §3).
 */
export interface EncryptionKey {
  alg: 'x25519' | 'rsa-oaep-256';
  /**
   * x25519: 32 raw bytes. rsa-oaep-256: SPKI DER of 2048 to 4096 bits. base64url.
   */
  public_key: string;
  key_id: EncryptionKeyId;
}
/**
 * An attachment as servers see it: where, how long and what hash its ciphertext has (profile §4).
 */
export interface AttachmentRef {
  attachment_id: UuidV7;
  /**
   * Bytes of the stored ciphertext.
   */
  size: number;
  sha256: Sha256Hex;
}
/**
 * What only the recipients learn about an attachment (profile §4, §8).
 */
export interface ContentAttachment {
  attachment_id: UuidV7;
  key: Bytes32;
  /**
   * File name to suggest; never a path to trust. As long as the payload has room for.
   */
  name: string;
  /**
   * IANA media type. As long as the payload has room for.
   */
  media_type: string;
  /**
   * Bytes of the plaintext.
   */
  size: number;
}
/**
 * A user's conversations, the one with the newest message first.
 */
export interface ConversationList {
  conversations: ConversationSummary[];
  /**
   * Ask again with `before` = the last `last_message_id`.
   */
  has_more: boolean;
}
/**
 * A conversation as its newest message has it (profile §5, §7); to a user whom that does not name (any more), as the last message has it that does.
 */
export interface ConversationSummary {
  conversation_id: UuidV7;
  participants: UserAddress[];
  last_message_id: UuidV7;
}
/**
 * Says in the sender's mailbox that a message did not reach some recipients (profile §6.3, §7).
 */
export interface DeliveryNotice {
  /**
   * The user's own sequence number, from the same series as those of messages.
   */
  seq: number;
  type: 'delivery_failure';
  message_id: UuidV7;
  conversation_id: UuidV7;
  /**
   * @minItems 1
   * @maxItems 500
   */
  recipients: UserAddress[];
  domain: Domain;
  code: AnyCode;
  /**
   * For people.
   */
  detail: string;
  /**
   * How often delivery was tried.
   */
  attempts: number;
  created_at: Milliseconds;
}
/**
 * Deliveries of one message, one for each remote domain (profile §7).
 */
export interface DeliveryReport {
  message_id: UuidV7;
  deliveries: DeliveryStatus[];
}
/**
 * How far a message came on its way to one domain (profile §7).
 */
export interface DeliveryStatus {
  domain: Domain;
  recipients: UserAddress[];
  state: 'queued' | 'delivered' | 'failed';
  /**
   * How often delivery was tried.
   */
  attempts: number;
  last_error: DeliveryError | null;
  /**
   * When the domain took it.
   */
  delivered_at: Milliseconds | null;
}
export interface DeliveryError {
  code: AnyCode;
  /**
   * For people.
   */
  detail: string;
}
/**
 * `/.well-known/iimp` (spec §3, profile §2). The four members of the specification suffice; checkDiscoveryDocument fills in the rest.
 */
export interface DiscoveryDocument {
  /**
   * Of the protocol: "0.1".
   */
  version?: string;
  domain?: Domain;
  federation_endpoint: HttpsUrl;
  /**
   * Base of the client API, an https URL. Servers have no use for it and take any text.
   */
  api_endpoint: string;
  public_key: Bytes32;
  key_id?: DomainKeyId;
  /**
   * Every key still accepted, so that a rotation overlaps. The first 64 are taken, the one that signs now always.
   */
  keys?: DomainKey[];
  /**
   * `batch`, `attachments`, `edits`, `receipts`; unknown ones are ignored.
   */
  capabilities: string[];
  limits?: DiscoveryLimits;
}
/**
 * A signing key that a domain still accepts as its own (profile §2).
 */
export interface DomainKey {
  key_id: DomainKeyId;
  public_key: Bytes32;
  /**
   * No longer accepted from then on; null or absent: no end known.
   */
  expires_at?: Milliseconds | null;
}
export interface DiscoveryLimits {
  /**
   * Most messages in one post.
   */
  max_batch?: number;
  /**
   * Longest body of a post.
   */
  max_body_bytes?: number;
  /**
   * Longest attachment taken.
   */
  max_attachment_bytes?: number;
}
/**
 * The content key of a message, for one recipient (profile §4).
 */
export interface EncryptedKey {
  recipient: UserAddress;
  encrypted_key: WrappedKey;
  key_id?: EncryptionKeyId;
}
/**
 * What became of one message of a batch (profile §6.1).
 */
export interface FederationBatchEntry {
  /**
   * null where the message named none that can be read.
   */
  message_id: UuidV7 | null;
  status: 'stored' | 'duplicate' | 'rejected';
  code?: AnyCode;
  /**
   * Of a rejection, for people.
   */
  detail?: string;
  /**
   * Participants of the receiving domain that do not exist there.
   *
   * @maxItems 500
   */
  unknown_recipients?: UserAddress[];
}
/**
 * One result for each message of a batch, in the request's order (profile §6.1).
 */
export interface FederationBatchResult {
  results: FederationBatchEntry[];
}
/**
 * Several messages in one post, in order (profile §6.1). The receiver checks each by itself: one bad message never fails the others.
 */
export interface FederationBatch {
  /**
   * At most `limits.max_batch` of the receiver.
   *
   * @minItems 1
   */
  messages: Message[];
}
/**
 * A message on the wire (spec §5, profile §4). What no schema can say is checked in libs/protocol.
 */
export interface Message {
  message_id: UuidV7;
  conversation_id: UuidV7;
  sender: UserAddress;
  /**
   * Distinct users, the sender among them; always whole.
   *
   * @minItems 2
   * @maxItems 500
   */
  participants: UserAddress[];
  timestamp: Milliseconds;
  type: 'text' | 'edit';
  /**
   * null for a text; for an edit the message_id of the original.
   */
  reference: UuidV7 | null;
  encrypted_payload: EncryptedPayload;
  /**
   * At the sender's server one for every participant; a relayed message may carry only those of the receiving domain.
   *
   * @maxItems 500
   */
  encrypted_keys: EncryptedKey[];
  /**
   * Distinct attachments. The bound is more than the payload has room to describe. A server may refuse (`too_large`) a message whose attachments times the users and domains that are given them there are very many: here more than 30,000.
   *
   * @maxItems 1000
   */
  attachments?: AttachmentRef[];
  signature?: Bytes64;
}
/**
 * What became of one message, told after the commit (profile §6.1); also the answer to a client that sends (profile §7).
 */
export interface FederationResult {
  message_id: UuidV7;
  status: 'stored' | 'duplicate';
  /**
   * Participants of the receiving domain that do not exist there.
   *
   * @maxItems 500
   */
  unknown_recipients?: UserAddress[];
}
/**
 * Place in a user's mailbox (profile §7).
 */
export interface MailboxPosition {
  /**
   * The user's own sequence number: from 1, without gaps.
   */
  seq: number;
}
/**
 * P, what the payload of a message decrypts to (profile §4). No server ever sees one.
 */
export interface MessageContent {
  v: 1;
  /**
   * At most 65536 bytes of UTF-8.
   */
  text: string;
  /**
   * @maxItems 1000
   */
  attachments: ContentAttachment[];
}
/**
 * Messages of a conversation, newest first.
 */
export interface MessagePage {
  messages: Message[];
  /**
   * There may be more: ask again with `before` = the last `message_id`. Never true without a message.
   */
  has_more: boolean;
}
/**
 * An error (RFC 9457) with a stable code (profile §9).
 */
export interface Problem {
  /**
   * URI of the kind of problem.
   */
  type?: string;
  /**
   * The kind of problem in words.
   */
  title?: string;
  /**
   * HTTP status.
   */
  status: number;
  /**
   * What is wrong with this request.
   */
  detail?: string;
  code: AnyCode;
  /**
   * URI of this occurrence.
   */
  instance?: string;
  /**
   * Floor of the wait before another try; the same as Retry-After.
   */
  retry_after_seconds?: number;
}
/**
 * Refresh or end of a session (profile §7).
 */
export interface RefreshRequest {
  /**
   * The newest of the session.
   */
  refresh_token: string;
}
/**
 * What is new in a mailbox after a cursor (spec §8, profile §7).
 */
export interface SyncResponse {
  /**
   * Cursor to ask with next.
   */
  next_cursor: number;
  /**
   * More is there already.
   */
  has_more: boolean;
  messages: SyncMessage[];
  notices: DeliveryNotice[];
}
/**
 * Log-in (profile §7).
 */
export interface TokenRequest {
  /**
   * Address of the user. One that is none fails as wrong credentials do.
   */
  user: string;
  /**
   * Of the user.
   */
  password: string;
}
/**
 * A session (profile §7).
 */
export interface TokenResponse {
  /**
   * Bearer token.
   */
  access_token: string;
  token_type: 'Bearer';
  /**
   * Seconds the access token lives.
   */
  expires_in: number;
  /**
   * Good for one refresh.
   */
  refresh_token: string;
}
/**
 * An attachment as it was stored (profile §7).
 */
export interface UploadResult {
  attachment_id: UuidV7;
  /**
   * Bytes.
   */
  size: number;
  sha256: Sha256Hex;
}
