/** Requests to the home server: time-outs, and another try with full jitter where that is safe and may help. */
import { ApiError, errorOf, NetworkError } from './errors.js';

export type Fetch = (input: string, init?: RequestInit) => Promise<Response>;

export interface HttpOptions {
  /** `https://host[:port]` of the home server's API: `api_endpoint` of the domain's discovery document. */
  apiUrl: string;
  fetch?: Fetch;
  /** Until an answer begins, without the wait that was asked for, and then until each next piece of it; default 30 s. */
  timeoutMs?: number;
  /** Tries in all of a request that may be repeated; default 5. */
  attempts?: number;
  /** Back-off: full jitter below base·2^n, at most cap. Defaults 250 and 10,000. */
  retryBaseMs?: number;
  retryCapMs?: number;
  /** Longest `Retry-After` that a call waits for by itself: an answer that asks for more is thrown. Default 10,000. */
  mostWaitMs?: number;
  random?: () => number;
}

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT';
  /** Below `/api/v1/`, with its query. */
  path: string;
  json?: unknown;
  body?: RequestInit['body'];
  headers?: Record<string, string>;
  token?: string;
  /** Repeating it does no harm. */
  repeatable?: boolean;
  /** In the place of `mostWaitMs` of the options. */
  mostWaitMs?: number;
  /** Added to the time until the answer begins: how long the server was asked to hold the request. */
  holdMs?: number;
  /** The answer is given when its head is there; else when all of it is. */
  streamed?: boolean;
  signal?: AbortSignal;
}

export class Http {
  private readonly fetch: Fetch;
  private readonly random: () => number;
  private readonly base: string;

  constructor(private readonly options: HttpOptions) {
    this.fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
    this.random = options.random ?? Math.random;
    this.base = `${options.apiUrl.replace(/\/+$/, '')}/api/v1/`;
  }

  /** A successful response. Throws ApiError or NetworkError. */
  async request(request: HttpRequest): Promise<Response> {
    const attempts = request.repeatable ? (this.options.attempts ?? 5) : 1;
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.once(request);
      } catch (error) {
        request.signal?.throwIfAborted();
        const floor = waitAskedFor(error);
        const mostWaitMs = request.mostWaitMs ?? this.options.mostWaitMs ?? 10_000;
        // Half a minute or an hour is for the caller to wait, who is told how long: a call that sleeps looks like one that hangs.
        if (attempt >= attempts || !mayHelp(error) || floor > mostWaitMs) throw error;
        await pause(Math.max(floor, this.backoff(attempt)), request.signal);
      }
    }
  }

  private backoff(attempt: number): number {
    const { retryBaseMs = 250, retryCapMs = 10_000 } = this.options;
    return this.random() * Math.min(retryCapMs, retryBaseMs * 2 ** attempt);
  }

  private async once(request: HttpRequest): Promise<Response> {
    const { timeoutMs = 30_000 } = this.options;
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), timeoutMs + (request.holdMs ?? 0));
    try {
      const response = await this.fetch(`${this.base}${request.path}`, this.init(request, timeout));
      if (!response.ok) throw await errorOf(response);
      clearTimeout(timer);
      const answer = watched(response, timeoutMs);
      return request.streamed ? answer : await whole(answer);
    } catch (error) {
      if (error instanceof ApiError || error instanceof NetworkError) throw error;
      request.signal?.throwIfAborted();
      throw new NetworkError(timeout.signal.aborted ? 'no answer in time' : `no answer: ${reason(error)}`, {
        cause: error,
      });
    } finally {
      clearTimeout(timer);
    }
  }

  private init(request: HttpRequest, timeout: AbortController): RequestInit & { duplex?: 'half' } {
    const { method, json, body, token, signal } = request;
    const headers: Record<string, string> = { accept: 'application/json', ...request.headers };
    if (token !== undefined) headers.authorization = `Bearer ${token}`;
    if (json !== undefined) headers['content-type'] = 'application/json';
    const content = json === undefined ? body : JSON.stringify(json);
    return {
      method,
      headers,
      redirect: 'error',
      signal: signal ? AbortSignal.any([signal, timeout.signal]) : timeout.signal,
      ...(content === undefined || content === null ? {} : { body: content, duplex: 'half' as const }),
    };
  }
}

/** What a successful response says. Throws NetworkError when it is no JSON: then something between here and the server made it up. */
export async function jsonOf<T>(response: Response): Promise<T> {
  try {
    return (await response.json()) as T;
  } catch (cause) {
    throw new NetworkError('the answer is not JSON', { cause });
  }
}

async function whole(response: Response): Promise<Response> {
  return response.body ? new Response(await response.arrayBuffer(), response) : response;
}

/** The same answer, whose body fails when nothing of it comes for so long. One that is slow is not silent: a page of megabytes takes minutes on some lines. */
function watched(response: Response, silenceMs: number): Response {
  const reader = response.body?.getReader();
  if (!reader) return response;
  const pull = async (controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
    const { done, value } = await readWithin(reader, silenceMs);
    if (done) controller.close();
    else controller.enqueue(value);
  };
  // Nothing is read ahead: how long a reader thinks between two pieces is not the server's silence.
  const stream = new ReadableStream({ pull, cancel: (reason) => reader.cancel(reason) }, { highWaterMark: 0 });
  return new Response(stream, response);
}

async function readWithin(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  silenceMs: number,
): ReturnType<typeof reader.read> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NetworkError('the answer stopped coming')), silenceMs);
  });
  try {
    return await Promise.race([reader.read(), silence]);
  } catch (error) {
    reader.cancel(error).catch(() => undefined);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function mayHelp(error: unknown): boolean {
  if (error instanceof NetworkError) return true;
  // A conflict that will pass (an original still under way) is for the caller to wait for.
  return error instanceof ApiError && error.temporary && error.status !== 409;
}

/** `Retry-After` of what the server answered, ms; 0 without one. */
export function waitAskedFor(error: unknown): number {
  return error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0;
}

function reason(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}

/** Waits, or throws what the signal says. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, ms);
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });
  });
}
