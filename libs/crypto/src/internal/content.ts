/** P, what the payload holds (profile §4), to bytes and back. */
import type { AttachmentRef, ContentAttachment, MessageContent } from '@iimp/proto/types';
import { validateMessageContent } from '@iimp/proto/validators';
import { MAX_PAYLOAD_BYTES, MAX_TEXT_BYTES } from '@iimp/protocol/limits';
import { ProblemError } from '@iimp/protocol/problem';
import { checkShape } from '@iimp/protocol/shape';
import type { MessageAttachment } from '../attachment.js';
import { PAYLOAD_OVERHEAD_BYTES } from './payload.js';
import { asBytes, type Bytes } from './sodium.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** In a unicode expression a surrogate is one that has no partner: no UTF-8 can say it. */
const LONE_SURROGATE = /\p{Surrogate}/u;

function checkText(text: string): void {
  if (LONE_SURROGATE.test(text)) throw new ProblemError('invalid_request', 'text: half a surrogate pair');
  if (text.length > MAX_TEXT_BYTES || encoder.encode(text).length > MAX_TEXT_BYTES)
    throw new ProblemError('too_large', `text: more than ${MAX_TEXT_BYTES} bytes`);
}

/** Readers take names of any length; those of this software until 2026-11-28 did not, and showed nothing of such a message. */
function checkNames({ name, media_type }: ContentAttachment): void {
  for (const [what, value, most] of [
    ['name', name, 1_024],
    ['media_type', media_type, 255],
  ] as const)
    if (value.length > most)
      throw new ProblemError('invalid_request', `${what} of an attachment: more than ${most} characters`);
}

const described = ({ attachment_id, key, name, media_type, size }: ContentAttachment): ContentAttachment => ({
  attachment_id,
  key,
  name,
  media_type,
  size,
});

export function encodeContent(text: string, attachments: readonly MessageAttachment[]): Bytes {
  checkText(text);
  attachments.forEach(checkNames);
  const content: MessageContent = { v: 1, text, attachments: attachments.map(described) };
  const bytes = asBytes(encoder.encode(JSON.stringify(checkShape(validateMessageContent, content, 'content'))));
  if (bytes.length + PAYLOAD_OVERHEAD_BYTES > MAX_PAYLOAD_BYTES)
    throw new ProblemError('too_large', `encrypted_payload: more than ${MAX_PAYLOAD_BYTES} bytes`);
  return bytes;
}

/**
 * The content in bytes that were decrypted. An attachment without its place in the header is refused: no server would
 * have fetched it, and nothing could be checked.
 * @param stored the attachments of the message
 */
export function decodeContent(
  bytes: Uint8Array,
  stored: readonly AttachmentRef[],
): { text: string; attachments: MessageAttachment[] } {
  let value: unknown;
  try {
    value = JSON.parse(decoder.decode(bytes));
  } catch {
    throw new ProblemError('invalid_request', 'content: not JSON in UTF-8');
  }
  const content = checkShape(validateMessageContent, value, 'content');
  checkText(content.text);
  // Each has a place of its own: others may attach one upload twice.
  const places = [...stored];
  const attachments = content.attachments.map((attachment) => {
    const at = places.findIndex(({ attachment_id }) => attachment_id === attachment.attachment_id);
    const [ref] = at < 0 ? [] : places.splice(at, 1);
    if (!ref) throw new ProblemError('invalid_request', 'content: an attachment that the message does not name');
    return { ...described(attachment), stored: { size: ref.size, sha256: ref.sha256 } };
  });
  return { text: content.text, attachments };
}
