/**
 * What the wire objects must satisfy beyond their JSON Schemas. Each function takes a parsed JSON value, checks the
 * schema first, and gives back a new object of the known members alone, addresses in lower case: nothing unknown is ever
 * relayed. All throw ProblemError. The work grows with the length of the value, and only so.
 */
import type {
  AttachmentRef,
  DiscoveryDocument,
  DomainKey,
  EncryptedKey,
  Message,
  UserKeysDocument,
} from '@iimp/proto/types';
import { validateDiscoveryDocument, validateMessage, validateUserKeysDocument } from '@iimp/proto/validators';
import { domainOf } from './address.js';
import { fromBase64url, hasStrayBits } from './base64url.js';
import type { Code } from './codes.js';
import { uuidTime } from './ids.js';
import { rsaModulusBits } from './internal/spki.js';
import {
  FUTURE_SKEW_MS,
  MAX_DOMAIN_KEYS,
  MAX_MESSAGE_BYTES,
  MAX_PAYLOAD_BYTES,
  MAX_RSA_BITS,
  MIN_RSA_BITS,
} from './limits.js';
import { ProblemError } from './problem.js';
import { checkShape, describeShapeErrors } from './shape.js';

const FUTURE = `more than ${FUTURE_SKEW_MS / 60_000} minutes ahead of the clock here`;

function refuse(detail: string, code: Code = 'invalid_request'): never {
  throw new ProblemError(code, detail);
}

function checkMessageShape(value: unknown): asserts value is Message {
  if (validateMessage(value)) return;
  const error = validateMessage.errors?.[0];
  if (error?.instancePath === '/encrypted_payload' && error.keyword === 'maxLength')
    refuse(`encrypted_payload: more than ${MAX_PAYLOAD_BYTES} bytes`, 'too_large');
  // Also one that is no exact number any more: the specification's are of 64 bits.
  const isTooLate = error?.instancePath === '/timestamp' && error.keyword === 'maximum';
  const isFuture = isTooLate && (value as Message).timestamp <= 2 ** 63;
  refuse(describeShapeErrors(validateMessage.errors, 'message'), isFuture ? 'timestamp_in_future' : 'invalid_request');
}

/** The values in lower case; refuses one that comes twice. */
function distinct(values: readonly string[], path: (index: number) => string): Set<string> {
  const seen = new Set<string>();
  values.forEach((value, index) => {
    if (seen.has(value)) refuse(`${path(index)}: there twice`);
    seen.add(value);
  });
  return seen;
}

function checkPayload(payload: string): void {
  if (hasStrayBits(payload)) refuse('encrypted_payload: not valid base64url');
  // The first byte, 0x01, is in the first two characters.
  if (fromBase64url(payload.slice(0, 4))[0] !== 1) refuse('encrypted_payload: unknown version');
}

function checkReference({ type, reference, message_id }: Message): void {
  if (type === 'text' && reference !== null) refuse('reference: must be null for a text');
  if (type === 'edit' && reference === null) refuse('reference: an edit must name its original');
  if (reference === message_id) refuse('reference: an edit cannot be its own original', 'invalid_edit');
}

/** One upload may be attached twice by others; of one id there are not two sizes or hashes. */
function checkAttachments(attachments: readonly AttachmentRef[]): void {
  const seen = new Map<string, AttachmentRef>();
  attachments.forEach((ref, index) => {
    const { size, sha256 } = seen.get(ref.attachment_id) ?? ref;
    if (size !== ref.size || sha256 !== ref.sha256)
      refuse(`attachments[${index}].attachment_id: there twice, with other content`);
    seen.set(ref.attachment_id, ref);
  });
}

function encryptedKeys(m: Message, participants: ReadonlySet<string>): EncryptedKey[] {
  const keys = m.encrypted_keys.map((key) => ({
    recipient: key.recipient.toLowerCase(),
    encrypted_key: key.encrypted_key,
    ...(key.key_id === undefined ? {} : { key_id: key.key_id }),
  }));
  keys.forEach(({ recipient }, index) => {
    if (!participants.has(recipient)) refuse(`encrypted_keys[${index}].recipient: not a participant`);
  });
  distinct(
    keys.map(({ recipient }) => recipient),
    (index) => `encrypted_keys[${index}].recipient`,
  );
  return keys;
}

/**
 * Refuses a message, or an edit of one, that is older than messages are kept: whether its id came before cannot be known any more.
 * @param oldest milliseconds; 0: messages are kept for ever
 */
export function checkAge({ message_id, reference }: Message, oldest: number): void {
  if (uuidTime(message_id) < oldest) refuse('message_id: older than messages are kept here', 'message_expired');
  if (reference !== null && uuidTime(reference) < oldest)
    refuse('reference: older than messages are kept here', 'message_expired');
}

/**
 * A message as any server takes it, from a client or from another domain (profile §1, §4).
 * @param now the server's clock, milliseconds
 */
export function checkMessage(value: unknown, now: number): Message {
  checkMessageShape(value);
  const sender = value.sender.toLowerCase();
  const participants = value.participants.map((participant) => participant.toLowerCase());
  const members = distinct(participants, (index) => `participants[${index}]`);
  if (!members.has(sender)) refuse('sender: not one of the participants');
  checkReference(value);
  checkPayload(value.encrypted_payload);
  const attachments = value.attachments?.map(({ attachment_id, size, sha256 }) => ({ attachment_id, size, sha256 }));
  checkAttachments(attachments ?? []);
  const encrypted_keys = encryptedKeys(value, members);
  if (uuidTime(value.message_id) > now + FUTURE_SKEW_MS) refuse(`message_id: ${FUTURE}`, 'timestamp_in_future');
  if (value.timestamp > now + FUTURE_SKEW_MS) refuse(`timestamp: ${FUTURE}`, 'timestamp_in_future');
  return {
    message_id: value.message_id,
    conversation_id: value.conversation_id,
    sender,
    participants,
    timestamp: value.timestamp,
    type: value.type,
    reference: value.reference,
    encrypted_payload: value.encrypted_payload,
    encrypted_keys,
    ...(attachments === undefined ? {} : { attachments }),
    ...(value.signature === undefined ? {} : { signature: value.signature }),
  };
}

