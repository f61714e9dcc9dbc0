import type { Amount } from './batch-size.js';
import type { Destination } from './destination.js';
import type { DestinationHistory, Outcome, OutboxRow, Target } from './ports.js';
import type { EngineSettings } from './settings.js';
import { type Obstacle, putOff } from './turned-away.js';

/** The rows of one post, in order, all of one origin. */
export interface Parcel {
  readonly rows: readonly OutboxRow[];
  readonly bytes: number;
}

/** Parcels that are posted one after the other; lanes run beside each other. */
export type Lane = readonly Parcel[];

/** `{"messages":[` and `]}`; each message has a comma beside it. */
const ENVELOPE_BYTES = 16;
/** Rows among which a probe chooses. */
const PROBE_CHOICE = 64;
/**
 * Answers of 500 to a message alone after which it does not hold up its conversation any longer: hours, by the usual back-off. Before
 * that, order is worth more: the peer may recover. Tries that failed otherwise say nothing of the message.
 */
const PASSED_OVER = 12;

/** The domain of ours that signs a parcel. */
export function originOf({ rows }: Parcel): string {
  return rows[0]?.origin ?? '';
}

/** Bytes of the request body that carries these rows. */
export function bodyBytes(rows: readonly OutboxRow[]): number {
  return rows.reduce((sum, row) => sum + row.bytes + 1, ENVELOPE_BYTES);
}

/** What a post to this target may be at most. */
export function boundsOf(target: Target, settings: EngineSettings): Amount {
  return {
    messages: target.batch ? Math.min(settings.maxBatch, target.maxBatch) : 1,
    bytes: Math.min(settings.maxBatchBytes, target.maxBodyBytes),
  };
}

/** Rows that are not too large for the destination. */
export function fitting(rows: readonly OutboxRow[], { maxBodyBytes }: Target): readonly OutboxRow[] {
  return rows.filter((row) => row.bytes <= maxBodyBytes);
}

/** Rows that the destination never takes. */
export function oversized(rows: readonly OutboxRow[], target: Target): Outcome[] {
  return rows
    .filter((row) => row.bytes > target.maxBodyBytes)
    .map((row) => ({
      kind: 'refused',
      row,
      code: 'too_large',
      detail: `the destination takes at most ${target.maxBodyBytes} bytes`,
    }));
}

/**
 * Puts off rows of domains of ours for which nothing can be sent now, each by itself, so that they hold up nobody else's. They were not
 * tried; their senders hear of it when their time is over.
 * @param obstacle why nothing is sent for a domain of ours; undefined when it may be
 * @param now milliseconds
 * @returns what becomes of them, and the rows that may go: those that are not of a conversation which waits
 */
export function withoutHeldUp(
  rows: readonly OutboxRow[],
  obstacle: (origin: string) => Obstacle | undefined,
  now: number,
): { waiting: Outcome[]; free: readonly OutboxRow[] } {
  const obstacles = new Map([...new Set(rows.map(({ origin }) => origin))].map((origin) => [origin, obstacle(origin)]));
  const waiting = rows.flatMap((row) => {
    const found = obstacles.get(row.origin);
    return found === undefined ? [] : [putOff(row, found, now, { untried: true })];
  });
  if (waiting.length === 0) return { waiting, free: rows };
  const held = new Set(waiting.map(({ row }) => row.conversationId));
  return { waiting, free: rows.filter((row) => !held.has(row.conversationId)) };
}

/** How many rows to claim for the next round of posts. */
export function wanted(
  destination: Destination,
  history: DestinationHistory,
  target: Target,
  settings: EngineSettings,
): Amount {
  if (history.failures > 0 || destination.doubt !== undefined)
    return { messages: PROBE_CHOICE, bytes: settings.maxBatchBytes };
  const { messages, bytes } = destination.batch.limit;
  if (!target.batch) return { messages: settings.singleLanes * 4, bytes: settings.maxBatchBytes };
  return { messages: Math.min(messages, destination.isolate), bytes };
}

/**
 * Arranges claimed rows into posts. Whatever comes out, the rows of a conversation stay in order within one lane.
 * - While the destination is down: one message, the oldest of its conversation; of another conversation each time, because one
 *   message may be what brings the peer down. The same where it is in doubt which of both it is.
 * - To a peer that takes batches: one post for each of our domains; a message under suspicion goes alone.
 * - To one that does not: message by message, conversations beside each other.
 */
export function arrange(
  rows: readonly OutboxRow[],
  destination: Destination,
  history: DestinationHistory,
  target: Target,
): Lane[] {
  if (rows.length === 0) return [];
  if (history.failures > 0 || destination.doubt !== undefined) return [[parcel([probe(rows, destination, history)])]];
  if (!target.batch) {
    return [...groupBy(rows, (row) => row.conversationId).values()].map((group) => group.map((row) => parcel([row])));
  }
  return [...groupBy(rows, (row) => row.origin).values()].map((group) => batches(group, destination, target));
}

/** Of the messages that may go next, the one that was tried least, where its domain's last failure counts as one more try; of those, the oldest. */
function probe(rows: readonly OutboxRow[], destination: Destination, history: DestinationHistory): OutboxRow {
  const patience = history.lastCode === 'internal' ? PASSED_OVER : Infinity;
  const candidates: OutboxRow[] = [];
  for (const group of groupBy(rows, (row) => row.conversationId).values()) {
    for (const row of group) {
      candidates.push(row);
      if (destination.stumbles(row.id) < patience) break;
    }
  }
  const tries = (row: OutboxRow): number =>
    row.attempts + destination.stumbles(row.id) + Number(destination.turnedAway.has(row.origin));
  return candidates.reduce((best, row) => (tries(row) < tries(best) ? row : best));
}

/** One origin's rows as posts within the peer's limits. Usually one: the rows were claimed to fit. */
function batches(rows: readonly OutboxRow[], destination: Destination, target: Target): Lane {
  const lane: Parcel[] = [];
  let open: OutboxRow[] = [];
  let size = ENVELOPE_BYTES;
  const close = (): void => {
    if (open.length > 0) lane.push(parcel(open));
    open = [];
    size = ENVELOPE_BYTES;
  };
  for (const row of rows) {
    const alone = destination.stumbles(row.id) > 0;
    const full =
      open.length >= Math.min(target.maxBatch, destination.isolate) || size + row.bytes + 1 > target.maxBodyBytes;
    if (alone || full) close();
    open.push(row);
    size += row.bytes + 1;
    if (alone) close();
  }
  close();
  return lane;
}

function parcel(rows: readonly OutboxRow[]): Parcel {
  return { rows, bytes: rows.reduce((sum, row) => sum + row.bytes, 0) };
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const k = key(item);
    const group = groups.get(k);
    if (group === undefined) groups.set(k, [item]);
    else group.push(item);
  }
  return groups;
}
