import { generateKeyPairSync } from 'node:crypto';
import { ProblemError } from '@iimp/protocol/problem';
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
