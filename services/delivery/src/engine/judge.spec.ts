import { Destination } from './destination.js';
import { judge, type Circumstances } from './judge.js';
import type { Parcel } from './parcels.js';
import type { DestinationHistory, OutboxRow } from './ports.js';
import { makeRow } from './rows.testkit.js';
import { DEFAULT_SETTINGS } from './settings.js';

const parcelOf = (...rows: OutboxRow[]): Parcel => ({ rows, bytes: rows.length * 100 });
const well: DestinationHistory = { failures: 0 };

describe('what is done about an answer', () => {
  let at: Circumstances;
  beforeEach(() => {
    const destination = new Destination(DEFAULT_SETTINGS, 0);
    at = { destination, history: well, settings: DEFAULT_SETTINGS, now: 1_000, random: () => 0.5 };
  });
  const stumbled = { kind: 'stumbled', code: 'internal', detail: '500' } as const;

  it('refuses one message, and looks for the bad one among several', () => {
    const verdict = { kind: 'content', code: 'invalid_request', detail: 'bad', temporary: false } as const;
    const eight = Array.from({ length: 8 }, () => makeRow());
    expect(judge(verdict, parcelOf(...eight), at)).toEqual({ kind: 'smaller' });
    expect(at.destination.isolate).toBe(2);
    expect(judge(verdict, parcelOf(...eight.slice(0, 2)), at)).toEqual({ kind: 'smaller' });
    expect(at.destination.isolate).toBe(1);
    expect(judge(verdict, parcelOf(eight[0] as OutboxRow), at)).toMatchObject({
      kind: 'settled',
      outcomes: [{ kind: 'refused', code: 'invalid_request' }],
    });
  });

  it('lets the size of posts grow again after the search', () => {
    at.destination.isolate = 1;
    for (let i = 0; i < 6; i++) at.destination.succeeded({ messages: 1, bytes: 1 });
    expect(at.destination.isolate).toBe(Infinity);
  });

  it('puts one message off by its own back-off, until its time is over', () => {
    const verdict = { kind: 'content', code: 'unknown_reference', detail: '', temporary: true } as const;
    const outcome = (row: OutboxRow) => {
      const decision = judge(verdict, parcelOf(row), at);
      return decision.kind === 'settled' ? decision.outcomes[0] : undefined;
    };
    expect(outcome(makeRow())).toMatchObject({ kind: 'deferred', nextAttemptAt: 1_000 + 7_500 });
    expect(outcome(makeRow({ attempts: 2 }))).toMatchObject({ nextAttemptAt: 1_000 + 22_500 });
    expect(outcome(makeRow({ attempts: 9, expiresAt: 60_000 }))).toMatchObject({ nextAttemptAt: 60_000 });
    expect(outcome(makeRow({ expiresAt: 1_000 }))).toMatchObject({ kind: 'refused', code: 'unknown_reference' });
  });

  it('tries a refused signature again after the peer may have asked for our keys, once', () => {
    const verdict = { kind: 'distrusted', code: 'invalid_signature', detail: 'no' } as const;
    expect(judge(verdict, parcelOf(makeRow()), at)).toMatchObject({ kind: 'failed', retryAfterMs: 61_000 });
    at.history = { failures: 2, lastCode: 'unavailable' };
    expect(judge(verdict, parcelOf(makeRow()), at)).toMatchObject({ kind: 'failed' });
    at.history = { failures: 3, lastCode: 'invalid_signature' };
    expect(judge(verdict, parcelOf(makeRow()), at)).toMatchObject({
      kind: 'settled',
      unwell: true,
      outcomes: [{ kind: 'refused', code: 'invalid_signature' }],
    });
  });

  it('halves what is too large, and refuses what is too large alone', () => {
    const { messages } = at.destination.batch.limit;
    const many = Array.from({ length: messages }, () => makeRow());
    expect(judge({ kind: 'too_large' }, parcelOf(...many), at)).toEqual({ kind: 'smaller' });
    expect(at.destination.batch.limit.messages).toBe(messages / 2);
    expect(judge({ kind: 'too_large' }, parcelOf(makeRow()), at)).toMatchObject({
      outcomes: [{ kind: 'refused', code: 'too_large' }],
    });
  });

  it('tries a broken connection again at once, once until a success', () => {
    const verdict = { kind: 'unavailable', reason: 'reset', code: 'unavailable', detail: '' } as const;
    const one = parcelOf(makeRow());
    expect(judge(verdict, one, at)).toEqual({ kind: 'again' });
    expect(judge(verdict, one, at)).toMatchObject({ kind: 'failed' });
    at.destination.succeeded({ messages: 1, bytes: 1 });
    expect(judge(verdict, one, at)).toEqual({ kind: 'again' });
    at.destination.succeeded({ messages: 1, bytes: 1 });
    at.history = { failures: 1 };
    expect(judge(verdict, one, at)).toMatchObject({ kind: 'failed' });
  });

  it('sends less after a time-out', () => {
    const many = Array.from({ length: 32 }, () => makeRow());
    judge({ kind: 'unavailable', reason: 'timeout', code: 'unavailable', detail: '' }, parcelOf(...many), at);
    expect(at.destination.batch.limit.messages).toBe(16);
  });

  it('finds out whether a message or the destination stumbles', () => {
    const [bad, good] = [makeRow(), makeRow({ conversationId: 'c2' })];
    expect(judge(stumbled, parcelOf(bad, good), at)).toEqual({ kind: 'smaller' });
    expect(judge(stumbled, parcelOf(bad), at)).toEqual({ kind: 'smaller' });
    expect(at.destination.doubt).toBe(bad.id);
    judge({ kind: 'results', results: [{ kind: 'delivered', row: good, unknownRecipients: [] }] }, parcelOf(good), at);
    expect(at.destination.doubt).toBeUndefined();
    expect(judge(stumbled, parcelOf(bad), at)).toMatchObject({ kind: 'settled', outcomes: [{ kind: 'deferred' }] });
  });

  it('takes two different messages that stumble for a destination that is down', () => {
    expect(judge(stumbled, parcelOf(makeRow()), at)).toEqual({ kind: 'smaller' });
    expect(judge(stumbled, parcelOf(makeRow()), at)).toMatchObject({ kind: 'failed', code: 'internal' });
    expect(at.destination.doubt).toBeUndefined();
  });

  it('does not search while the destination is down, or asks for silence', () => {
    expect(judge({ ...stumbled, retryAfterMs: 1_000 }, parcelOf(makeRow(), makeRow()), at)).toMatchObject({
      kind: 'failed',
    });
    at.history = { failures: 1, lastCode: 'internal' };
    expect(judge(stumbled, parcelOf(makeRow()), at)).toMatchObject({ kind: 'failed' });
  });
});
