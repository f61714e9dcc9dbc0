import type { KeyObject } from 'node:crypto';
import { publicKeyFromRaw } from '@iimp/http-signatures/keys';
import { hasReceipt, parseReceipt, verifyReceipt } from '@iimp/http-signatures/receipt';
import type { PeerResponse } from '@iimp/peer/peer-client';
import type { CompleteDiscoveryDocument } from '@iimp/protocol/validate';

/**
 * Proof of delivery as it is stored, once for each post (profile §6.1): all that is needed to verify it offline, except the messages, which are
 * kept anyway. The body of the request was `{"messages":[…]}` of `messages` in this order, as they travelled, or the one message itself where
 * `batch` is false; its SHA-256 is in `request.headers['content-digest']`, which the receipt covers.
 */
export interface StoredReceipt {
  readonly version: 1;
  /** Whether the signature was verified on arrival, and if not, why. */
  readonly verified: boolean;
  readonly problem?: string;
  readonly receivedAt: number;
  readonly request: {
    readonly method: 'POST';
    readonly authority: string;
    readonly path: string;
    /** As they were sent: signature, signature-input, content-digest, iimp-destination, content-type. */
    readonly headers: Readonly<Record<string, string>>;
    readonly batch: boolean;
    readonly messages: readonly string[];
  };
  readonly response: {
    readonly status: number;
    /** content-digest, signature, signature-input, and whatever else the receipt covers. */
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
  /** The keys that the domain published then. */
  readonly keys: { readonly domain: string; readonly keys: CompleteDiscoveryDocument['keys'] };
}

const KEPT_HEADERS = ['content-digest', 'signature', 'signature-input'] as const;
/** A receipt is kept for ever: what a peer may make us keep is bounded. */
const MAX_BODY_CHARACTERS = 256 * 1024;
const MAX_HEADER_CHARACTERS = 8 * 1024;
const MAX_HEADERS = 16;
const MAX_KEYS_IN_MEMORY = 10_000;

/** Looks at the receipts of answers. A missing or wrong one never holds up delivery; it is recorded. */
export class Receipts {
  readonly #keys = new Map<string, KeyObject>();

  constructor(private readonly now: () => number) {}

  /** Whether an answer claims to have a receipt of this domain. */
  isOf({ headers }: PeerResponse, domain: string): boolean {
    try {
      return hasReceipt(headers) && parseReceipt(headers).domain === domain;
    } catch {
      return false;
    }
  }

  /** Undefined where the answer has none and the domain does not promise any. */
  examine(
    answer: PeerResponse,
    request: StoredReceipt['request'],
    document: CompleteDiscoveryDocument,
    promised: boolean,
  ): StoredReceipt | undefined {
    if (!promised && !hasReceipt(answer.headers)) return undefined;
    const body = answer.body.toString('utf8');
    const headers = keptOf(answer.headers);
    // Part of an answer proves nothing, and a character cut in two could not be stored.
    const isTooLong = body.length > MAX_BODY_CHARACTERS;
    // By what is kept alone: that is all that whoever needs the proof will have.
    const kept = { ...answer, headers };
    const problem = isTooLong ? 'the answer is too long to be kept' : this.#problem(kept, request, document);
    return {
      version: 1,
      verified: problem === undefined,
      ...(problem === undefined ? {} : { problem }),
      receivedAt: this.now(),
      request,
      response: { status: answer.status, headers, body: isTooLong ? '' : body },
      keys: { domain: document.domain, keys: document.keys },
    };
  }

  /** What is wrong with the receipt. */
  #problem(
    { status, headers, body }: Pick<PeerResponse, 'status' | 'headers' | 'body'>,
    { method, authority, path, headers: sent }: StoredReceipt['request'],
    document: CompleteDiscoveryDocument,
  ): string | undefined {
    try {
      if (!hasReceipt(headers)) return 'the answer has no receipt';
      const receipt = parseReceipt(headers);
      if (receipt.domain !== document.domain) return `signed by ${receipt.domain}`;
      const now = this.now();
      const key = document.keys.find(
        ({ key_id, expires_at }) => key_id === receipt.kid && (expires_at ?? Infinity) > now,
      );
      if (key === undefined) return `signed by the key ${receipt.kid}, which ${document.domain} does not publish`;
      const { signature = '', 'content-digest': contentDigest = '' } = sent;
      const request = { signature, contentDigest, method, authority, path, query: '' };
      verifyReceipt(receipt, { status, headers, body, request }, this.#key(key.public_key), now);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  }

  #key(raw: string): KeyObject {
    let key = this.#keys.get(raw);
    if (key === undefined) {
      key = publicKeyFromRaw(raw);
      if (this.#keys.size >= MAX_KEYS_IN_MEMORY) this.#keys.clear();
      this.#keys.set(raw, key);
    }
    return key;
  }
}

/** What is kept of an answer's fields: those that make it a receipt, and those that it covers besides. */
function keptOf(headers: PeerResponse['headers']): Record<string, string> {
  const names = new Set<string>([...KEPT_HEADERS, ...coveredBy(headers)]);
  return Object.fromEntries(
    [...names].slice(0, MAX_HEADERS).flatMap((name) => {
      // Names may come from a peer: `constructor` is no field.
      const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
      return value === undefined ? [] : [[name, value.slice(0, MAX_HEADER_CHARACTERS)]];
    }),
  );
}

function coveredBy(headers: PeerResponse['headers']): string[] {
  try {
    return parseReceipt(headers).components.flatMap(({ name, req }) => (req || name.startsWith('@') ? [] : [name]));
  } catch {
    return [];
  }
}
