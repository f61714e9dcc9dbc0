/**
 * Messages are stored as two texts: the envelope (the JSON object without `encrypted_keys`) and the `encrypted_keys` array. What
 * goes out is made of them by concatenation.
 */

/** A message (profile §4). */
export function messageJson(envelope: string, encryptedKeys: string): string {
  return `${envelope.slice(0, -1)},"encrypted_keys":${encryptedKeys}}`;
}

/** A message in a mailbox (profile §7). */
export function syncMessageJson(envelope: string, encryptedKeys: string, seq: number): string {
  return `${envelope.slice(0, -1)},"encrypted_keys":${encryptedKeys},"seq":${seq}}`;
}

/** Bytes that `messageJson` adds to its two parts; all of it is ASCII. */
export const MESSAGE_JSON_OVERHEAD = ',"encrypted_keys":'.length;
