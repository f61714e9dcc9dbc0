import { MIN_DISCOVERY_REFRESH_INTERVAL_MS } from '@iimp/protocol/limits';
import type { Outcome, OutboxRow } from './ports.js';

/** Domains ask each other for keys again at most once a minute (profile §2): a refused signature is tried once more after that. */
export const KEY_REFRESH_MS = MIN_DISCOVERY_REFRESH_INTERVAL_MS + 1_000;
/** After this time a refused signature is a first one again: keys may have changed meanwhile. */
const FORGIVEN_AFTER_MS = 3_600_000;
/** Domains of ours that are remembered. */
const MAX_ORIGINS = 1_000;

/** What was answered, in a word and in words. */
interface Problem {
  readonly code: string;
  readonly detail: string;
}

/** Why nothing is sent for a domain of ours now. */
export interface Obstacle extends Problem {
  /** When it is looked at again, milliseconds. */
  readonly until: number;
}

/** One that begins now, or goes on. */
export interface Hold extends Obstacle {
  readonly isNew: boolean;
}

interface Case extends Problem {
  /** It is about the signature, first refused then; otherwise temporary failures. */
  readonly refusedAt: number | undefined;
  /** In a row; once others were answered, those since then: before, they may have been the destination's. */
  failures: number;
  /** Its mail waits until then; 0 while nothing says that it is about this domain alone. */
  until: number;
  /** Others were answered since its first failure. */
  isAlone: boolean;
}

/**
 * Domains of ours that one destination turns away while it serves others: their signatures are not believed, or they get nothing but temporary
 * failures. Their mail waits by itself, so that it does not hold up anybody else's (profile §1: "everything below is per domain").
 */
export class TurnedAway {
  readonly #cases = new Map<string, Case>();

  /** Why nothing is sent for this domain of ours now. */
  obstacle(origin: string, now: number): Obstacle | undefined {
    const found = this.#cases.get(origin);
    return found !== undefined && now < found.until ? found : undefined;
  }

  /** It was turned away the last time, for whatever reason. */
  has(origin: string): boolean {
    return this.#cases.has(origin);
  }

  /** Its mail was taken, or refused for what is in it. @returns whether mail waited because of it */
  answered(origin: string): boolean {
    const waited = (this.#cases.get(origin)?.until ?? 0) > 0;
    this.#cases.delete(origin);
    for (const each of this.#cases.values()) {
      if (!each.isAlone) each.failures = 0;
      each.isAlone = true;
    }
    return waited;
  }

  /** All of them are tried again. */
  forget(): void {
    this.#cases.clear();
  }

  /** Its signature was refused. @returns how long its mail waits for the second try; undefined when this was that try */
  disbelieved(origin: string, { code, detail }: Problem, now: number): Hold | undefined {
    const known = this.#cases.get(origin);
    const refusedAt = known?.refusedAt ?? -Infinity;
    if (known !== undefined && now - refusedAt < FORGIVEN_AFTER_MS)
      return now < known.until ? { code, detail, until: known.until, isNew: false } : undefined;
    const until = now + KEY_REFRESH_MS;
    this.#set(origin, { code, detail, refusedAt: now, failures: 1, until, isAlone: false });
    return { code, detail, until, isNew: true };
  }

  /** It was answered with a temporary failure, which may be of the destination as a whole. */
  failed(origin: string, { code, detail }: Problem): void {
    const known = this.#cases.get(origin);
    const { failures = 0, until = 0, isAlone = false } = known?.refusedAt === undefined ? (known ?? {}) : {};
    this.#set(origin, { code, detail, refusedAt: undefined, failures: failures + 1, until, isAlone });
  }

  /**
   * Lets its mail wait by itself after a failure, if others were answered since its first one.
   * @param wait milliseconds, for so many failures in a row
   * @returns undefined when the failure is the destination's
   */
  hold(origin: string, now: number, wait: (failures: number) => number): Hold | undefined {
    const known = this.#cases.get(origin);
    if (known?.isAlone !== true) return undefined;
    const isNew = known.until === 0;
    known.until = now + wait(Math.max(1, known.failures));
    return { code: known.code, detail: known.detail, until: known.until, isNew };
  }

  #set(origin: string, found: Case): void {
    if (this.#cases.size >= MAX_ORIGINS && !this.#cases.has(origin)) this.#cases.clear();
    this.#cases.set(origin, found);
  }
}

/** What becomes of a row that nothing is sent for now: it waits, with its conversation; its sender hears of it when its time is over. */
export function putOff(
  row: OutboxRow,
  { code, detail, until }: Obstacle,
  now: number,
  { untried = false } = {},
): Outcome {
  if (row.expiresAt <= now) return { kind: 'refused', row, code, detail: `given up: ${detail}` };
  const nextAttemptAt = Math.min(until, row.expiresAt);
  return { kind: 'deferred', row, code, detail, nextAttemptAt, holdConversation: true, ...(untried && { untried }) };
}
