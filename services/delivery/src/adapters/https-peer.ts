import { keyidOf } from '@iimp/http-signatures/keyid';
import { signRequest } from '@iimp/http-signatures/sign-request';
import { skewOf } from '@iimp/peer/clock-skew';
import type { AttemptTarget } from '@iimp/peer/endpoint';
import type { PeerClient, PeerResponse } from '@iimp/peer/peer-client';
import { PeerError } from '@iimp/peer/peer-error';
import { parseRetryAfter } from '@iimp/peer/retry-after';
import type { DomainKeyring, Signer } from '@iimp/platform/domain-keyring';
import { parseJson } from '@iimp/platform/http/json';
import { MAX_SIGNATURE_WINDOW_SECONDS, SIGNATURE_SKEW_SECONDS } from '@iimp/protocol/limits';
import type { NoAnswer, OutboxRow, PeerPort, PostReport, ResolverPort, Target } from '../engine/ports.js';
import { KEY_REFRESH_MS } from '../engine/turned-away.js';
import type { Receipts, StoredReceipt } from './receipts.js';
import type { PeerTarget } from './resolver.js';
import { inPostSpan } from './tracing.js';

export interface HttpsPeerDeps {
  client: Pick<PeerClient, 'request'>;
  keyring: Pick<DomainKeyring, 'signer'>;
  receipts: Receipts;
  /** Asks again what keys a domain publishes. */
  resolver: ResolverPort;
  now: () => number;
  timeoutMs: number;
}

const PATH = '/federation/v1/messages';
/**
 * Of an answer: hundreds may come at once, so each has what its results may need, and room for a page of something in between. A
 * recipient that is unknown is named in it.
 */
const ANSWER_BYTES = 256 * 1024;
const RESULT_BYTES = 4 * 1024;
const BYTES_BESIDE_A_NAME = 8;

/** Domains that are asked for their keys again later. */
const MAX_TO_ASK = 1_000;

/** Posts to other domains over HTTPS, signed (profile §6, §6.1). */
export class HttpsPeer implements PeerPort {
  /** Domains that will be asked for their keys again. */
  readonly #toAsk = new Set<string>();

  constructor(private readonly deps: HttpsPeerDeps) {}

