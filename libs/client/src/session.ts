import type { TokenResponse } from '@iimp/proto/types';
import { ApiError } from './errors.js';
import { type Http, type HttpRequest, jsonOf } from './http.js';

/** How long before its end a token is renewed, milliseconds. */
const RENEW_EARLY_MS = 30_000;

export interface SessionOptions {
  http: Http;
  now: () => number;
  /** Told of each new one: the one before it is used up. */
  onRefreshToken?: ((token: string) => void | Promise<void>) | undefined;
}

/** A log-in: keeps its access token fresh (profile §7), with one renewal at a time. */
export class Session {
  private renewal: Promise<void> | undefined;
  private accessToken = '';
  private refreshToken = '';
  private renewAt = 0;
  /** The refresh token could not be told. */
  private isUntold = false;
  private telling: Promise<void> = Promise.resolve();

  private constructor(private readonly options: SessionOptions) {}

  /** Throws ApiError `invalid_credentials`. */
  static async open(options: SessionOptions, user: string, password: string): Promise<Session> {
    const session = new Session(options);
    await session.obtain('token', { user, password });
    return session;
  }

  /** Goes on with a log-in of before. Throws ApiError `invalid_credentials` when it is over. */
  static async resume(options: SessionOptions, refreshToken: string): Promise<Session> {
    const session = new Session(options);
    await session.obtain('refresh', { refresh_token: refreshToken });
    return session;
  }

  /** A request as this user. An access token that died early is renewed once. */
  async request(request: HttpRequest): Promise<Response> {
    const { http, now } = this.options;
    if (this.isUntold) await this.tell();
    if (now() >= this.renewAt) await this.renew();
    const token = this.accessToken;
    try {
      return await http.request({ ...request, token });
    } catch (error) {
      const dead = error instanceof ApiError && error.code === 'unauthorized';
      if (!dead || (request.body !== undefined && !request.repeatable)) throw error;
      // Another request may have renewed it meanwhile.
      if (token === this.accessToken) await this.renew();
      return http.request({ ...request, token: this.accessToken });
    }
  }

  async json<T>(request: HttpRequest): Promise<T> {
    return jsonOf<T>(await this.request(request));
  }

  /** Ends the log-in at the server. */
  async close(): Promise<void> {
    const json = { refresh_token: this.refreshToken };
    await this.options.http.request({ method: 'POST', path: 'auth/logout', json, repeatable: true });
  }

  private renew(): Promise<void> {
    const renew = (): Promise<void> => this.obtain('refresh', { refresh_token: this.refreshToken });
    this.renewal ??= renew().finally(() => (this.renewal = undefined));
    return this.renewal;
  }

  /** Repeatable: the server takes a refresh token again for a minute, as long as what it gave for it was not used. */
  private async obtain(how: 'token' | 'refresh', json: object): Promise<void> {
    const { http, now } = this.options;
    const answer = await http.request({ method: 'POST', path: `auth/${how}`, json, repeatable: true });
    const tokens = await jsonOf<TokenResponse>(answer);
    this.accessToken = tokens.access_token;
    this.refreshToken = tokens.refresh_token;
    this.renewAt = renewTime(tokens, now());
    // The call that renewed it asks nothing before it is kept, and fails as the keeping does. Others that run meanwhile do not wait for that.
    await this.tell();
  }

  /** One at a time, and the newest: who is told goes on with the last one. */
  private tell(): Promise<void> {
    this.isUntold = false;
    const told = this.telling.then(() => this.options.onRefreshToken?.(this.refreshToken));
    this.telling = told.catch(() => void (this.isUntold = true));
    return told;
  }
}

function renewTime(tokens: TokenResponse, now: number): number {
  const lifeMs = tokens.expires_in * 1_000;
  return now + lifeMs - Math.min(RENEW_EARLY_MS, lifeMs / 2);
}
