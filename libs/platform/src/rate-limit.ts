import { ProblemError } from '@iimp/protocol/problem';
import type { Rate } from './config/values.js';

interface Bucket {
  tokens: number;
  at: number;
}

export interface RateLimiterOptions {
  /** `undefined`: everything is let through. */
  rate: Rate | undefined;
  /** Whom the detail of a refusal names: "this user", "this address". */
  what: string;
  /** Keys remembered; the one not seen for longest is forgotten first. Default 50,000. */
  maxKeys?: number;
  now?: () => number;
}

/**
 * A token bucket for each key (an address, a user, a domain), in this process. Memory is bounded: with more keys than `maxKeys`
 * at once the eldest begins anew, so a flood of new keys gains nothing for itself and costs nobody else more than a fresh start.
 */
export class RateLimiter {
  private readonly buckets = new Map<string, Bucket>();
  private readonly rate: Rate | undefined;
  private readonly what: string;
  private readonly maxKeys: number;
  private readonly now: () => number;

  constructor({ rate, what, maxKeys = 50_000, now = Date.now }: RateLimiterOptions) {
    this.rate = rate;
    this.what = what;
    this.maxKeys = maxKeys;
    this.now = now;
  }

  /**
   * Takes `cost` tokens (at most the burst, so that a large batch can pass at all).
   * @returns 0, or after how many ms it may be tried again; then nothing was taken
   */
  take(key: string, cost = 1): number {
    if (!this.rate) return 0;
    const { perSecond, burst } = this.rate;
    const now = this.now();
    const bucket = this.buckets.get(key) ?? { tokens: burst, at: now };
    bucket.tokens = Math.min(burst, bucket.tokens + (Math.max(0, now - bucket.at) * perSecond) / 1_000);
    bucket.at = now;
    // Deleting and setting again keeps the map in order of last use.
    this.buckets.delete(key);
    this.buckets.set(key, bucket);
    if (this.buckets.size > this.maxKeys) this.buckets.delete(this.buckets.keys().next().value!);
    const asked = Math.min(cost, burst);
    if (bucket.tokens >= asked) {
      bucket.tokens -= asked;
      return 0;
    }
    return Math.ceil(((asked - bucket.tokens) / perSecond) * 1_000);
  }

  /** Takes, or throws `rate_limited` with the seconds to wait. */
  consume(key: string, cost = 1): void {
    const waitMs = this.take(key, cost);
    if (waitMs > 0)
      throw new ProblemError('rate_limited', `too many requests from ${this.what}`, {
        retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1_000)),
      });
  }
}

/**
 * The key of a client's address: of IPv6 its /64, since a client has as many addresses in it as it likes.
 * @param ip as a socket tells it
 */
export function addressKey(ip: string): string {
  if (!ip.includes(':')) return ip;
  const mapped = /^::ffff:([0-9.]+)$/i.exec(ip);
  if (mapped) return mapped[1]!;
  const [before = '', after] = ip.split('%', 1)[0]!.toLowerCase().split('::');
  const head = before === '' ? [] : before.split(':');
  const tail = after === undefined || after === '' ? [] : after.split(':');
  const zeros = after === undefined ? 0 : Math.max(0, 8 - head.length - tail.length);
  const groups = [...head, ...Array<string>(zeros).fill('0'), ...tail];
  return `${groups.slice(0, 4).join(':')}::/64`;
}
