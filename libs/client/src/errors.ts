import { isTemporary } from '@iimp/protocol/codes';

/** What the server answered instead of a success (RFC 9457); `code` is stable (profile §9). */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly retryAfterMs?: number,
  ) {
    super(`${status} ${code}: ${detail}`);
  }

  /** Whether the same request may succeed later. */
  get temporary(): boolean {
    return isTemporary(this.code) || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

/** No answer: the connection failed, or the time was up. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';
}

/** Another identity key than the one known of this user. Nothing is encrypted to it until `acceptIdentity`. */
export class IdentityChangedError extends Error {
  override readonly name = 'IdentityChangedError';

  constructor(
    readonly address: string,
    readonly known: string,
    readonly offered: string,
  ) {
    super(`the identity key of ${address} has changed`);
  }
}

/** The error of a response that is no success. */
export async function errorOf(response: Response): Promise<ApiError> {
  const problem = (await response.json().catch(() => ({}))) as { code?: unknown; detail?: unknown };
  const code = typeof problem.code === 'string' ? problem.code : 'internal';
  const detail = typeof problem.detail === 'string' ? problem.detail : response.statusText;
  return new ApiError(response.status, code, detail, retryAfter(response.headers.get('retry-after')));
}

function retryAfter(header: string | null): number | undefined {
  return header !== null && /^\d{1,6}$/.test(header) ? Number(header) * 1_000 : undefined;
}
