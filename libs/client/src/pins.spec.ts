import fc from 'fast-check';
import { MemoryPinStore } from './pins.js';

describe('pins in memory', () => {
  it('are the last that was set, and before it every other one once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom('a', 'b', 'c', 'd')), async (keys) => {
        const pins = new MemoryPinStore();
        for (const key of keys) await pins.set('bob@org2.test', key);
        const former = await pins.former('bob@org2.test');
        expect(await pins.get('bob@org2.test')).toBe(keys.at(-1));
        expect([...former].sort()).toEqual([...new Set(keys)].filter((key) => key !== keys.at(-1)).sort());
        expect(await pins.get('carol@org2.test')).toBeUndefined();
      }),
    );
  });
});
