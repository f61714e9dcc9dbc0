import { Rate } from './rate.js';
import { ReadyQueue } from './ready-queue.js';
import { Slots } from './slots.js';
import { Uplink } from './uplink.js';
import fc from 'fast-check';

const bounds = { fastSlots: 4, slowSlots: 2, probeSlots: 2, overflowSlots: 3 };

describe('slots', () => {
  it('frees a quick slot as soon as its session turns out to be slow', () => {
    let freed = 0;
    const slots = new Slots(bounds, () => freed++);
    const taken = Array.from({ length: 4 }, () => slots.take('fast'));
    expect(slots.free('fast')).toBe(false);
    taken[0]?.slowed();
    expect(slots.free('fast')).toBe(true);
    expect(slots.inUse).toEqual({ fast: 3, slow: 1, probe: 0 });
    taken[0]?.slowed();
    expect(slots.inUse).toEqual({ fast: 3, slow: 1, probe: 0 });
    for (const slot of taken) slot.done();
    for (const slot of taken) slot.done();
    expect(slots.inUse).toEqual({ fast: 0, slow: 0, probe: 0 });
    expect(freed).toBe(5);
  });

  it('is crowded when the overflow is used up, and admits no known slow one before that is over', () => {
    const slots = new Slots(bounds, () => undefined);
    for (let i = 0; i < 5; i++) slots.take('fast').slowed();
    expect(slots.crowded).toBe(true);
    expect(slots.free('slow')).toBe(false);
    expect(slots.free('fast')).toBe(true);
    expect(slots.free('probe')).toBe(true);
  });

  it('leaves a probe a probe', () => {
    const slots = new Slots(bounds, () => undefined);
    slots.take('probe').slowed();
    expect(slots.inUse).toEqual({ fast: 0, slow: 0, probe: 1 });
  });
});

describe('the ready queue', () => {
  it('serves first come first, each once, the better kind wins', () => {
    const queue = new ReadyQueue(10);
    queue.offer('a', 'slow');
    queue.offer('b', 'fast');
    queue.offer('b', 'fast');
    queue.offer('b', 'probe');
    queue.offer('a', 'fast');
    expect(queue.size).toBe(2);
    expect([queue.take('fast'), queue.take('fast'), queue.take('fast'), queue.take('slow')]).toEqual([
      'b',
      'a',
      undefined,
      undefined,
    ]);
  });

  it('is bounded', () => {
    const queue = new ReadyQueue(2);
    for (const domain of ['a', 'b', 'c']) queue.offer(domain, 'fast');
    expect(queue.size).toBe(2);
  });
});

describe('the rate of a destination', () => {
  it('lets through a burst, then so many a second', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000 }),
        fc.integer({ min: 1, max: 500 }),
        fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 50, maxLength: 200 }),
        (perSecond, burst, posts) => {
          const rate = new Rate(perSecond, burst, 0);
          let now = 0;
          let passed = 0;
          for (const count of posts) {
            for (let wait = rate.take(count, now); wait > 0; wait = rate.take(count, now)) now += wait;
            passed += count;
            // One post may overdraw it.
            expect(passed).toBeLessThanOrEqual(burst + (perSecond * now) / 1_000 + count + 1);
          }
        },
      ),
    );
  });
});

describe('an outage of our line', () => {
  it('is suspected when several healthy ones fall, and over with the first success', () => {
    const uplink = new Uplink();
    uplink.wentDown('a');
    uplink.wentDown('b');
    expect(uplink.canary(0.5)).toBeUndefined();
    expect(uplink.answered()).toEqual([]);
    for (const domain of ['a', 'b', 'c']) uplink.wentDown(domain);
    expect(uplink.suspicious).toBe(true);
    expect(['a', 'b', 'c']).toContain(uplink.canary(0.99));
    expect(uplink.answered()).toEqual(['a', 'b', 'c']);
    expect(uplink.answered()).toEqual([]);
  });
});
