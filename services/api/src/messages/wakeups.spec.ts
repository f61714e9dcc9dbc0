import type { Wake } from '@iimp/storage/write/types';
import { Wakeups } from './wakeups.js';

describe('wake-ups', () => {
  const setup = () => {
    const tell = jest.fn((wake: Wake) => wake);
    const emitBestEffort = jest.fn();
    return { tell, emitBestEffort, wakeups: new Wakeups({ tell }, { emitBestEffort }) };
  };

  it('reach those who are here first, then other replicas, delivery and the fetchers of attachments', () => {
    const { tell, emitBestEffort, wakeups } = setup();
    const wake: Wake = {
      destinations: ['org2.test', 'org3.test'],
      mailboxes: [
        { userId: 'a', seq: 3 },
        { userId: 'b', seq: 1 },
      ],
      attachments: [{ attachmentId: 'x', origin: 'org2.test' }],
    };
    wakeups.committed(wake);
    expect(tell.mock.calls).toEqual([[wake]]);
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
    expect(tell.mock.invocationCallOrder[0]).toBeLessThan(emitBestEffort.mock.invocationCallOrder[0]!);
  });

  it('say no more than what is left to be told', () => {
    const { tell, emitBestEffort, wakeups } = setup();
    tell.mockImplementation((wake) => ({ ...wake, mailboxes: [] }));
    wakeups.committed({ destinations: ['org2.test'], mailboxes: [{ userId: 'a', seq: 3 }], attachments: [] });
    expect(emitBestEffort.mock.calls).toEqual([['delivery.wake', { domains: ['org2.test'] }]]);
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
