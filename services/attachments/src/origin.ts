import type { Readable } from 'node:stream';
import { keyidOf } from '@iimp/http-signatures/keyid';
import { signRequest } from '@iimp/http-signatures/sign-request';
import type { MessagingClient } from '@iimp/messaging/client';
import type { PeerClient, PeerStream } from '@iimp/peer/peer-client';
import { parseRetryAfter } from '@iimp/peer/retry-after';
import type { DomainKeyring } from '@iimp/platform/domain-keyring';
import { ProblemError } from '@iimp/protocol/problem';
import { isCode } from '@iimp/protocol/codes';
import type { FetchJob } from '@iimp/storage/attachment-fetches';
import { failureOfAnswer, FetchFailure } from './fetch-failure.js';

/** Bytes of a problem document that are read. */
const MAX_PROBLEM_BYTES = 16_384;
/** For reading all of it: the client's time-out is only for each chunk. */
const PROBLEM_TIMEOUT_MS = 10_000;
/** Discovery may have to ask DNS and the domain. */
const RESOLVE_TIMEOUT_MS = 30_000;

export interface OriginDeps {
  client: Pick<MessagingClient, 'request'>;
  peer: Pick<PeerClient, 'stream'>;
  keyring: Pick<DomainKeyring, 'signer'>;
  now: () => number;
  /** How long reading a problem document may take. Default 10,000. */
  problemMs?: number;
}

/** What an origin serves of an attachment. */
export interface OriginBytes extends Part {
  stream: Readable;
}

interface Part {
  /** First byte: at most what was asked for; less when the origin does not know ranges and begins anew. */
  start: number;
  /** Byte before which it ends. */
  end: number;
}

/** Asks the domain that holds an attachment for it: discovery, signature, request, and what the answer means (profile §6.2). */
export class Origin {
  constructor(private readonly deps: OriginDeps) {}

  /** The ciphertext from byte `offset` on. Throws FetchFailure, PeerError or ProblemError; see `failureOf`. */
  async open(job: FetchJob, offset: number, signal: AbortSignal): Promise<OriginBytes> {
    const { peer, keyring, now } = this.deps;
    const endpoint = await this.resolve(job.origin);
    const signer = keyring.signer(job.destination);
    const answer = await peer.stream({
      domain: job.origin,
      endpoint,
      method: 'GET',
      path: `/federation/v1/attachments/${job.attachmentId}`,
      headers: offset > 0 ? { range: `bytes=${offset}-` } : {},
      sign: (url) =>
        signRequest({
          method: 'GET',
          url,
          destination: job.origin,
          keyId: keyidOf(signer),
          privateKey: signer.privateKey,
          now: now(),
        }),
      signal,
    });
    try {
      return { ...(await this.partOf(answer, job, offset)), stream: answer.stream };
    } catch (error) {
      answer.stream.destroy();
      throw error;
    }
  }

  private async resolve(domain: string) {
    const options = { timeoutMs: RESOLVE_TIMEOUT_MS };
    const { result } = await this.deps.client.request('discovery.resolve', { domain }, options);
    if (result.case === 'resolved') return result.value;
    if (result.case !== 'problem') throw new ProblemError('internal', 'discovery gave no answer');
    const { code, detail, retryAfterSeconds } = result.value;
    throw new ProblemError(isCode(code) ? code : 'unavailable', detail, {
      ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    });
  }

  /** Which bytes the answer has. Throws FetchFailure when it is not the attachment that we want. */
  private async partOf({ status, headers, stream }: PeerStream, job: FetchJob, offset: number): Promise<Part> {
    if (status !== 200 && status !== 206) {
      const retryAfter = parseRetryAfter(headers['retry-after'], this.deps.now()) ?? 0;
      throw failureOfAnswer(status, await problemCode(stream, this.deps.problemMs), retryAfter * 1000);
    }
    if ((headers['content-encoding'] ?? 'identity') !== 'identity') {
      throw new FetchFailure('few', `the origin sent it with content-encoding ${headers['content-encoding']}`);
    }
    if (status === 200) {
      const length = headers['content-length'];
      if (length !== undefined && Number(length) !== job.size) {
        throw new FetchFailure('few', `the origin has ${length} bytes instead of ${job.size}`);
      }
      return { start: 0, end: job.size };
    }
    const [, first, last, size] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/i.exec(headers['content-range'] ?? '') ?? [];
    const isOfOurs = Number(first) === offset && (size === '*' || Number(size) === job.size);
    if (offset === 0 || !isOfOurs || Number(last) < offset) {
      throw new FetchFailure('few', `the origin sent another range: ${headers['content-range'] ?? 'none'}`);
    }
    return { start: offset, end: Math.min(Number(last) + 1, job.size) };
  }
}

/** The code of a problem document; undefined when the body is none. Never reads much, nor for long. */
async function problemCode(stream: Readable, timeoutMs = PROBLEM_TIMEOUT_MS): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  const timer = setTimeout(() => stream.destroy(), timeoutMs);
  try {
    for await (const chunk of stream) {
      chunks.push(chunk as Buffer);
      size += (chunk as Buffer).length;
      if (size > MAX_PROBLEM_BYTES) return undefined;
    }
    const { code } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { code?: unknown };
    return typeof code === 'string' ? code : undefined;
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
