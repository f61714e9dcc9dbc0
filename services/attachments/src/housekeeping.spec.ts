import { Housekeeping } from './housekeeping.js';

const NOW = 1_000_000_000;
const HOUR_MS = 3_600_000;

/** 250 uploads that were never finished and 150 blobs whose row is gone; what happens, in order. */
class World {
  readonly order: string[] = [];
  readonly warnings: object[] = [];
  /** Parts and blobs that fail. */
  readonly failing = new Set<string>();
  readonly stale = Array.from({ length: 250 }, (_, n) => ({ attachmentId: `a${n}`, owner: 'u', blobKey: `k${n}` }));
  /** Removals that the store was asked for. */
  asked = 0;
  /** It is stopped with that many of them. */
  stopAfter = Infinity;
  readonly due = new Map(Array.from({ length: 150 }, (_, n) => [`r${n}`, NOW]));

  readonly housekeeping = new Housekeeping({
    attachments: {
      staleUploads: async (before, limit) => {
        expect(before).toBe(NOW - 24 * HOUR_MS);
        this.act('uploads');
        return this.stale.slice(0, limit);
      },
      abandonUpload: async (id) => {
        const [gone] = this.stale.splice(
          this.stale.findIndex(({ attachmentId }) => attachmentId === id),
          1,
        );
        // The first was finished in the very last moment.
        if (gone && id !== 'a0') this.due.set(gone.blobKey, 0);
        return undefined;
      },
      takeRemovals: async (now, limit, againMs) => {
        const keys = [...this.due].filter(([, at]) => at <= now).map(([key]) => key);
        for (const key of keys.slice(0, limit)) this.due.set(key, now + againMs);
        return keys.slice(0, limit);
      },
      blobRemoved: async (key) => {
        this.act(`forgotten ${key}`);
        this.due.delete(key);
      },
    },
    fetches: { forgetDays: async (now) => this.act(`days at ${now}`) },
    blobs: {
      sweep: async () => {
        this.act('sweep');
        return 0;
      },
      delete: async (key) => {
        this.asked += 1;
        if (this.asked === this.stopAfter) void this.housekeeping.stop();
        this.act(`blob ${key}`);
      },
    },
    logger: { warn: (fields) => void this.warnings.push(fields), info: () => undefined },
    now: () => NOW,
    random: () => 0,
  });

  private act(what: string): void {
    if (this.failing.has(what)) throw new Error(`no ${what}`);
    this.order.push(what);
  }
}

it('abandons uploads that were never finished, row first, sweeps unfinished writes, and removes blobs whose row is gone', async () => {
  const world = new World();
  await world.housekeeping.sweep();
  await world.housekeeping.stop();
  expect([world.stale, [...world.due], world.warnings]).toEqual([[], [], []]);
  expect(world.order.slice(0, 2)).toEqual(['sweep', 'uploads']);
  expect(world.order.filter((step) => step.startsWith('blob k'))).toHaveLength(249);
  expect(world.order).not.toContain('blob k0');
  expect(world.order.indexOf('forgotten r149')).toBe(world.order.indexOf('blob r149') + 1);
  expect(world.order.at(-1)).toBe(`days at ${NOW}`);
});

it.each([
  ['the store lists no unfinished writes', ['sweep'], []],
  ['uploads cannot be read', ['uploads'], []],
  ['some blobs cannot be removed', ['blob r0', 'blob r120'], ['r0', 'r120']],
])('goes on with everything else where %s', async (_, failing, left) => {
  const world = new World();
  for (const what of failing) world.failing.add(what);
  await world.housekeeping.sweep();
  expect([...world.due]).toEqual(left.map((key) => [key, NOW + HOUR_MS]));
  expect(world.order.at(-1)).toBe(`days at ${NOW}`);
  expect(world.warnings).toHaveLength(1);
});

it('asks a store that removes nothing a bounded number of times', async () => {
  const world = new World();
  for (const key of world.due.keys()) world.failing.add(`blob ${key}`);
  for (const { blobKey } of world.stale) world.failing.add(`blob ${blobKey}`);
  await world.housekeeping.sweep();
  expect(world.asked).toBe(5);
});

it('asks for no more removals once it is stopped', async () => {
  const world = new World();
  world.stopAfter = 7;
  await world.housekeeping.sweep();
  expect(world.asked).toBe(7);
});
