import type { DeliveryProof } from '@iimp/proto/admin-types';

/**
 * A proof of delivery as a file (profile §6.1, proto/schemas/admin/delivery-proof.json): the signed request, the signed answer, and the
 * public keys of both sides. Every value in it is covered by one of the two signatures or compared with something that is, so that no
 * change goes unseen; what is not (when we received it, say) is left out.
 */
export type { DeliveryProof } from '@iimp/proto/admin-types';

export type ProofKey = DeliveryProof['keys']['origin'];

export const FORMAT = 'iimp-delivery-proof-v1';
export const REQUEST_HEADERS = [
  'iimp-destination',
  'content-type',
  'content-digest',
  'signature-input',
  'signature',
] as const;
/** Beside them, what the receipt covers. */
export const RESPONSE_HEADERS = ['content-digest', 'signature-input', 'signature'] as const;

/** Why something proves nothing, in one line. */
export class NoProof extends Error {
  override readonly name = 'NoProof';
}

/** Reads a file's text. Throws NoProof, also for members that it does not know. */
export function parseProof(text: string): DeliveryProof {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new NoProof('the file is not JSON');
  }
  const root = members(value, 'the file', ['format', 'message_id', 'domain', 'request', 'response', 'keys']);
  if (root['format'] !== FORMAT) throw new NoProof(`the file is not of the format ${FORMAT}`);
  const request = members(root['request'], 'request', ['method', 'authority', 'path', 'headers', 'body']);
  const response = members(root['response'], 'response', ['status', 'headers', 'body']);
  const keys = members(root['keys'], 'keys', ['origin', 'receiver']);
  strings(root, 'the file', ['message_id', 'domain']);
  strings(request, 'request', ['method', 'authority', 'path', 'body']);
  strings(response, 'response', ['body']);
  if (typeof response['status'] !== 'number') throw new NoProof('response: status is not a number');
  const groups: [unknown, string, readonly string[]][] = [
    [request['headers'], 'request.headers', REQUEST_HEADERS],
    [keys['origin'], 'keys.origin', ['key_id', 'public_key']],
    [keys['receiver'], 'keys.receiver', ['key_id', 'public_key']],
  ];
  for (const [group, name, wanted] of groups) strings(members(group, name, wanted), name, wanted);
  const headers = members(response['headers'], 'response.headers');
  strings(headers, 'response.headers', [...RESPONSE_HEADERS, ...Object.keys(headers)]);
  return value as DeliveryProof;
}

/** @param wanted all that may be there; left out: anything */
function members(value: unknown, what: string, wanted?: readonly string[]): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new NoProof(`${what}: not an object`);
  const strange = Object.keys(value).find((name) => wanted?.includes(name) === false);
  if (strange !== undefined) throw new NoProof(`${what}: has a member that does not belong there: ${strange}`);
  return value as Record<string, unknown>;
}

function strings(value: Record<string, unknown>, what: string, names: readonly string[]): void {
  const wrong = names.find((name) => typeof value[name] !== 'string');
  if (wrong !== undefined) throw new NoProof(`${what}: ${wrong} is missing`);
}
