import { Wakeups } from './wakeups.js';

describe('wake-ups', () => {
  const setup = () => {
    const grown = jest.fn();
    const emitBestEffort = jest.fn();
    return { grown, emitBestEffort, wakeups: new Wakeups({ grown }, { emitBestEffort }) };
  };

  it('reach those who wait here first, then other replicas, delivery and the fetchers of attachments', () => {
    const { grown, emitBestEffort, wakeups } = setup();
    wakeups.committed({
      destinations: ['org2.test', 'org3.test'],
      mailboxes: [
        { userId: 'a', seq: 3 },
        { userId: 'b', seq: 1 },
      ],
      attachments: [{ attachmentId: 'x', origin: 'org2.test' }],
    });
    expect(grown.mock.calls).toEqual([
      ['a', 3],
      ['b', 1],
    ]);
    expect(emitBestEffort.mock.calls).toEqual([
      [
        'mailbox.grown',
        {
          entries: [
            { userId: 'a', seq: '3' },
            { userId: 'b', seq: '1' },
          ],
        },
      ],
      ['delivery.wake', { domains: ['org2.test', 'org3.test'] }],
      ['attachments.fetch', { attachmentId: 'x', origin: 'org2.test' }],
    ]);
    expect(grown.mock.invocationCallOrder[1]).toBeLessThan(emitBestEffort.mock.invocationCallOrder[0]!);
  });

  it('say nothing when there is nothing, and cut what is too long for one message', () => {
    const { emitBestEffort, wakeups } = setup();
    wakeups.committed({ destinations: [], mailboxes: [], attachments: [] });
    expect(emitBestEffort).not.toHaveBeenCalled();
    const mailboxes = Array.from({ length: 5_001 }, (_, i) => ({ userId: `u${i}`, seq: 1 }));
    wakeups.committed({ destinations: [], mailboxes, attachments: [] });
    expect(emitBestEffort.mock.calls.map(([, { entries }]: [string, { entries: object[] }]) => entries.length)).toEqual(
      [5_000, 1],
    );
  });
});
