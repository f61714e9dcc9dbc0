import { backoff } from '@iimp/protocol/backoff';
import type { MessageVerdict, Verdict } from './classify.js';
import type { Destination } from './destination.js';
import { originOf, type Parcel } from './parcels.js';
import type { DestinationHistory, Outcome } from './ports.js';
import type { EngineSettings } from './settings.js';
import { type Hold, putOff } from './turned-away.js';

/** What to do about a post. */
export type Decision =
  /** These rows are settled, and the destination is well. */
  | { kind: 'settled'; outcomes: Outcome[] }
  /** The destination answered, but does not believe the domain of ours that asked: its mail waits (`hold`), or is refused. */
  | { kind: 'disbelieved'; outcomes: Outcome[]; hold?: Hold }
  /** The destination answered, and nothing is settled: again, with less in a post. */
  | { kind: 'smaller' }
  /** The destination is down; where it answered (`isAnswer`), perhaps only for the domain of ours that asked. */
  | { kind: 'failed'; code: string; detail: string; retryAfterMs?: number; isAnswer?: boolean }
  /** Nothing is known. */
  | { kind: 'void'; detail: string };

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
  const { destination } = at;
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
    case 'distrusted': {
      const hold = destination.turnedAway.disbelieved(originOf(parcel), verdict, at.now);
      if (hold === undefined)
        return { kind: 'disbelieved', outcomes: settleAll(parcel, 'refused', verdict, at).outcomes };
      return { kind: 'disbelieved', outcomes: rows.map((row) => putOff(row, hold, at.now)), hold };
    }
    case 'stumbled':
      return stumbled(verdict, parcel, at);
    case 'unavailable':
      if (verdict.reason === 'timeout') destination.batch.timedOut(sent);
      return {
        kind: 'failed',
        code: verdict.code,
        detail: verdict.detail,
        retryAfterMs: verdict.retryAfterMs,
        isAnswer: verdict.reason === 'answer',
      };
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
