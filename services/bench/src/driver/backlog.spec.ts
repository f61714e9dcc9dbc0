import { Backlog, headOf } from './backlog.js';

const parcels = Array.from({ length: 10 }, (_, n) => ({ messageIds: [`${n}a`, `${n}b`], recipients: 1 }));

describe('a backlog', () => {
  it('is sent whole before it is waited for, and told when all of it has arrived', async () => {
    const sent: string[] = [];
    const backlog = new Backlog({
      parcels,
      send: async ({ messageIds }) => {
        sent.push(...messageIds);
        return { retries: 1 };
      },
    });
    await backlog.fill();
    expect(sent).toHaveLength(20);
    const drained = backlog.drained(10);
    for (const id of sent) backlog.receipts.arrived(id, performance.now());
    expect(await drained).toMatchObject({ sent: 20, received: 20, receiptsExpected: 20, retries: 10, errors: [] });
  });

  it('says how much has arrived when the time is over', async () => {
    const backlog = new Backlog({ parcels, send: async () => ({ retries: 0 }) });
    await backlog.fill();
    backlog.receipts.arrived('0a', 1);
    expect(await backlog.drained(0.01)).toMatchObject({ received: 1, receiptsExpected: 20 });
  });

  it('takes the time of the head start also when it comes before it is waited for', async () => {
    const backlog = new Backlog({ parcels, send: async () => ({ retries: 0 }) });
    await backlog.fill();
    for (const { messageIds } of parcels) for (const id of messageIds) backlog.receipts.arrived(id, 1);
    expect((await backlog.drained(10)).received).toBe(20);
    expect(backlog.receipts.headStart).toEqual({ at: 1, count: 1 });
  });

  it('does not count what crossed before, and always counts something', () => {
    expect([headOf(100, 0), headOf(100, 30), headOf(100, 99)]).toEqual([5, 35, 80]);
  });
});
