/**
 * Whether a request comes from the domain that it names (profile §6), in two steps with the look-up of the key between:
 * `parseSignature` refuses what no key could make right, `verifyRequest` the rest. What only a receiver knows is left to
 * it: whether the destination is a domain of its own, and whether `(keyid, nonce)` was seen before, for as long as
 * `expires` plus the skew.
 */
import { verify, type KeyObject } from 'node:crypto';
import { asciiLowerCase, isDomain } from '@iimp/protocol/address';
import { fromBase64url } from '@iimp/protocol/base64url';
import { MAX_SIGNATURE_WINDOW_SECONDS, MIN_NONCE_BYTES, SIGNATURE_SKEW_SECONDS } from '@iimp/protocol/limits';
import { requireContentDigest, sha256 } from './content-digest.js';
import { fieldValue, refuse, type HttpFields } from './fields.js';
import {
  keyIdParameter,
  readSignatureFields,
  requireParameter,
  secondsParameter,
  stringParameter,
  type SignatureFields,
} from './internal/signature-fields.js';
import type { SigningKeyId } from './keyid.js';
import {
  ALGORITHM,
  BODY_COMPONENTS,
  DESTINATION_HEADER,
  MAX_NONCE_CHARACTERS,
  REQUEST_COMPONENTS,
  REQUEST_LABEL,
  REQUEST_TAG,
} from './policy.js';
import { signatureBase, type RequestParts } from './signature-base.js';

export interface ParsedSignature extends SigningKeyId, SignatureFields {
  /** Seconds since the Unix epoch. */
  created: number;
  expires: number;
  nonce: string;
  /** The domain addressed, lower case. */
  destination: string;
}

export interface RequestToVerify extends RequestParts {
  /** The whole body, or instead its SHA-256 (32 bytes); neither or an empty body for a request without one. */
  body?: Uint8Array;
  digestOfBody?: Uint8Array;
}

function readNonce(nonce: string): string {
  if (nonce.length > MAX_NONCE_CHARACTERS) refuse(`nonce: longer than ${MAX_NONCE_CHARACTERS} characters`);
  let bytes: Uint8Array;
  try {
    bytes = fromBase64url(nonce);
  } catch {
    return refuse('nonce: not base64url');
  }
  return bytes.length >= MIN_NONCE_BYTES ? nonce : refuse(`nonce: fewer than ${MIN_NONCE_BYTES} bytes`);
}

function requireCovered(parsed: Pick<SignatureFields, 'components'>, names: readonly string[]): void {
  // A member of a field is not the field, so a component with a parameter does not count.
  const missing = names.find((name) => !parsed.components.some(({ identifier }) => identifier === `"${name}"`));
  if (missing !== undefined) refuse(`"${missing}": not covered`);
}

/** The signature of a request as far as its headers tell. Throws `invalid_signature` and nothing else. */
export function parseSignature(headers: HttpFields): ParsedSignature {
  const fields = readSignatureFields(headers, REQUEST_LABEL, 'alone');
  const { parameters } = fields;
  requireParameter(parameters, 'tag', REQUEST_TAG);
  requireParameter(parameters, 'alg', ALGORITHM);
  const created = secondsParameter(parameters, 'created');
  const expires = secondsParameter(parameters, 'expires');
  if (expires - created < 1 || expires - created > MAX_SIGNATURE_WINDOW_SECONDS)
    refuse(`expires: not 1 to ${MAX_SIGNATURE_WINDOW_SECONDS} seconds after created`);
  requireCovered(fields, REQUEST_COMPONENTS);
  const destination = asciiLowerCase(
    fieldValue(headers, DESTINATION_HEADER) ?? refuse(`${DESTINATION_HEADER}: missing`),
  );
  if (!isDomain(destination)) refuse(`${DESTINATION_HEADER}: not a domain`);
  return {
    ...fields,
    ...keyIdParameter(parameters),
    created,
    expires,
    nonce: readNonce(stringParameter(parameters, 'nonce')),
    destination,
  };
}

/** Refuses a signature that is from the future or too old, by more than the skew. `now` in milliseconds. */
export function requireWindow({ created, expires }: Pick<ParsedSignature, 'created' | 'expires'>, now: number): void {
  const seconds = now / 1000;
  if (created > seconds + SIGNATURE_SKEW_SECONDS) refuse('created: in the future');
  if (expires < seconds - SIGNATURE_SKEW_SECONDS) refuse('expires: in the past');
}

function requireBody(parsed: ParsedSignature, { body, digestOfBody, headers }: RequestToVerify): void {
  const hasBody = digestOfBody !== undefined || (body !== undefined && body.length > 0);
  const header = fieldValue(headers, 'content-digest');
  if (!hasBody && header === undefined) return;
  // What has no body need not name a type of it, and may still carry a digest (RFC 9530 §2: that of nothing).
  requireCovered(parsed, hasBody ? BODY_COMPONENTS : ['content-digest']);
  requireContentDigest(header ?? refuse('content-digest: missing'), digestOfBody ?? sha256(body ?? new Uint8Array(0)));
}

/**
 * Refuses (`invalid_signature`) a request whose window, digest or signature is wrong.
 * @param parsed from `parseSignature` over the same headers
 * @param publicKey Ed25519, of `parsed.domain` under `parsed.kid`
 * @param now milliseconds
 */
export function verifyRequest(
  parsed: ParsedSignature,
  request: RequestToVerify,
  publicKey: KeyObject,
  now: number,
): void {
  requireWindow(parsed, now);
  requireBody(parsed, request);
  const base = signatureBase(parsed.components, parsed.signatureParams, { request });
  if (!verify(null, base, publicKey, parsed.signature)) refuse('signature: does not verify');
}
