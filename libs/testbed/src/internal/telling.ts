import type { Message } from '@iimp/proto/types';
import type { Fact } from '../scenario.js';

const MIB = 1024 * 1024;

/** Who encrypted what for whom, from the message itself. */
export function sealedFact(message: Message, algorithms: ReadonlyMap<string, string>): Fact {
  const bytesOf = (text: string): number => Buffer.from(text, 'base64url').length;
  return {
    kind: 'sealed',
    by: message.sender,
    payloadBytes: bytesOf(message.encrypted_payload),
    keys: message.encrypted_keys.map(({ recipient, encrypted_key }) => ({
      recipient,
      alg: algorithms.get(recipient) ?? 'unknown',
      bytes: bytesOf(encrypted_key),
    })),
  };
}

/** Throws when the story is not as it should be. */
export function check(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(`the story is broken: ${what}`);
}

/** How long something took, milliseconds, and what it gave. */
export async function timed<T>(work: () => Promise<T>): Promise<[ms: number, result: T]> {
  const start = performance.now();
  const result = await work();
  return [performance.now() - start, result];
}

export function* chunked(bytes: Buffer): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += MIB) yield bytes.subarray(at, at + MIB);
}
