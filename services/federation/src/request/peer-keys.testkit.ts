import type { MessagingClient } from '@iimp/messaging/client';
import { RateLimiter } from '@iimp/platform/rate-limit';
import { PeerKeys } from './peer-keys.js';

export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

/** Discovery as the test says, a clock and chance that the test decides. */
export function world({ perAddress = 1_000, inTotal = 1_000, maxBytes = 2 ** 26 } = {}) {
  const state = {
    /** Whether the database has a document of a domain. */
    isKnown: async (_domain: string): Promise<boolean> => false,
    now: 1_000_000_000_000,
    random: 0,
    asked: [] as string[],
    /** Whether each was asked for a stranger. */
    provisional: [] as boolean[],
    /** The document's, while its origin is asked: from now on. */
    freshMs: DAY,
    /** When the document came, where discovery says so. */
    fetchedAt: (): number | undefined => state.now,
    /** By how much the clock of discovery is ahead; undefined: it does not tell its time. */
    ahead: 0 as number | undefined,
    keys: { k1: 1 } as Record<string, number>,
    expiresAt: undefined as number | undefined,
    failure: undefined as Error | { code: string; retryAfterSeconds?: number } | undefined,
  };
  const request = async (_: string, asked: { domain: string; refresh?: boolean; provisional?: boolean }) => {
    const { domain, refresh = false, provisional = false } = asked;
    state.asked.push(refresh ? `${domain}!` : domain);
    state.provisional.push(provisional);
    if (state.failure instanceof Error) throw state.failure;
    if (state.failure) return { result: { case: 'problem', value: { detail: 'no', ...state.failure } } };
    const keys = Object.entries(state.keys).map(([keyId, byte]) => ({
      keyId,
      publicKey: new Uint8Array(32).fill(byte),
      ...(state.expiresAt === undefined ? {} : { expiresAtMs: String(state.expiresAt) }),
    }));
    const there = (at: number | undefined) => (at === undefined ? undefined : String(at + (state.ahead ?? 0)));
    const times = {
      expiresAtMs: there(state.now + state.freshMs),
      fetchedAtMs: there(state.fetchedAt()),
      nowMs: state.ahead === undefined ? undefined : there(state.now),
    };
    return { result: { case: 'resolved', value: { domain, keys, ...times } } };
  };
  const limiter = (burst: number) =>
    new RateLimiter({ rate: { perSecond: 1, burst }, what: 'test', now: () => state.now });
  const keys = new PeerKeys({
    client: { request } as unknown as MessagingClient,
    isKnown: (domain) => state.isKnown(domain),
    now: () => state.now,
    random: () => state.random,
    perAddress: limiter(perAddress),
    inTotal: limiter(inTotal),
    maxBytes,
  });
  return { state, keys };
}
