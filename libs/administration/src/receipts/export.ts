import { parseSignature } from '@iimp/http-signatures/verify-request';
import { parseReceipt } from '@iimp/http-signatures/receipt';
import { ProblemError } from '@iimp/protocol/problem';
import type { Database } from '@iimp/storage/database';
import { DiscoveryCache } from '@iimp/storage/discovery-cache';
import { Domains } from '@iimp/storage/domains';
import { DeliveriesView, type DeliveryReceipt } from '@iimp/storage/outbox/deliveries-view';
import { type DeliveryProof, FORMAT, NoProof, type ProofKey, REQUEST_HEADERS, RESPONSE_HEADERS } from './proof.js';
import { verifyProof } from './verify.js';

/** What the delivery service keeps of a receipt, as far as a proof needs it. */
interface KeptReceipt {
  problem?: string;
  request: {
    method: string;
    authority: string;
    path: string;
    headers: Record<string, string>;
    batch: boolean;
    messages: string[];
  };
  response: { status: number; headers: Record<string, string>; body: string };
  keys: { keys: { key_id: string; public_key: string }[] };
}

/**
 * The proof that `domain` (or the only domain with a receipt) took a message. It is verified before it is given out.
 * @throws ProblemError `not_found` when there is none, or when it would not convince; `invalid_request` when there are several
 */
export async function exportProof(db: Database, messageId: string, domain?: string): Promise<DeliveryProof> {
  const receipts = await new DeliveriesView(db).receipts(messageId, domain);
  const [receipt] = receipts;
  if (receipt === undefined)
    throw new ProblemError(
      'not_found',
      `no receipt is kept of ${messageId}${domain === undefined ? '' : ` from ${domain}`}: it was not sent, is not delivered yet, or the destination gives none`,
    );
  if (receipts.length > 1)
    throw new ProblemError(
      'invalid_request',
      `several domains took it, say which: ${receipts.map((one) => one.domain).join(', ')}`,
    );
  try {
    return convincing(await assemble(db, messageId, receipt));
  } catch (error) {
    const { problem } = receipt.receipt as KeptReceipt;
    if (!(error instanceof NoProof) && problem === undefined) throw error;
    throw new ProblemError(
      'not_found',
      `what ${receipt.domain} answered does not prove the delivery: ${problem ?? (error as Error).message}`,
      { cause: error },
    );
  }
}

/** The first proof that is accepted. @throws NoProof with what is wrong with the last */
function convincing(proofs: readonly DeliveryProof[]): DeliveryProof {
  let failure = new NoProof('the key that signed the receipt is not known');
  for (const proof of proofs) {
    try {
      verifyProof(proof);
      return proof;
    } catch (error) {
      if (!(error instanceof NoProof)) throw error;
      failure = error;
    }
  }
  throw failure;
}

/** What was kept, as a proof by each key that the domain has had under the id: one may have replaced another. */
async function assemble(
  db: Database,
  messageId: string,
  { domain, receipt }: DeliveryReceipt,
): Promise<DeliveryProof[]> {
  const { request, response, keys } = receipt as KeptReceipt;
  const signedBy = parseSignature(request.headers);
  const originKey = (await new Domains(db).keys(signedBy.domain)).find(({ keyId }) => keyId === signedBy.kid);
  if (originKey === undefined) throw new NoProof(`the key ${signedBy.keyid} that signed the request is not known`);
  const receiverKeyId = parseReceipt(response.headers).kid;
  const known = [...keys.keys, ...(await keysNow(db, domain))].filter(({ key_id }) => key_id === receiverKeyId);
  const receivers = new Set(known.map(({ public_key }) => public_key));
  if (receivers.size === 0) throw new NoProof(`${domain} did not publish the key ${receiverKeyId}`);
  const travelled = await new DeliveriesView(db).travelled(request.messages, domain);
  const bodies = travelled.map(({ json }) => json);
  return [...receivers].map((public_key) => ({
    format: FORMAT,
    message_id: messageId,
    domain,
    request: {
      method: request.method,
      authority: request.authority,
      path: request.path,
      headers: pick(request.headers, REQUEST_HEADERS),
      body: request.batch ? `{"messages":[${bodies.join(',')}]}` : (bodies[0] ?? ''),
    },
    response: {
      status: response.status,
      headers: { ...response.headers, ...pick(response.headers, RESPONSE_HEADERS) },
      body: response.body,
    },
    keys: {
      origin: { key_id: originKey.keyId, public_key: originKey.publicKey },
      receiver: { key_id: receiverKeyId, public_key },
    },
  }));
}

/** What discovery knows of a domain by now: a key that signs at once after a rotation was not known yet when its first receipts came. */
async function keysNow(db: Database, domain: string): Promise<ProofKey[]> {
  const entry = await new DiscoveryCache(db).get('domain', domain);
  const known = JSON.parse(entry?.document ?? '{}') as { document?: { keys?: ProofKey[] } };
  return known.document?.keys ?? [];
}

function pick<N extends string>(headers: Record<string, string>, names: readonly N[]): Record<N, string> {
  return Object.fromEntries(names.map((name) => [name, headers[name] ?? ''])) as Record<N, string>;
}
