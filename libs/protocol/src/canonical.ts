import type { AttachmentRef, Message } from '@iimp/proto/types';
import { MAX_JSON_DEPTH } from './limits.js';
import { ProblemError } from './problem.js';

/** H of profile §4: what sender and recipients agree on beside the text. */
export interface MessageHeader {
  attachments: AttachmentRef[];
  conversation_id: string;
  message_id: string;
  participants: string[];
  reference: string | null;
  sender: string;
  timestamp: number;
  type: 'text' | 'edit';
}

function refuse(what: string): never {
  throw new ProblemError('invalid_request', `no canonical form: ${what}`);
}

/** In a unicode expression a surrogate is one that has no partner. */
const LONE_SURROGATE = /\p{Surrogate}/u;

function text(value: string): string {
  // JSON.stringify would write half a surrogate pair as an escape, which RFC 8785 §3.2.2.2 forbids.
  if (LONE_SURROGATE.test(value)) refuse('a lone surrogate');
  return JSON.stringify(value);
}

function serialize(value: unknown, depth: number): string {
  if (depth > MAX_JSON_DEPTH) refuse('nested too deep');
  switch (typeof value) {
    case 'string':
      return text(value);
    case 'number':
      // ECMAScript's own form of numbers is the one that RFC 8785 §3.2.2.3 takes.
      return Number.isFinite(value) ? JSON.stringify(value) : refuse('a number that is not finite');
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object': {
      if (value === null) return 'null';
      if (Array.isArray(value)) return `[${Array.from(value, (item) => serialize(item, depth + 1)).join(',')}]`;
      if (Object.prototype.toString.call(value) !== '[object Object]') return refuse('an object that JSON has not');
      const members = Object.entries(value).filter(([, member]) => member !== undefined);
      // The default order of sort is that of UTF-16 code units (RFC 8785 §3.2.3).
      members.sort(([a], [b]) => (a < b ? -1 : 1));
      return `{${members.map(([key, member]) => `${text(key)}:${serialize(member, depth + 1)}`).join(',')}}`;
    }
    default:
      return refuse(`a ${typeof value}`);
  }
}

/**
 * JSON in its canonical form (RFC 8785, "JCS"). Members that are undefined are left out, as JSON does; what JSON cannot
 * say, lone surrogates and nesting beyond 64 levels are `invalid_request`.
 */
export function canonicalize(value: unknown): string {
  return serialize(value, 0);
}

/** H of a message (profile §4): participants sorted by code unit, attachments [] if absent. */
export function messageHeader(m: Omit<Message, 'encrypted_payload' | 'encrypted_keys' | 'signature'>): MessageHeader {
  return {
    attachments: (m.attachments ?? []).map(({ attachment_id, sha256, size }) => ({ attachment_id, sha256, size })),
    conversation_id: m.conversation_id,
    message_id: m.message_id,
    participants: [...m.participants].sort(),
    reference: m.reference,
    sender: m.sender,
    timestamp: m.timestamp,
    type: m.type,
  };
}

/** JCS(H) of a message that passed `checkMessage` (profile §4). */
export function canonicalHeader(m: Parameters<typeof messageHeader>[0]): string {
  // messageHeader writes the members in canonical order, and checked values are ASCII and integers: plain JSON is canonical.
  return JSON.stringify(messageHeader(m));
}
