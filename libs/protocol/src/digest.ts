import type { Message } from '@iimp/proto/types';
import { canonicalHeader } from './canonical.js';

/**
 * The text whose SHA-256 says "the same content": a message with a known id and the same digest is a duplicate, with
 * another one a conflict (profile §4). It holds H, `encrypted_payload` and `signature`; not `encrypted_keys`, of which each
 * domain sees its own. No part can hold the line break between them.
 */
export function contentDigestText(m: Message): string {
  return `${canonicalHeader(m)}\n${m.encrypted_payload}\n${m.signature ?? ''}`;
}
