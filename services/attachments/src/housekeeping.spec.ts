import { Housekeeping } from './housekeeping.js';

it('abandons uploads that were never finished, row first, sweeps unfinished writes, and removes blobs whose row is gone', async () => {
  const order: string[] = [];
  const stale = Array.from({ length: 250 }, (_, n) => ({
    attachmentId: `a${n}`,
    owner: 'alice@org1.test',
    blobKey: `k${n}`,
  }));
  const removals = Array.from({ length: 150 }, (_, n) => `r${n}`);
  const housekeeping = new Housekeeping({
    attachments: {
      staleUploads: async (before, limit) => {
        expect(before).toBe(1_000_000_000 - 24 * 3_600_000);
        return stale.slice(0, limit);
      },
      abandonUpload: async (id) => {
        const found = stale.findIndex(({ attachmentId }) => attachmentId === id);
        order.push(`row ${id}`);
        // The first was finished in the very last moment.
        return stale.splice(found, 1)[0]?.blobKey.replace(/^k0$/, '') || undefined;
      },
      blobsToRemove: async (now, limit) => {
        expect(now).toBe(1_000_000_000);
        return removals.slice(0, limit);
      },
      blobRemoved: async (key) => {
        order.push(`forgotten ${key}`);
        removals.splice(removals.indexOf(key), 1);
      },
    },
    blobs: {
      sweep: async () => order.push('sweep'),
      delete: async (key) => void order.push(`blob ${key}`),
    },
    logger: { warn: () => undefined, info: () => undefined },
    now: () => 1_000_000_000,
    random: () => 0,
  });
  await housekeeping.sweep();
  await housekeeping.stop();
  expect(stale).toEqual([]);
  expect(order.slice(0, 4)).toEqual(['sweep', 'row a0', 'row a1', 'blob k1']);
  expect(order.filter((step) => step.startsWith('blob k'))).toHaveLength(249);
  expect(removals).toEqual([]);
  expect(order.slice(-2)).toEqual(['blob r149', 'forgotten r149']);
});
