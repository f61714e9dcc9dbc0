/** Bounds of the protocol and of this implementation. Sizes are bytes, times milliseconds, unless the name says otherwise. */

/** Text of a message, UTF-8 (spec §9, profile §4). */
export const MAX_TEXT_BYTES = 65_536;
/** `encrypted_payload`, decoded (profile §4). */
export const MAX_PAYLOAD_BYTES = 139_264;
/** The same as base64url without padding. */
export const MAX_PAYLOAD_CHARACTERS = Math.ceil((MAX_PAYLOAD_BYTES * 4) / 3);
/** Users in a conversation (profile §4); the schema of messages has it too. */
export const MIN_PARTICIPANTS = 2;
export const MAX_PARTICIPANTS = 500;
/** Keys of a domain that are accepted at once. */
export const MAX_DOMAIN_KEYS = 64;
/** Attachments of a message, also in its schema: more than the payload has room to describe (about 150 bytes each). What they may be times their readers: MAX_GRANTS in libs/storage. */
export const MAX_ATTACHMENTS = 1_000;
/** Edits of one original (spec §5). */
export const MAX_EDITS = 3;
/** How far ahead of a server's clock a message may be (profile §1, §4). */
export const FUTURE_SKEW_MS = 5 * 60_000;
/** Messages in one federation post, and in one transaction. */
export const MAX_BATCH = 100;
/** One message as JSON: 500 RSA-wrapped keys and the largest payload stay below it. */
export const MAX_MESSAGE_BYTES = 1_048_576;
/** Body of a federation post. */
export const MAX_FEDERATION_BODY_BYTES = 8 * 1_048_576;
/** Discovery document (profile §2) and key document. */
export const MAX_DISCOVERY_BYTES = 65_536;
/** Bodies of the small requests: log-in, refresh, keys. */
export const MAX_SMALL_BODY_BYTES = 16_384;
/** Address: local part 64, `@`, domain 253 (profile §1). */
export const MAX_ADDRESS_CHARACTERS = 318;
export const MAX_DOMAIN_CHARACTERS = 253;
/** RSA keys (profile §3). */
export const MIN_RSA_BITS = 2_048;
export const MAX_RSA_BITS = 4_096;
/** `GET sync` (profile §7). */
export const DEFAULT_SYNC_LIMIT = 100;
export const MAX_SYNC_LIMIT = 1_000;
export const MAX_SYNC_WAIT_SECONDS = 60;
/** Signed requests (profile §6). */
export const MAX_SIGNATURE_WINDOW_SECONDS = 300;
export const SIGNATURE_SKEW_SECONDS = 60;
export const MIN_NONCE_BYTES = 16;
/** Discovery cache (profile §2). */
export const MIN_DISCOVERY_CACHE_MS = 5 * 60_000;
export const MAX_DISCOVERY_CACHE_MS = 24 * 3_600_000;
export const MAX_DISCOVERY_STALE_MS = 7 * 24 * 3_600_000;
export const MIN_DISCOVERY_FAILURE_CACHE_MS = 30_000;
export const MAX_DISCOVERY_FAILURE_CACHE_MS = 5 * 60_000;
export const MIN_DISCOVERY_REFRESH_INTERVAL_MS = 60_000;
/** Redirects followed when the discovery document is read (profile §2). */
export const MAX_DISCOVERY_REDIRECTS = 2;
/** Retry (profile §6.3), defaults. */
export const RETRY_BASE_MS = 5_000;
export const RETRY_CAP_MS = 3_600_000;
export const RETRY_GIVE_UP_MS = 72 * 3_600_000;
/** Plaintext in one chunk of an encrypted attachment (profile §8). */
export const ATTACHMENT_CHUNK_BYTES = 65_536;
/** Levels of nesting that `canonicalize` follows. */
export const MAX_JSON_DEPTH = 64;
