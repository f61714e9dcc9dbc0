import type { KeyObject } from 'node:crypto';
import { requireContentDigest, sha256 } from '@iimp/http-signatures/content-digest';
import { publicKeyFromRaw } from '@iimp/http-signatures/keys';
import { type ParsedReceipt, parseReceipt, verifyReceipt } from '@iimp/http-signatures/receipt';
import { parseSignature, verifyRequest } from '@iimp/http-signatures/verify-request';
import { domainOf, isAddress } from '@iimp/protocol/address';
import { ProblemError } from '@iimp/protocol/problem';
import { type DeliveryProof, NoProof, RESPONSE_HEADERS } from './proof.js';

/** What a proof proves. */
export interface Proven {
  messageId: string;
  sender: string;
  /** The participants at the domain that it took the message for. */
  recipients: string[];
  domain: string;
  /** The receiver's key. */
  keyId: string;
  publicKey: string;
  /** When the receiver signed, ms. */
  signedAt: number;
  status: 'stored' | 'duplicate';
  /** Participants at the domain that do not exist there: it did not take the message for them. */
  unknownRecipients: string[];
  /** The sender's domain, and its key. */
  origin: string;
  originKeyId: string;
  /** Messages in the post. */
  messages: number;
}

/**
 * Verifies a proof with nothing but itself: no clock, no network, no database.
 * @param trusted the receiver's public key as known from elsewhere (base64url); without it the file's own key is believed
 * @throws NoProof with the reason
 */
export function verifyProof(proof: DeliveryProof, trusted?: string): Proven {
  const receipt = checkReceipt(proof, trusted);
  const request = checkRequest(proof);
  if (proof.response.status !== 200) throw new NoProof(`${proof.domain} answered with status ${proof.response.status}`);
  const sent = messagesOf(proof.request.body);
  const place = sent.findIndex((message) => message['message_id'] === proof.message_id);
  const message = sent[place];
  if (message === undefined) throw new NoProof(`the request does not contain the message ${proof.message_id}`);
  const { sender, participants } = peopleOf(message);
  if (domainOf(sender) !== request.domain)
    throw new NoProof(`the message is of ${sender}, but ${request.domain} signed the request`);
  const { status, unknownRecipients } = resultOf(proof, place);
  return {
    messageId: proof.message_id,
    sender,
    recipients: participants.filter((one) => domainOf(one) === proof.domain && !unknownRecipients.includes(one)),
    domain: proof.domain,
    keyId: receipt.kid,
    publicKey: proof.keys.receiver.public_key,
    signedAt: receipt.created * 1_000,
    status,
    unknownRecipients,
    origin: request.domain,
    originKeyId: request.kid,
    messages: sent.length,
  };
}

/** The receiver's signature over its answer, and over signature and digest of the request. */
function checkReceipt({ domain, request, response, keys }: DeliveryProof, trusted: string | undefined) {
  const receipt = step('the receipt', () => parseReceipt(response.headers));
  if (receipt.domain !== domain) throw new NoProof(`the receipt is signed by ${receipt.domain}, not by ${domain}`);
  if (receipt.kid !== keys.receiver.key_id)
    throw new NoProof(`the receipt is signed with the key ${receipt.kid}, the file has ${keys.receiver.key_id}`);
  if (trusted !== undefined && trusted !== keys.receiver.public_key)
    throw new NoProof(`the file's key of ${domain} is not the one that was given`);
  const { method, authority, path } = request;
  const { signature, 'content-digest': contentDigest } = request.headers;
  const covered = { signature, contentDigest, method, authority, path, query: '' };
  const { status, headers } = response;
  const strange = Object.keys(headers).find((name) => !isCovered(name, receipt));
  if (strange !== undefined) throw new NoProof(`response.headers: ${strange} is not covered by the receipt`);
  const body = Buffer.from(response.body);
  const key = keyOf(keys.receiver.public_key, `key of ${domain}`);
  step('the receipt', () => verifyReceipt(receipt, { status, headers, body, request: covered }, key));
  return receipt;
}

/** Whether a field of the answer belongs to the receipt. */
function isCovered(field: string, { components }: ParsedReceipt): boolean {
  const own: readonly string[] = RESPONSE_HEADERS;
  return own.includes(field) || components.some(({ name, req }) => name === field && !req);
}

/** The sender's signature over its request; it has expired long ago, which does not matter here. */
function checkRequest({ domain, request, keys }: DeliveryProof) {
  const { method, authority, path, headers } = request;
  // A signature covers it in lower case: what differs in case alone would pass.
  if (authority !== authority.toLowerCase()) throw new NoProof("the request's authority is not in lower case");
  const body = Buffer.from(request.body);
  step("the request's body", () => requireContentDigest(headers['content-digest'], sha256(body)));
  const parsed = step("the request's signature", () => parseSignature(headers));
  if (parsed.destination !== domain) throw new NoProof(`the request was addressed to ${parsed.destination}`);
  if (parsed.kid !== keys.origin.key_id)
    throw new NoProof(`the request is signed with the key ${parsed.kid}, the file has ${keys.origin.key_id}`);
  const key = keyOf(keys.origin.public_key, `key of ${parsed.domain}`);
  const atItsTime = parsed.created * 1_000;
  step("the request's signature", () =>
    verifyRequest(parsed, { method, authority, path, query: '', headers, body }, key, atItsTime),
  );
  return parsed;
}

/** The messages of a request, single or batch. */
function messagesOf(body: string): Record<string, unknown>[] {
  const value = jsonOf(body, 'request') as { messages?: unknown };
  const list = Array.isArray(value.messages) ? (value.messages as unknown[]) : [value];
  return list.map((message) => (typeof message === 'object' && message !== null ? { ...message } : {}));
}

function peopleOf({ sender, participants }: Record<string, unknown>): { sender: string; participants: string[] } {
  const people = Array.isArray(participants) ? (participants as unknown[]) : [];
  if (typeof sender !== 'string' || ![sender, ...people].every((one) => typeof one === 'string' && isAddress(one)))
    throw new NoProof('the message has no sender and participants');
  return { sender, participants: people as string[] };
}

/** What the answer says of one message of the request. */
function resultOf({ message_id, domain, response }: DeliveryProof, place: number) {
  const value = jsonOf(response.body, 'answer') as { results?: unknown };
  const results = Array.isArray(value.results) ? (value.results as unknown[]) : [value];
  const result = (results[place] ?? {}) as {
    message_id?: unknown;
    status?: unknown;
    code?: unknown;
    unknown_recipients?: unknown;
  };
  if (result.message_id !== message_id) throw new NoProof(`the answer says nothing of the message ${message_id}`);
  const { status, code, unknown_recipients: unknown } = result;
  if (status !== 'stored' && status !== 'duplicate')
    throw new NoProof(`${domain} did not take the message: ${String(status)} ${typeof code === 'string' ? code : ''}`);
  const unknownRecipients = Array.isArray(unknown)
    ? unknown.filter((one): one is string => typeof one === 'string')
    : [];
  return { status: status as Proven['status'], unknownRecipients };
}

function jsonOf(text: string, what: string): object {
  try {
    const value = JSON.parse(text) as unknown;
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // told below
  }
  throw new NoProof(`the ${what} is not a JSON object`);
}

function keyOf(raw: string, what: string): KeyObject {
  try {
    return publicKeyFromRaw(raw);
  } catch {
    throw new NoProof(`${what}: not an Ed25519 public key`);
  }
}

/** Says in which part a refusal of the signature library happened. */
function step<T>(what: string, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (error instanceof ProblemError) throw new NoProof(`${what}: ${error.detail}`);
    throw error;
  }
}
