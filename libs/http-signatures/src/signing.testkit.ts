import { generateKeyPairSync, sign } from 'node:crypto';
import { ProblemError } from '@iimp/protocol/problem';
import { parseReceipt, signReceipt, type ReceiptToSign } from './receipt.js';
import { component, type RequestParts, signatureBase } from './signature-base.js';
import { signRequest, type RequestToSign } from './sign-request.js';
import { parseSignature, verifyRequest, type RequestToVerify } from './verify-request.js';

export const KEYS = generateKeyPairSync('ed25519');
export const OTHER_KEYS = generateKeyPairSync('ed25519');
/** When `signedPost` signs, milliseconds. */
export const NOW = 1_800_000_000_000;
export const BODY = Buffer.from('{"hello":"world"}');

/** A post as org1.test would send it to org2.test, and what the receiver sees of it. */
export function signedPost(overrides: Partial<RequestToSign> = {}): RequestToVerify {
  const url = { authority: 'federation.org2.test', path: '/federation/v1/messages', query: '' };
  const request: RequestToSign = {
    method: 'POST',
    url,
    destination: 'org2.test',
    body: BODY,
    keyId: 'org1.test#2026a',
    privateKey: KEYS.privateKey,
    now: NOW,
    ...overrides,
  };
  return {
    method: request.method,
    ...url,
    ...request.url,
    headers: { host: 'federation.org2.test', ...signRequest(request) },
    ...(request.body === undefined ? {} : { body: request.body }),
  };
}

/** A receipt that covers more than the profile asks for: further fields of the answer, and where the request went. */
export function signMore(
  toSign: ReceiptToSign,
  parts: Omit<RequestParts, 'headers'>,
  fields: Readonly<Record<string, string>> = { 'content-type': 'application/json' },
): Record<string, string> {
  const { status, request, privateKey } = toSign;
  const headers: Record<string, string> = { ...signReceipt(toSign), ...fields };
  const ofRequest = ['@method', '@authority', '@path', '@query'].map((name) => component(name, { req: true }));
  const ofAnswer = Object.keys(fields).map((name) => component(name));
  const more = [...ofAnswer, ...ofRequest].map(({ identifier }) => identifier).join(' ');
  const input = headers['signature-input']!.replace(')', ` ${more})`);
  const { components, signatureParams } = parseReceipt({ ...headers, 'signature-input': input });
  const sent = { signature: request.signature, 'content-digest': request.contentDigest };
  const context = { request: { ...parts, headers: sent }, response: { status, headers } };
  const signature = sign(null, signatureBase(components, signatureParams, context), privateKey).toString('base64');
  return { ...headers, 'signature-input': input, signature: `iimp-receipt=:${signature}:` };
}

/** Both steps of a receiver. */
export function accept(request: RequestToVerify, now = NOW, publicKey = KEYS.publicKey): void {
  verifyRequest(parseSignature(request.headers), request, publicKey, now);
}

/** Detail of the `invalid_signature` that a function throws; fails when it throws nothing, or anything else. */
export function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'invalid_signature') return error.detail;
    throw error;
  }
  throw new Error('nothing was refused');
}
