import fc from 'fast-check';
import { isUuidV7, newId, uuidTime } from './ids.js';
import { messageVectors } from './wire.testkit.js';

describe('ids', () => {
  it('carry the time that they were made for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), (now) => {
        const id = newId(now);
        expect(isUuidV7(id)).toBe(true);
        expect(uuidTime(id)).toBe(now);
      }),
    );
  });

  it('increase within a process', () => {
    const ids = Array.from({ length: 5_000 }, () => newId());
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('sort as their times do', () => {
    const times = fc.integer({ min: 0, max: 2 ** 48 - 1 });
    fc.assert(
      fc.property(times, times, (a, b) => {
        fc.pre(a !== b);
        expect(newId(a) < newId(b)).toBe(a < b);
      }),
    );
  });

  it('are told from other identifiers', () => {
    const id = newId(0);
    for (const [index, wrong] of [
      [14, '4'],
      [14, '6'],
      [19, '7'],
      [19, 'c'],
      [8, '0'],
      [0, 'A'],
      [35, 'g'],
    ] as const)
      expect(isUuidV7(id.slice(0, index) + wrong + id.slice(index + 1))).toBe(false);
    for (const value of [id.toUpperCase(), `${id}\n`, ` ${id}`, `{${id}}`, id.slice(1), '', null, 7, [id]])
      expect(isUuidV7(value)).toBe(false);
  });

  it('of the vectors are read', () => {
    for (const { message } of messageVectors().good) {
      expect(isUuidV7(message.message_id)).toBe(true);
      expect(uuidTime(message.message_id)).toBe(message.timestamp);
    }
  });
});