  whyNotSign(origin: string): string | undefined {
    try {
      this.deps.keyring.signer(origin);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  }

  post(target: Target, domain: string, rows: readonly OutboxRow[], signal: AbortSignal): Promise<PostReport> {
    return inPostSpan(domain, rows.length, () => this.#post(target, domain, rows, signal));
  }

  async #post(target: Target, domain: string, rows: readonly OutboxRow[], signal: AbortSignal): Promise<PostReport> {
    let signer: Signer;
    try {
      signer = this.deps.keyring.signer(rows[0]?.origin ?? '');
    } catch (error) {
      return { kind: 'trouble', detail: (error as Error).message };
    }
    const peer = target.handle as PeerTarget;
    const body = bodyOf(rows);
    let sent: { headers: Record<string, string>; target: AttemptTarget } | undefined;
    let answer: PeerResponse;
    const sentAt = this.deps.now();
    try {
      answer = await this.deps.client.request({
        domain,
        endpoint: peer.endpoint,
        method: 'POST',
        path: PATH,
        headers: { accept: 'application/json, application/problem+json' },
        sign: (url) => {
          sent = { headers: this.#sign(signer, domain, url, body), target: url };
          return sent.headers;
        },
        body,
        maxBytes: bytesOfAnswer(rows),
        timeoutMs: this.deps.timeoutMs,
        signal,
      });
    } catch (error) {
      return this.#failure(error, signal);
    }
    const skewMs = answer.status === 401 ? skewOf({ ...answer, sentAt, receivedAt: this.deps.now() }) : undefined;
    if (skewMs !== undefined && Math.abs(skewMs) > SIGNATURE_SKEW_SECONDS * 1_000) return differentClocks(skewMs);
    const report = {
      kind: 'answer' as const,
      status: answer.status,
      body: parse(answer.body),
      ...retryAfter(answer, this.deps.now()),
    };
    if (answer.status !== 200 || sent === undefined) return report;
    return { ...report, receipt: await this.#receipt(answer, sent, rows, peer) };
  }

  #sign(signer: Signer, domain: string, url: AttemptTarget, body: Buffer): Record<string, string> {
    return signRequest({
      method: 'POST',
      url,
      destination: domain,
      body,
      keyId: keyidOf(signer),
      privateKey: signer.privateKey,
      now: this.deps.now(),
      // As long as the post may take to arrive, and no longer.
      ttlSeconds: Math.min(MAX_SIGNATURE_WINDOW_SECONDS, Math.max(60, Math.ceil(this.deps.timeoutMs / 1_000))),
    });
  }

  async #receipt(
    answer: PeerResponse,
    sent: { headers: Record<string, string>; target: AttemptTarget },
    rows: readonly OutboxRow[],
    peer: PeerTarget,
  ): Promise<StoredReceipt | undefined> {
    const { receipts, resolver } = this.deps;
    const { authority, path } = sent.target;
    const messages = rows.map((row) => row.messageId);
    const batch = rows.length > 1;
    const request = { method: 'POST' as const, authority, path, headers: sent.headers, batch, messages };
    const { domain } = peer.document;
    const examined = receipts.examine(answer, request, peer.document, peer.receipts);
    if (examined?.verified !== false || !receipts.isOf(answer, domain) || this.#toAsk.has(domain)) return examined;
    // It may have a new key, also under the old id (profile §2).
    const again = await resolver.resolve(domain, true);
    const { document } = again.kind === 'target' ? (again.target.handle as PeerTarget) : peer;
    const examinedAgain = receipts.examine(answer, request, document, peer.receipts);
    if (examinedAgain?.verified === false) this.#askLater(domain);
    return examinedAgain;
  }

  /**
   * A domain is asked for its keys once a minute (profile §2), and that time was not over. Who exports the receipt looks up the key in what is
   * known of the domain then: so it is asked once more, though nothing is sent to it meanwhile.
   */
  #askLater(domain: string): void {
    if (this.#toAsk.has(domain) || this.#toAsk.size >= MAX_TO_ASK) return;
    this.#toAsk.add(domain);
    setTimeout(() => {
      this.#toAsk.delete(domain);
      void this.deps.resolver.resolve(domain, true).catch(() => undefined);
    }, KEY_REFRESH_MS).unref();
  }

  #failure(error: unknown, signal: AbortSignal): PostReport {
    if (signal.aborted) return { kind: 'failure', reason: 'aborted', detail: 'given up' };
    if (!(error instanceof PeerError)) return { kind: 'trouble', detail: (error as Error).message };
    return { kind: 'failure', reason: reasonOf(error), detail: error.detail };
  }
}

const OPENING = '{"messages":[';
const CLOSING = ']}';
const COMMA = 0x2c;

/** The one message, or `{"messages":[…]}` of several. Their texts are copied into it, where joining them first would copy each three times. */
function bodyOf(rows: readonly OutboxRow[]): Buffer {
  if (rows.length <= 1) return Buffer.from(rows[0]?.json ?? '');
  const commas = rows.length - 1;
  const bytes = rows.reduce((sum, row) => sum + row.bytes, OPENING.length + commas + CLOSING.length);
  const body = Buffer.allocUnsafe(bytes);
  let at = body.write(OPENING);
  rows.forEach(({ json }, index) => {
    if (index > 0) body[at++] = COMMA;
    at += body.write(json, at);
  });
  at += body.write(CLOSING, at);
  // Never what was in this memory before.
  return body.subarray(0, at);
}

function reasonOf({ reason }: PeerError): Exclude<NoAnswer, 'aborted'> {
  switch (reason) {
    case 'connect':
      return 'refused';
    case 'timeout':
      return 'timeout';
    case 'interrupted':
      return 'reset';
    case 'dns':
    case 'no-such-domain':
    case 'does-not-federate':
    case 'refused-address':
      return 'unreachable';
    case 'status':
    case 'bad-response':
      return 'protocol';
    default:
      return reason satisfies never;
  }
}

function retryAfter({ headers }: PeerResponse, now: number): { retryAfterMs?: number } {
  const seconds = parseRetryAfter(headers['retry-after'], now);
  return seconds === undefined ? {} : { retryAfterMs: seconds * 1_000 };
}

/** Undefined for what is not JSON, or would stop everybody while it is parsed. */
function parse(body: Buffer): unknown {
  try {
    return parseJson(body);
  } catch {
    return undefined;
  }
}

/** The most that is read of an answer to a post of these rows. */
function bytesOfAnswer(rows: readonly OutboxRow[]): number {
  const names = rows.flatMap(({ recipients }) => recipients);
  const bytesOfNames = names.reduce((sum, name) => sum + name.length + BYTES_BESIDE_A_NAME, 0);
  return ANSWER_BYTES + RESULT_BYTES * rows.length + bytesOfNames;
}

/**
 * Signatures are valid for a minute around their time, so none is now, whatever the peer thinks of our keys: that passes when a clock
 * is set right, and nothing is to be refused for good because of it.
 */
function differentClocks(skewMs: number): PostReport {
  const detail = `our signatures are refused while the clocks differ by ${Math.round(Math.abs(skewMs) / 1_000)} s`;
  return { kind: 'failure', reason: 'protocol', detail };
}
