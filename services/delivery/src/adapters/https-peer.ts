import { signRequest } from '@iimp/http-signatures/sign-request';
import type { AttemptTarget } from '@iimp/peer/endpoint';
import type { PeerClient, PeerResponse } from '@iimp/peer/peer-client';
import { PeerError } from '@iimp/peer/peer-error';
import { parseRetryAfter } from '@iimp/peer/retry-after';
import type { DomainKeyring, Signer } from '@iimp/platform/domain-keyring';
import { MAX_SIGNATURE_WINDOW_SECONDS } from '@iimp/protocol/limits';
import { KEY_REFRESH_MS } from '../engine/judge.js';
import type { NoAnswer, OutboxRow, PeerPort, PostReport, ResolverPort, Target } from '../engine/ports.js';
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
/** Of an answer; the results of 100 messages with hundreds of unknown recipients stay below it. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

const MAX_TO_ASK = 1_000;

/** Posts to other domains over HTTPS, signed (profile §6, §6.1). */
export class HttpsPeer implements PeerPort {
  /** Domains that will be asked for their keys again. */
  readonly #toAsk = new Set<string>();

  constructor(private readonly deps: HttpsPeerDeps) {}

  unsigned(origin: string): string | undefined {
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
    const batch = rows.length > 1;
    const body = Buffer.from(batch ? `{"messages":[${rows.map((row) => row.json).join(',')}]}` : (rows[0]?.json ?? ''));
    let sent: { headers: Record<string, string>; target: AttemptTarget } | undefined;
    let answer: PeerResponse;
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
        maxBytes: MAX_ANSWER_BYTES,
        timeoutMs: this.deps.timeoutMs,
        signal,
      });
    } catch (error) {
      return this.#failure(error, signal);
    }
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
      keyId: `${signer.domain}#${signer.keyId}`,
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
    const request = {
      method: 'POST' as const,
      authority,
      path,
      headers: sent.headers,
      batch: rows.length > 1,
      messages,
    };
    let { document } = peer;
    if (!receipts.knowsKey(answer, document)) {
      const again = await resolver.resolve(document.domain, true);
      if (again.kind === 'target') ({ document } = again.target.handle as PeerTarget);
      if (!receipts.knowsKey(answer, document)) this.#askLater(document.domain);
    }
    return receipts.examine(answer, request, document, peer.receipts);
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

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
