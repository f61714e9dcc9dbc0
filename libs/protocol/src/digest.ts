import type { Message } from '@iimp/proto/types';
import { canonicalHeader } from './canonical.js';

const utf8 = new TextEncoder();

/**
 * The bytes whose SHA-256 says "the same content": a message with a known id and the same digest is a duplicate, with
 * another one a conflict (profile §4). They hold H, `encrypted_payload` and `signature`; not `encrypted_keys`, of which each
 * domain sees its own. No part can hold the line break between them.
 */
export function contentDigestInput(m: Message): Uint8Array {
  return utf8.encode(contentDigestText(m));
}

/** The same as text, for hashes that take one: encoding it first costs half as much again as hashing it. */
export function contentDigestText(m: Message): string {
  return `${canonicalHeader(m)}\n${m.encrypted_payload}\n${m.signature ?? ''}`;
}
