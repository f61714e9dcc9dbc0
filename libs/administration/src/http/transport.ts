import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { rootCertificates } from 'node:tls';
import type { Validator } from '@iimp/proto/validators';
import { validateProblem } from '@iimp/proto/validators';
import { isCode } from '@iimp/protocol/codes';
import { ProblemError } from '@iimp/protocol/problem';

export interface TransportOptions {
  /** Of the admin service: `https://127.0.0.1:8450`. */
  url: string;
  token: string;
  /** Authorities to trust besides those of the system, PEM. */
  ca?: string | undefined;
  /** How long an answer may take, and one that is read as a stream may be silent; default 60 s. */
  timeoutMs?: number;
}

export interface Asked {
  query?: Readonly<Record<string, string | number | boolean | undefined>>;
  body?: unknown;
}

const TIMEOUT_MS = 60_000;
/** Longest answer that is read. */
const MAX_BYTES = 64 * 1_048_576;
/** Longest problem document that is read in the place of a stream. */
const MAX_PROBLEM_BYTES = 65_536;
/** How often a request is made that the service puts off, and how long it may be told to wait at most. */
const TRIES = 8;
const MAX_WAIT_S = 30;

interface Exchange {
  url: URL;
  method: string;
  body?: string | undefined;
  /** When it is over, however far it is; without it, a time of silence ends it. */
  signal?: AbortSignal;
}

/** Asks the administration API. What it refuses is thrown as the ProblemError that it answered with. */
export class Transport {
  constructor(private readonly options: TransportOptions) {}

  /** Asks, and checks that the answer has the shape of the contract. */
  async ask<T>(validator: Validator<T>, method: string, path: string, asked: Asked = {}): Promise<T> {
    const value = await this.send(method, path, asked);
    if (validator(value)) return value;
    throw new ProblemError('internal', `${path}: the answer is not what this version understands`);
  }

  /** Asks where there is nothing to answer but that it is done. */
  async tell(method: string, path: string, asked: Asked = {}): Promise<void> {
    await this.send(method, path, asked);
  }

  /**
   * Asks for bytes. The caller reads the stream to its end or destroys it, which ends the request; it fails when it is silent for too
   * long, or cut off. @returns also how many bytes there are, where the service says so
   */
  async open(path: string): Promise<{ stream: Readable; size: number | undefined }> {
    const url = this.urlOf(path);
    const stream = await this.patiently(async () => {
      const response = await this.exchange({ url, method: 'GET' });
      if (response.statusCode === 200) return response;
      throw refusal(url, response, await textOf(url, response, MAX_PROBLEM_BYTES));
    });
    const length = stream.headers['content-length'];
    return { stream, size: length === undefined ? undefined : Number(length) };
  }

  private async send(method: string, path: string, { query = {}, body: value }: Asked): Promise<unknown> {
    const url = this.urlOf(path);
    for (const [name, given] of Object.entries(query))
      if (given !== undefined) url.searchParams.set(name, String(given));
    const body = value === undefined ? undefined : JSON.stringify(value);
    return this.patiently(async () => {
      const signal = AbortSignal.timeout(this.options.timeoutMs ?? TIMEOUT_MS);
      const response = await this.exchange({ url, method, body, signal });
      const text = await textOf(url, response, MAX_BYTES);
      const { statusCode = 0 } = response;
      if (statusCode >= 200 && statusCode < 300) return text === '' ? undefined : parse(text);
      throw refusal(url, response, text);
    });
  }

  private urlOf(path: string): URL {
    return new URL(`/admin/v1${path}`, this.options.url);
  }

  /** Waits as it is told to when there are too many requests: everything here may be repeated. */
  private async patiently<T>(ask: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await ask();
      } catch (error) {
        const wait =
          error instanceof ProblemError && error.code === 'rate_limited' ? error.retryAfterSeconds : undefined;
        if (wait === undefined || wait > MAX_WAIT_S || tries === TRIES) throw error;
        await delay(wait * 1_000);
      }
    }
  }

  /** Resolves with an answer whose body is still to be read. */
  private exchange({ url, method, body, signal }: Exchange): Promise<IncomingMessage> {
    const { token, ca, timeoutMs = TIMEOUT_MS } = this.options;
    return new Promise((resolve, reject) => {
      const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(
        url,
        {
          method,
          agent: false,
          ...(signal === undefined ? {} : { signal }),
          headers: {
            authorization: `Bearer ${token}`,
            ...(body === undefined
              ? {}
              : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
          },
          ...(ca === undefined ? {} : { ca: [...rootCertificates, ca] }),
        },
        resolve,
      );
      const silent = (): void => void request.destroy(new Error(`it was silent for ${timeoutMs} ms`));
      if (signal === undefined) request.setTimeout(timeoutMs, silent);
      request.on('error', (cause) => reject(noAnswer(url, cause)));
      request.end(body);
    });
  }
}

const noAnswer = (url: URL, cause: Error): ProblemError =>
  new ProblemError(
    'unavailable',
    // Of a host with several addresses it has a code alone.
    `${url.host} does not answer: ${cause.message || (cause as NodeJS.ErrnoException).code}`,
    { cause },
  );

/** What the service said instead of what was asked for. */
function refusal(url: URL, { statusCode = 0, headers }: IncomingMessage, text: string): ProblemError {
  const value = parse(text);
  if (!validateProblem(value) || !isCode(value.code))
    return new ProblemError('unavailable', `${url.host} answered with status ${statusCode}: is it the admin service?`);
  const after = Number(headers['retry-after'] ?? Number.NaN);
  return new ProblemError(
    value.code,
    value.detail ?? 'no details',
    Number.isFinite(after) ? { retryAfterSeconds: after } : {},
  );
}

async function textOf(url: URL, response: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes) throw new Error('the answer is too long');
      chunks.push(chunk);
    }
  } catch (cause) {
    throw noAnswer(url, cause as Error);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
