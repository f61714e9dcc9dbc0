import { ApiError, NetworkError } from './errors.js';
import { Http, type HttpOptions } from './http.js';

/** An answer whose body the test sends. */
class Answer {
  private controller!: ReadableStreamDefaultController<Uint8Array>;
  cancelled = false;
  readonly response = new Response(
    new ReadableStream<Uint8Array>({
      start: (controller) => void (this.controller = controller),
      cancel: () => void (this.cancelled = true),
    }),
  );

  send(text: string): void {
    this.controller.enqueue(new TextEncoder().encode(text));
  }

  end(): void {
    this.controller.close();
  }

  fail(): void {
    this.controller.error(new Error('aborted'));
  }
}

describe('an answer', () => {
  let answer: Answer;
  let http: Http;
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
    answer = new Answer();
    const fetch = async (_url: string, init?: RequestInit): Promise<Response> => {
      init?.signal?.addEventListener('abort', () => answer.fail());
      return answer.response;
    };
    http = new Http({ apiUrl: 'https://x.test', fetch, timeoutMs: 1_000, attempts: 1 });
  });
  afterEach(() => jest.useRealTimers());
  const request = (streamed = false): Promise<Response> => http.request({ method: 'GET', path: 'sync', streamed });

  it.each([false, true])('may take its time, as long as some of it comes (streamed: %p)', async (streamed) => {
    const text = request(streamed).then((response) => response.text());
    for (let piece = 0; piece < 10; piece++) {
      await jest.advanceTimersByTimeAsync(900);
      answer.send(`${piece}`);
    }
    await jest.advanceTimersByTimeAsync(900);
    answer.end();
    expect(await text).toBe('0123456789');
  });

  it.each([false, true])('is given up when it stops coming (streamed: %p)', async (streamed) => {
    const text = request(streamed).then((response) => response.text());
    const failed = expect(text).rejects.toBeInstanceOf(NetworkError);
    answer.send('begun');
    await jest.advanceTimersByTimeAsync(1_001);
    await failed;
    expect(answer.cancelled).toBe(true);
  });

  it('that is a stream may be read as slowly as one likes', async () => {
    const { body } = await request(true);
    const reader = body!.getReader();
    answer.send('a');
    await jest.advanceTimersByTimeAsync(60_000);
    expect((await reader.read()).value).toEqual(new TextEncoder().encode('a'));
    answer.end();
    expect((await reader.read()).done).toBe(true);
  });
});

describe('another try', () => {
  const busy = (seconds: number): Response =>
    new Response('{"code":"unavailable"}', { status: 503, headers: { 'retry-after': `${seconds}` } });
  let asked: number;
  beforeEach(() => {
    jest.useFakeTimers();
    asked = 0;
  });
  afterEach(() => jest.useRealTimers());
  /** Asks a server that is busy once. */
  const ask = (seconds: number, options: Partial<HttpOptions>, mostWaitMs?: number): Promise<Response> => {
    const fetch = async (): Promise<Response> => (asked++ === 0 ? busy(seconds) : new Response('{}'));
    const http = new Http({ apiUrl: 'https://x.test', fetch, ...options });
    return http.request({
      method: 'GET',
      path: 'x',
      repeatable: true,
      ...(mostWaitMs === undefined ? {} : { mostWaitMs }),
    });
  };

  it.each<[number, Partial<HttpOptions>]>([
    [10, {}],
    [10, { retryCapMs: 1_000 }],
    [60, { retryCapMs: 1_000, mostWaitMs: 60_000 }],
  ])('comes after the %d s that the server asks for, with %j', async (seconds, options) => {
    const answer = ask(seconds, options);
    await jest.advanceTimersByTimeAsync(seconds * 1_000 - 1);
    expect(asked).toBe(1);
    await jest.advanceTimersByTimeAsync(1);
    expect((await answer).status).toBe(200);
  });

  it.each<[number, Partial<HttpOptions>, number | undefined]>([
    [11, {}, undefined],
    [11, { retryCapMs: 60_000 }, undefined],
    [3, { mostWaitMs: 2_000 }, undefined],
    [1, { mostWaitMs: 2_000 }, 0],
  ])('is left to who asks when the server asks for %d s, with %j', async (seconds, options, mostWaitMs) => {
    await expect(ask(seconds, options, mostWaitMs)).rejects.toBeInstanceOf(ApiError);
    expect(asked).toBe(1);
  });
});