/**
 * What the sender's own server asks for besides (profile §4): the sender is who sends, and every participant gets a key. An upload is
 * attached once: some servers refuse more.
 * @param m a checked message
 * @param sender address of the user who is signed in
 */
export function checkOutgoing(m: Message, sender: string): void {
  if (m.sender !== sender) refuse('sender: not the user who is signed in');
  const recipients = new Set(m.encrypted_keys.map(({ recipient }) => recipient));
  const missing = m.participants.find((participant) => !recipients.has(participant));
  if (missing !== undefined) refuse(`encrypted_keys: none for ${missing}`);
  distinct(
    (m.attachments ?? []).map(({ attachment_id }) => attachment_id),
    (index) => `attachments[${index}].attachment_id`,
  );
}

/**
 * What a receiving server asks for besides (profile §6, §6.1): the sender is of the domain that signed, and somebody is
 * of the domain that was addressed.
 * @param m a checked message
 */
export function checkIncoming(m: Message, origin: string, destination: string): void {
  if (domainOf(m.sender) !== origin) refuse(`sender: not a user of ${origin}`, 'sender_domain_mismatch');
  if (!m.participants.some((participant) => domainOf(participant) === destination))
    refuse(`participants: nobody of ${destination}`, 'unknown_recipient');
}

/**
 * A key document, but for its signature and key id, which take cryptography (profile §3).
 * @param address the user whose keys they must be, lower case; left out, anybody's
 */
export function checkUserKeys(value: unknown, address?: string): UserKeysDocument {
  const doc = checkShape(validateUserKeysDocument, value, 'key document');
  const user = doc.user.toLowerCase();
  if (address !== undefined && user !== address) refuse(`user: not ${address}`);
  const { alg, public_key, key_id } = doc.encryption_key;
  const bytes = fromBase64url(public_key);
  if (alg === 'x25519') {
    if (bytes.length !== 32) refuse('encryption_key.public_key: an x25519 key has 32 bytes');
  } else {
    const bits = rsaModulusBits(bytes);
    if (bits === undefined) refuse('encryption_key.public_key: not an RSA key in SPKI DER');
    if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS)
      refuse(`encryption_key.public_key: an RSA key has ${MIN_RSA_BITS} to ${MAX_RSA_BITS} bits`);
  }
  return {
    user,
    identity_key: { alg: doc.identity_key.alg, public_key: doc.identity_key.public_key },
    encryption_key: { alg, public_key, key_id },
    updated_at: doc.updated_at,
    signature: doc.signature,
  };
}

/** A discovery document with nothing left out. */
export interface CompleteDiscoveryDocument extends Required<Omit<DiscoveryDocument, 'keys' | 'limits'>> {
  keys: Required<DomainKey>[];
  limits: { max_batch: number; max_body_bytes: number; max_attachment_bytes: number };
}

function checkUrl(value: string, member: string): string {
  // The schema's pattern has refused user, query and fragment; what is left is for the parser that requests will use.
  if (!URL.canParse(value)) refuse(`${member}: not a valid https URL`);
  return value;
}

/**
 * A discovery document, the members that the specification does not ask for filled in (profile §2): key id `default`, one
 * message a post. Every key id is there once; the key that signs now is the first, and of the others as many as make 64 are kept.
 * @param domain the domain whose document it must be, lower case
 */
export function checkDiscoveryDocument(value: unknown, domain: string): CompleteDiscoveryDocument {
  const doc = checkShape(validateDiscoveryDocument, value, 'discovery document');
  if (doc.domain !== undefined && doc.domain.toLowerCase() !== domain) refuse(`domain: not ${domain}`);
  const key_id = doc.key_id ?? 'default';
  const keys = (doc.keys ?? []).map((key) => ({
    key_id: key.key_id,
    public_key: key.public_key,
    expires_at: key.expires_at ?? null,
  }));
  distinct(
    keys.map((key) => key.key_id),
    (index) => `keys[${index}].key_id`,
  );
  const listed = keys.find((key) => key.key_id === key_id);
  if (listed && listed.public_key !== doc.public_key) refuse(`public_key: not that of key_id ${key_id}`);
  const active = listed ?? { key_id, public_key: doc.public_key, expires_at: null };
  const max_batch = doc.limits?.max_batch ?? 1;
  return {
    version: doc.version ?? '0.1',
    domain,
    federation_endpoint: checkUrl(doc.federation_endpoint, 'federation_endpoint'),
    // For clients: no server uses it, so what is wrong with it is no reason to be without the domain.
    api_endpoint: doc.api_endpoint,
    public_key: doc.public_key,
    key_id,
    keys: [active, ...keys.filter((key) => key !== listed)].slice(0, MAX_DOMAIN_KEYS),
    // How large a batch may be only `limits` can say.
    capabilities: doc.capabilities.filter((name) => name !== 'batch' || doc.limits?.max_batch !== undefined),
    limits: {
      max_batch,
      max_body_bytes: doc.limits?.max_body_bytes ?? MAX_MESSAGE_BYTES,
      max_attachment_bytes: doc.limits?.max_attachment_bytes ?? Number.MAX_SAFE_INTEGER,
    },
  };
}
