import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { contentDigest } from '@iimp/http-signatures/content-digest';
import { rawPublicKey } from '@iimp/http-signatures/keys';
import { signReceipt } from '@iimp/http-signatures/receipt';
import { signRequest } from '@iimp/http-signatures/sign-request';
import { signMore } from '@iimp/http-signatures/signing.testkit';
import { type DeliveryProof, FORMAT } from './proof.js';

export const ORIGIN = generateKeyPairSync('ed25519');
export const RECEIVER = generateKeyPairSync('ed25519');
/** When both sides sign, ms. */
export const SIGNED_AT = 1_800_000_000_000;
export const PUBLIC_KEY = rawPublicKey(RECEIVER.publicKey);

const TARGET = { authority: 'org2.test:8448', path: '/federation/v1/messages' };

/** A post of org1.test as org2.test answered it, both signed. */
export function signedExchange(
  body: string,
  answer: string,
  {
    status = 200,
    receiverKey = RECEIVER.privateKey,
    coversMore = false,
  }: { status?: number; receiverKey?: KeyObject; coversMore?: boolean } = {},
): Pick<DeliveryProof, 'request' | 'response'> {
  const headers = signRequest({
    method: 'POST',
    url: TARGET,
    destination: 'org2.test',
    body: Buffer.from(body),
    keyId: 'org1.test#2026a',
    privateKey: ORIGIN.privateKey,
    now: SIGNED_AT,
  });
  const toSign = {
    status,
    body: Buffer.from(answer),
    request: { signature: headers['signature'] ?? '', contentDigest: contentDigest(Buffer.from(body)) },
    keyId: 'org2.test#k7',
    privateKey: receiverKey,
    now: SIGNED_AT + 1_000,
  };
  const receipt = coversMore ? signMore(toSign, { method: 'POST', ...TARGET, query: '' }) : signReceipt(toSign);
  return {
    request: { method: 'POST', ...TARGET, headers: headers as DeliveryProof['request']['headers'], body },
    response: { status, headers: receipt as DeliveryProof['response']['headers'], body: answer },
  };
}

/** The proof of one message of such an exchange. */
export function proofOf(messageId: string, exchange: Pick<DeliveryProof, 'request' | 'response'>): DeliveryProof {
  return {
    format: FORMAT,
    message_id: messageId,
    domain: 'org2.test',
    ...exchange,
    keys: {
      origin: { key_id: '2026a', public_key: rawPublicKey(ORIGIN.publicKey) },
      receiver: { key_id: 'k7', public_key: PUBLIC_KEY },
    },
  };
}
