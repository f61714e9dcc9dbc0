import { classify } from './classify.js';
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

  it.each(['invalid_signature', 'replayed_request', 'unauthorized', 'invalid_credentials'] as const)(
    'tries again after %s when the peer may have asked for our keys, once, and for whom it is about',
    (code) => {
      const report = { kind: 'answer', status: 401, body: { code, detail: 'no' } } as const;
      const post = (row: OutboxRow) => judge(classify(report, [row]), parcelOf(row), at);
      const [first, second, last] = [makeRow(), makeRow(), makeRow({ expiresAt: 20_000 })];
      const waits = { kind: 'deferred', code, nextAttemptAt: 62_000, holdConversation: true };
      expect(post(first)).toMatchObject({ kind: 'disbelieved', outcomes: [waits], hold: { isNew: true } });
      at.now = 10_000;
      expect(post(second)).toMatchObject({ outcomes: [waits], hold: { isNew: false } });
      expect(post(last)).toMatchObject({ outcomes: [{ kind: 'deferred', nextAttemptAt: 20_000 }] });
      at.now = 62_000;
      const other = makeRow({ origin: 'org9.test' });
      expect(post(other)).toMatchObject({ outcomes: [{ kind: 'deferred', nextAttemptAt: 123_000 }] });
      for (const row of [first, second])
        expect(post(row)).toMatchObject({ kind: 'disbelieved', outcomes: [{ kind: 'refused', code }] });
      at.now += 3_600_000;
      expect(post(first)).toMatchObject({ outcomes: [{ kind: 'deferred' }] });
    },
  );

  it('halves what is too large, and refuses what is too large alone', () => {
    const { messages } = at.destination.batch.limit;
    const many = Array.from({ length: messages }, () => makeRow());
    expect(judge({ kind: 'too_large' }, parcelOf(...many), at)).toEqual({ kind: 'smaller' });
    expect(at.destination.batch.limit.messages).toBe(messages / 2);
    expect(judge({ kind: 'too_large' }, parcelOf(makeRow()), at)).toMatchObject({
      outcomes: [{ kind: 'refused', code: 'too_large' }],
    });
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
