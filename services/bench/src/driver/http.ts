import { Pool } from 'undici';

/** Connections to one API. Requests beyond them wait. */
export function poolOf(apiUrl: string, caPem: string, connections: number): Pool {
  return new Pool(apiUrl, {
    connections,
    pipelining: 1,
    connect: { ca: caPem, timeout: 20_000 },
    headersTimeout: 120_000,
    bodyTimeout: 120_000,
    keepAliveTimeout: 120_000,
  });
}

export const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

/** One pool for each API that these accounts use. */
export function poolsOf(
  accounts: readonly { apiUrl: string }[],
  caPem: string,
  connections: number,
): Map<string, Pool> {
  const urls = new Set(accounts.map(({ apiUrl }) => apiUrl));
  return new Map([...urls].map((url) => [url, poolOf(url, caPem, connections)]));
}
