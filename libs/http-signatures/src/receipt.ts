/**
 * Receipts (profile §6.1): the signature of a receiver over its answer and over the digest and the signature of the
 * request that it answers. Kept with headers and body of the answer, it proves without further ado that the domain took
 * exactly that request; so it does not expire.
 */
import { sign, verify, type KeyObject } from 'node:crypto';
import { SIGNATURE_SKEW_SECONDS } from '@iimp/protocol/limits';
import { contentDigest, requireContentDigest, sha256 } from './content-digest.js';
import { fieldValue, refuse, type HttpFields } from './fields.js';
import {
  keyIdParameter,
  readSignatureFields,
  requireParameter,
  secondsParameter,
  type SignatureFields,
} from './internal/signature-fields.js';
import { splitKeyid, type SigningKeyId } from './keyid.js';
import { ALGORITHM, RECEIPT_LABEL, RECEIPT_TAG, REQUEST_LABEL } from './policy.js';
import { component, type RequestParts, signatureBase } from './signature-base.js';

/**
 * What a receipt holds of the request: the values of its `Signature` and `Content-Digest`. A peer may cover more of it; that verifies
 * where it is given.
 */
export interface ReceiptRequest extends Partial<Omit<RequestParts, 'headers'>> {
  signature: string;
  contentDigest: string;
}

export interface ReceiptToSign {
  status: number;
  body: Uint8Array;
  request: ReceiptRequest;
  /** `<own domain>#<key id>`; the domain is the one that the request addressed. */
  keyId: string;
  privateKey: KeyObject;
  /** Milliseconds since the Unix epoch. */
  now: number;
}

export interface ParsedReceipt extends SigningKeyId, SignatureFields {
  /** Seconds since the Unix epoch. */
  created: number;
}

export interface ReceiptToVerify {
  status: number;
  /** Of the answer: `content-digest`, `signature-input`, `signature`, and what else is covered. */
  headers: HttpFields;
  /** Body of the answer, or instead its SHA-256 (32 bytes). */
  body?: Uint8Array;
  digestOfBody?: Uint8Array;
  request: ReceiptRequest;
}

const COMPONENTS = [
  component('@status'),
  component('content-digest'),
  component('signature', { req: true, key: REQUEST_LABEL }),
  component('content-digest', { req: true }),
];
const COMPONENT_LIST = `(${COMPONENTS.map(({ identifier }) => identifier).join(' ')})`;

const context = (status: number, headers: HttpFields, { signature, contentDigest, ...parts }: ReceiptRequest) => ({
  request: { ...parts, headers: { signature, 'content-digest': contentDigest } },
  response: { status, headers },
});

/** The header fields that make an answer a receipt, lower-case names; they must be sent as they are. */
export function signReceipt({ status, body, request, keyId, privateKey, now }: ReceiptToSign): Record<string, string> {
  if (!splitKeyid(keyId)) refuse('keyId: not <domain>#<key id>');
  const headers: Record<string, string> = { 'content-digest': contentDigest(body) };
  const params = `${COMPONENT_LIST};created=${Math.floor(now / 1000)};keyid="${keyId}";alg="${ALGORITHM}";tag="${RECEIPT_TAG}"`;
  const base = signatureBase(COMPONENTS, params, context(status, headers, request));
  headers['signature-input'] = `${RECEIPT_LABEL}=${params}`;
  headers['signature'] = `${RECEIPT_LABEL}=:${sign(null, base, privateKey).toString('base64')}:`;
  return headers;
}

/** Whether an answer claims to be a receipt, whatever it is worth; older peers and proxies answer without. Never throws. */
export function hasReceipt(headers: HttpFields): boolean {
  return Object.hasOwn(headers, 'signature-input') && headers['signature-input'] !== undefined;
}

/** The receipt in an answer as far as its headers tell. Throws `invalid_signature` and nothing else. */
export function parseReceipt(headers: HttpFields): ParsedReceipt {
  // What stands before a server may sign its answers too (RFC 9421 §4.3): the profile asks only of requests that there is one.
  const fields = readSignatureFields(headers, RECEIPT_LABEL, 'among others');
  const { parameters, components } = fields;
  requireParameter(parameters, 'tag', RECEIPT_TAG);
  // The profile names no `alg` for receipts: the key decides, and one that is named must agree.
  if (parameters.has('alg')) requireParameter(parameters, 'alg', ALGORITHM);
  const missing = COMPONENTS.find(
    (wanted) =>
      !components.some(({ name, req, key }) => name === wanted.name && req === wanted.req && key === wanted.key),
  );
  if (missing) refuse(`${missing.identifier}: not covered`);
  return { ...fields, ...keyIdParameter(parameters), created: secondsParameter(parameters, 'created') };
}

/**
 * Refuses (`invalid_signature`) a receipt that is not of this answer to this request.
 * @param parsed from `parseReceipt` over the same headers; whether its domain is the one addressed, the caller checks
 * @param now milliseconds: refuses one from the future; left out for old ones, read from an archive
 */
export function verifyReceipt(
  parsed: ParsedReceipt,
  { status, headers, body, digestOfBody, request }: ReceiptToVerify,
  publicKey: KeyObject,
  now?: number,
): void {
  if (now !== undefined && parsed.created > now / 1000 + SIGNATURE_SKEW_SECONDS) refuse('created: in the future');
  const digest = digestOfBody ?? sha256(body ?? refuse('content-digest: no body to compare with'));
  requireContentDigest(fieldValue(headers, 'content-digest') ?? refuse('content-digest: missing'), digest);
  const base = signatureBase(parsed.components, parsed.signatureParams, context(status, headers, request));
  if (!verify(null, base, publicKey, parsed.signature)) refuse('signature: does not verify');
}
