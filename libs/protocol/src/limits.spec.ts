import * as limits from './limits.js';
import { protoText } from './wire.testkit.js';

const [KIB, SECOND] = [1_024, 1_000];
const [MINUTE, HOUR] = [60 * SECOND, 3_600 * SECOND];

/** The profile's bounds, and the words with which it sets them. */
const BOUNDS: [keyof typeof limits, number, string][] = [
  ['MAX_DOMAIN_CHARACTERS', 253, 'lower-case LDH labels (IDNA A-labels),\n  at most 253'],
  ['MAX_ADDRESS_CHARACTERS', 64 + 1 + 253, '`[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9])?`'],
  ['FUTURE_SKEW_MS', 5 * MINUTE, "embedded time is more than 5 minutes ahead of the server's clock"],
  ['FUTURE_SKEW_MS', 5 * MINUTE, "`timestamp` more than 5 minutes ahead of the server's clock"],
  ['MAX_DISCOVERY_REDIRECTS', 2, 'at most two\n   redirects'],
  ['MAX_DISCOVERY_BYTES', 64 * KIB, 'Document, at most 64 KiB'],
  ['MIN_DISCOVERY_CACHE_MS', 5 * MINUTE, 'clamped to 5 min … 24 h'],
  ['MAX_DISCOVERY_CACHE_MS', 24 * HOUR, 'clamped to 5 min … 24 h'],
  ['MAX_DISCOVERY_STALE_MS', 7 * 24 * HOUR, 'serves while the origin is down (at most 7 days)'],
  ['MIN_DISCOVERY_FAILURE_CACHE_MS', 30 * SECOND, 'failures are cached 30 s … 5 min'],
  ['MAX_DISCOVERY_FAILURE_CACHE_MS', 5 * MINUTE, 'failures are cached 30 s … 5 min'],
  ['MIN_DISCOVERY_REFRESH_INTERVAL_MS', MINUTE, 'one refresh, at most once a minute per domain'],
  ['MIN_RSA_BITS', 2_048, 'SPKI DER, 2048 … 4096 bits'],
  ['MAX_RSA_BITS', 4_096, 'SPKI DER, 2048 … 4096 bits'],
  ['MIN_PARTICIPANTS', 2, '2 … 500 distinct users'],
  ['MAX_PARTICIPANTS', 500, '2 … 500 distinct users'],
  ['MAX_TEXT_BYTES', 65_536, '`text` is at most 65,536 bytes of UTF-8'],
  ['MAX_PAYLOAD_BYTES', 139_264, 'Decoded it is at most 139,264 bytes'],
  ['MAX_EDITS', 3, 'at most 3 per original'],
  ['MAX_SIGNATURE_WINDOW_SECONDS', 300, '`expires - created` in 1 … 300'],
  ['MIN_NONCE_BYTES', 16, 'b64u of at least 16 bytes'],
  ['SIGNATURE_SKEW_SECONDS', 60, 'a window outside ±60 s of skew'],
  ['RETRY_BASE_MS', 5 * SECOND, 'base 5 s, cap 1 h, give-up after 72 h'],
  ['RETRY_CAP_MS', HOUR, 'base 5 s, cap 1 h, give-up after 72 h'],
  ['RETRY_GIVE_UP_MS', 72 * HOUR, 'base 5 s, cap 1 h, give-up after 72 h'],
  ['DEFAULT_SYNC_LIMIT', 100, '`GET sync?cursor=0&limit=100&wait=0`'],
  ['MAX_SYNC_WAIT_SECONDS', 60, '`wait` (0 … 60 s)'],
  ['ATTACHMENT_CHUNK_BYTES', 65_536, 'chunks of 65,536 plaintext bytes'],
];

it.each(BOUNDS)('%s is %d, as the profile says', (name, value, words) => {
  expect(limits[name]).toBe(value);
  expect(protoText('profile.md')).toContain(words);
});

it('a payload is counted in characters as in bytes, and messages of all sizes that are allowed fit', () => {
  expect(Buffer.alloc(limits.MAX_PAYLOAD_BYTES).toString('base64url')).toHaveLength(limits.MAX_PAYLOAD_CHARACTERS);
  const wrappedByRsa = Buffer.alloc(limits.MAX_RSA_BITS / 8).toString('base64url').length;
  const ofEach = 2 * limits.MAX_ADDRESS_CHARACTERS + wrappedByRsa + 100;
  expect(limits.MAX_PAYLOAD_CHARACTERS + limits.MAX_PARTICIPANTS * ofEach).toBeLessThan(limits.MAX_MESSAGE_BYTES);
});
