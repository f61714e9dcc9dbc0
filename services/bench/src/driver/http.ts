import { Pool } from 'undici';

/**
 * Connections to one API. Requests beyond them wait.
 *
 * @param ca the authority, PEM, of an `https:` address whose certificate is not of a public one
 */
export function poolOf(apiUrl: string, connections: number, ca?: string): Pool {
  return new Pool(apiUrl, {
    connections,
    pipelining: 1,
    connect: { timeout: 20_000, ...(ca && { ca }) },
    headersTimeout: 120_000,
    bodyTimeout: 120_000,
    keepAliveTimeout: 120_000,
  });
}

export const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

/** One pool for each API that these accounts use. */
export function poolsOf(accounts: readonly { apiUrl: string }[], connections: number): Map<string, Pool> {
  const urls = new Set(accounts.map(({ apiUrl }) => apiUrl));
  return new Map([...urls].map((url) => [url, poolOf(url, connections)]));
}
