import { makeRow } from './rows.testkit.js';
import { putOff, TurnedAway } from './turned-away.js';

const NO = { code: 'unavailable', detail: 'not now' };
const wait = (failures: number): number => failures * 1_000;

describe('domains of ours that a destination turns away', () => {
  it('wait by themselves once others were answered since their first failure', () => {
    const away = new TurnedAway();
    away.failed('a.test', NO);
    expect(away.hold('a.test', 0, wait)).toBeUndefined();
    away.failed('a.test', NO);
    away.answered('b.test');
    expect(away.hold('a.test', 0, wait)).toEqual({ ...NO, until: 1_000, isNew: true });
    expect(away.obstacle('a.test', 999)).toMatchObject({ until: 1_000 });
    expect(away.obstacle('a.test', 1_000)).toBeUndefined();
    for (const _ of [1, 2]) away.failed('a.test', NO);
    expect(away.hold('a.test', 1_000, wait)).toMatchObject({ until: 3_000, isNew: false });
    expect(away.answered('a.test')).toBe(true);
    expect(away.has('a.test')).toBe(false);
    expect(away.answered('a.test')).toBe(false);
    away.failed('a.test', NO);
    expect(away.hold('a.test', 6_000, wait)).toBeUndefined();
  });

  it('do not pay for failures that were of the destination as a whole', () => {
    const away = new TurnedAway();
    for (let i = 0; i < 40; i++) away.failed('a.test', NO);
    away.answered('b.test');
    away.failed('a.test', NO);
    const asked = jest.fn(wait);
    away.hold('a.test', 0, asked);
    expect(asked).toHaveBeenCalledWith(1);
    // From then on its failures are its own, though others are answered.
    away.answered('b.test');
    away.failed('a.test', NO);
    away.hold('a.test', 0, asked);
    expect(asked).toHaveBeenLastCalledWith(2);
  });

  it('are a bounded number', () => {
    const away = new TurnedAway();
    for (let i = 0; i < 1_001; i++) away.failed(`a${i}.test`, NO);
    expect([away.has('a0.test'), away.has('a1000.test')]).toEqual([false, true]);
  });
});

it('what waits too long is given up', () => {
  const row = makeRow({ expiresAt: 500 });
  expect(putOff(row, { ...NO, until: 1_000 }, 499)).toMatchObject({ kind: 'deferred', nextAttemptAt: 500 });
  expect(putOff(row, { ...NO, until: 1_000 }, 500)).toMatchObject({ kind: 'refused', detail: 'given up: not now' });
});
