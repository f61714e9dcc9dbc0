import { MIN_DISCOVERY_REFRESH_INTERVAL_MS } from '@iimp/protocol/limits';
import { backoff } from './backoff.js';
import type { MessageVerdict, Verdict } from './classify.js';
import type { Destination } from './destination.js';
import type { Parcel } from './parcels.js';
import type { DestinationHistory, Outcome } from './ports.js';
import type { EngineSettings } from './settings.js';

/** What to do about a post. */
export type Decision =
  /** These rows are settled, and the destination answered: it is well, unless `unwell`. */
  | { kind: 'settled'; outcomes: Outcome[]; unwell?: true }
  /** The destination answered, and nothing is settled: again, with less in a post. */
  | { kind: 'smaller' }
  /** Once more, as it is. */
  | { kind: 'again' }
  /** The destination is down. */
  | { kind: 'failed'; code: string; detail: string; retryAfterMs?: number }
  /** Nothing is known. */
  | { kind: 'void'; detail: string };

/** Domains ask each other for keys again at most once a minute (profile §2): a refused signature is tried once more after that. */
export const KEY_REFRESH_MS = MIN_DISCOVERY_REFRESH_INTERVAL_MS + 1_000;
const DISTRUST: ReadonlySet<string> = new Set([
  'invalid_signature',
  'replayed_request',
  'unauthorized',
  'invalid_credentials',
]);

/** What a judgement rests on, beside the answer. */
export interface Circumstances {
  destination: Destination;
  history: DestinationHistory;
  settings: EngineSettings;
  now: number;
  random: () => number;
}

/** Turns what an answer says into what is done, given what is known of the destination. Changes only the destination's memory. */
export function judge(verdict: Verdict, parcel: Parcel, at: Circumstances): Decision {
  const { destination, history } = at;
  const { rows } = parcel;
  const sent = { messages: rows.length, bytes: parcel.bytes };
  switch (verdict.kind) {
    case 'results':
      destination.succeeded(sent);
      return { kind: 'settled', outcomes: verdict.results.map((result) => outcomeOf(result, at)) };
    case 'content':
      if (rows.length > 1) return isolate(destination, rows.length);
      return settleAll(parcel, verdict.temporary ? 'deferred' : 'refused', verdict, at);
    case 'refused':
      return settleAll(parcel, 'refused', verdict, at);
    case 'too_large':
      if (rows.length > 1) {
        destination.batch.tooLarge(sent);
        return { kind: 'smaller' };
      }
      return settleAll(parcel, 'refused', { code: 'too_large', detail: 'larger than the destination takes' }, at);
    case 'distrusted':
      if (history.failures > 0 && history.lastCode !== undefined && DISTRUST.has(history.lastCode)) {
        return { ...settleAll(parcel, 'refused', verdict, at), unwell: true };
      }
      return { kind: 'failed', code: verdict.code, detail: verdict.detail, retryAfterMs: KEY_REFRESH_MS };
    case 'stumbled':
      return stumbled(verdict, parcel, at);
    case 'unavailable':
      if (verdict.reason === 'timeout') destination.batch.timedOut(sent);
      // A peer that closes an idle connection just when we use it, or that restarts, breaks a post without being down.
      if (verdict.reason === 'reset' && history.failures === 0 && !destination.retriedReset) {
        destination.retriedReset = true;
        return { kind: 'again' };
      }
      return { kind: 'failed', code: verdict.code, detail: verdict.detail, retryAfterMs: verdict.retryAfterMs };
    case 'void':
      return verdict;
    default:
      return verdict satisfies never;
  }
}

/**
 * 500 may be the peer's own trouble, or one message that it cannot digest. From a healthy destination it starts a search at once:
 * less in a post, then the message alone, then a message of another conversation. If that one passes, the first is to blame: it
 * waits by itself from then on and holds up nobody. If both fail, it is the destination.
 */
function stumbled(verdict: Extract<Verdict, { kind: 'stumbled' }>, parcel: Parcel, at: Circumstances): Decision {
  const { destination, history } = at;
  const [only, ...others] = parcel.rows;
  const healthy = history.failures === 0 && verdict.retryAfterMs === undefined;
  if (healthy && others.length > 0) return isolate(destination, parcel.rows.length);
  if (only !== undefined) {
    const before = destination.stumbles(only.id);
    destination.stumbledOver(only.id);
    if (healthy && destination.doubt === undefined) {
      if (before > 0) return settleAll(parcel, 'deferred', verdict, at);
      destination.doubt = only.id;
      return { kind: 'smaller' };
    }
  }
  destination.doubt = undefined;
  return { kind: 'failed', code: verdict.code, detail: verdict.detail, retryAfterMs: verdict.retryAfterMs };
}

function isolate(destination: Destination, messages: number): Decision {
  destination.isolate = Math.max(1, Math.floor(messages / 4));
  return { kind: 'smaller' };
}

function settleAll(
  parcel: Parcel,
  kind: 'refused' | 'deferred',
  { code, detail }: { code: string; detail: string },
  at: Circumstances,
): Extract<Decision, { kind: 'settled' }> {
  return { kind: 'settled', outcomes: parcel.rows.map((row) => outcomeOf({ kind, row, code, detail }, at)) };
}

function outcomeOf(verdict: MessageVerdict, at: Circumstances): Outcome {
  if (verdict.kind !== 'deferred') return verdict;
  const { row, code, detail } = verdict;
  if (row.expiresAt <= at.now) return { kind: 'refused', row, code, detail: `given up: ${detail}` };
  const { retryBaseMs: baseMs, retryCapMs: capMs } = at.settings;
  const wait = backoff(row.attempts + 1, { baseMs, capMs }, at.random());
  return { ...verdict, nextAttemptAt: Math.max(at.now + baseMs, Math.min(at.now + wait, row.expiresAt)) };
}
