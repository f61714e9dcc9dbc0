import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'undici';
import { bearer } from './http.js';
import type { Account } from './plan.js';
import type { SealedRequest } from './sealing.js';

/** The results of one post, and how often it had to be repeated. */
export interface Posted {
  retries: number;
  /** What was not stored. */
  refused: string[];
}

const MOST_RETRIES = 20;
const RETRY_MS = 50;

/** Posts a request, again when the server says that it cannot now. Does not throw. */
export async function post(pool: Pool, sender: Account, request: SealedRequest): Promise<Posted> {
  for (let retries = 0; ; retries++) {
    try {
      const { statusCode, body } = await pool.request({
        method: 'POST',
        path: '/api/v1/messages',
        headers: { ...bearer(sender.token), 'content-type': 'application/json' },
        body: request.body,
      });
      const text = await body.text();
      const later = statusCode === 429 || statusCode === 503;
      if (!later || retries >= MOST_RETRIES) return { retries, refused: refusedIn(statusCode, text) };
    } catch (error) {
      if (retries >= MOST_RETRIES) return { retries, refused: [String(error)] };
    }
    await delay(RETRY_MS * (1 + Math.random()));
  }
}

/** What an answer says was not stored. */
export function refusedIn(status: number, text: string): string[] {
  if (status === 201) return [];
  if (status !== 200) return [`${status} ${text.slice(0, 300)}`];
  const answer = JSON.parse(text) as { status?: string; results?: { status: string }[] };
  return (answer.results ?? [answer])
    .filter(({ status: result }) => result !== 'stored' && result !== 'duplicate')
    .map((result) => JSON.stringify(result));
}
