import type { Clock } from '../engine/ports.js';

/** The machine's time. */
export function systemClock(now: () => number): Clock {
  return {
    now,
    after: (ms, callback) => {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
  };
}
