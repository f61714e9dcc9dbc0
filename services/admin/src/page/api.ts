/** The administration API, as the page uses it. */
import type {
  AdminDestinationChange,
  AdminDestinationDetail,
  AdminDestinationList,
  AdminDomainList,
  AdminIdentity,
  AdminOverview,
  AdminQuarantineCounts,
} from '@iimp/proto/admin-types';

export type Act = 'retry' | 'pause' | 'resume';

/** Why a request came to nothing; `status` 0: no answer at all. */
export class ApiFailure extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
  ) {
    super(detail);
  }
}

const TIMEOUT_MS = 10_000;
const BASE = '/admin/v1';

export class Api {
  constructor(private readonly token: string) {}

  whoami = (): Promise<AdminIdentity> => this.ask('/whoami');
  overview = (): Promise<AdminOverview> => this.ask('/overview');
  domains = (): Promise<AdminDomainList> => this.ask('/domains');
  quarantine = (): Promise<AdminQuarantineCounts> => this.ask('/quarantine');
  destination = (domain: string): Promise<AdminDestinationDetail> =>
    this.ask(`/destinations/${encodeURIComponent(domain)}`);

  /** Every destination that is known, a page at a time. */
  destinations(limit: number, after?: string): Promise<AdminDestinationList> {
    const query = new URLSearchParams({
      all: 'true',
      limit: String(limit),
      ...(after === undefined ? {} : { after }),
    });
    return this.ask(`/destinations?${query.toString()}`);
  }

  act(domain: string, act: Act): Promise<AdminDestinationChange> {
    return this.ask(`/destinations/${encodeURIComponent(domain)}/${act}`, 'POST');
  }

  private async ask<T>(path: string, method = 'GET'): Promise<T> {
    const request = {
      method,
      headers: { authorization: `Bearer ${this.token}`, accept: 'application/json' },
      cache: 'no-store',
      credentials: 'omit',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    } as const;
    let response: Response;
    let body: unknown;
    try {
      response = await fetch(`${BASE}${path}`, request);
      body = await response.json().catch(() => undefined);
    } catch {
      throw new ApiFailure(0, 'unreachable', 'the administration service does not answer');
    }
    if (response.ok) return body as T;
    const { code, detail } = (body ?? {}) as { code?: unknown; detail?: unknown };
    throw new ApiFailure(response.status, text(code, 'unknown'), text(detail, `status ${response.status}`));
  }
}

const text = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise);
