import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
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
  /** How long an answer may take; default 60 s. */
  timeoutMs?: number;
}

export interface Asked {
  query?: Readonly<Record<string, string | number | boolean | undefined>>;
  body?: unknown;
}

/** Longest answer that is read. */
const MAX_BYTES = 64 * 1_048_576;

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

  private async send(method: string, path: string, { query = {}, body }: Asked): Promise<unknown> {
    const url = new URL(`/admin/v1${path}`, this.options.url);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, String(value));
    const { status, text } = await this.exchange(url, method, body === undefined ? undefined : JSON.stringify(body));
    const value = text === '' ? undefined : parse(text);
    if (status >= 200 && status < 300) return value;
    if (validateProblem(value) && isCode(value.code)) throw new ProblemError(value.code, value.detail ?? 'no details');
    throw new ProblemError('unavailable', `${url.host} answered with status ${status}: is it the admin service?`);
  }

  private exchange(url: URL, method: string, body: string | undefined): Promise<{ status: number; text: string }> {
    const { token, ca, timeoutMs = 60_000 } = this.options;
    return new Promise((resolve, reject) => {
      const fail = (cause: Error): void =>
        reject(new ProblemError('unavailable', `${url.host} does not answer: ${cause.message}`, { cause }));
      const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(
        url,
        {
          method,
          agent: false,
          signal: AbortSignal.timeout(timeoutMs),
          headers: {
            authorization: `Bearer ${token}`,
            ...(body === undefined
              ? {}
              : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
          },
          ...(ca === undefined ? {} : { ca: [...rootCertificates, ca] }),
        },
        (response) => {
          const chunks: Buffer[] = [];
          let size = 0;
          response.on('data', (chunk: Buffer) => {
            size += chunk.length;
            if (size > MAX_BYTES) request.destroy(new Error('the answer is too long'));
            else chunks.push(chunk);
          });
          response.on('error', fail);
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
          );
        },
      );
      request.on('error', fail);
      request.end(body);
    });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
