import type { TokenResponse } from '@iimp/proto/types';
import { ApiError } from './errors.js';
import type { Http, HttpRequest } from './http.js';

/** How long before its end a token is renewed, milliseconds. */
const RENEW_EARLY_MS = 30_000;

/** A log-in: keeps its access token fresh (profile §7), with one renewal at a time. */
export class Session {
  private renewal: Promise<void> | undefined;

  private constructor(
    private readonly http: Http,
    private tokens: TokenResponse,
    private renewAt: number,
    private readonly now: () => number,
  ) {}

  /** Throws ApiError `invalid_credentials`. */
  static async open(http: Http, user: string, password: string, now: () => number): Promise<Session> {
    const answer = await http.request({
      method: 'POST',
      path: 'auth/token',
      json: { user, password },
      repeatable: true,
    });
    const tokens = (await answer.json()) as TokenResponse;
    return new Session(http, tokens, renewTime(tokens, now()), now);
  }

  /** A request as this user. An access token that died early is renewed once. */
  async request(request: HttpRequest): Promise<Response> {
    if (this.now() >= this.renewAt) await this.renew();
    const token = this.tokens.access_token;
    try {
      return await this.http.request({ ...request, token });
    } catch (error) {
      const dead = error instanceof ApiError && error.code === 'unauthorized';
      if (!dead || (request.body !== undefined && !request.repeatable)) throw error;
      // Another request may have renewed it meanwhile.
      if (token === this.tokens.access_token) await this.renew();
      return this.http.request({ ...request, token: this.tokens.access_token });
    }
  }

  async json<T>(request: HttpRequest): Promise<T> {
    return (await (await this.request(request)).json()) as T;
  }

  /** Ends the log-in at the server. */
  async close(): Promise<void> {
    await this.http.request({
      method: 'POST',
      path: 'auth/logout',
      json: { refresh_token: this.tokens.refresh_token },
    });
  }

  private renew(): Promise<void> {
    this.renewal ??= this.rotate().finally(() => (this.renewal = undefined));
    return this.renewal;
  }

  private async rotate(): Promise<void> {
    // The server takes the token again for a minute, as long as what it gave for it was not used.
    const answer = await this.http.request({
      method: 'POST',
      path: 'auth/refresh',
      json: { refresh_token: this.tokens.refresh_token },
      repeatable: true,
    });
    this.tokens = (await answer.json()) as TokenResponse;
    this.renewAt = renewTime(this.tokens, this.now());
  }
}

function renewTime(tokens: TokenResponse, now: number): number {
  const lifeMs = tokens.expires_in * 1_000;
  return now + lifeMs - Math.min(RENEW_EARLY_MS, lifeMs / 2);
}
