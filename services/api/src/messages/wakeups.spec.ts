import type { WriteResult } from '@iimp/storage/write/types';
import { Wakeups } from './wakeups.js';

const stored = (destinations: string[], mailboxes: [string, number][]): WriteResult => ({
  status: 'stored',
  unknownRecipients: [],
  wake: { destinations, mailboxes: mailboxes.map(([userId, seq]) => ({ userId, seq })), attachments: [] },
});

describe('wake-ups', () => {
  const setup = () => {
    const grown = jest.fn();
    const emitBestEffort = jest.fn();
    return { grown, emitBestEffort, wakeups: new Wakeups({ grown }, { emitBestEffort }) };
  };

  it('name each mailbox and each domain once, and those who wait here first', () => {
    const { grown, emitBestEffort, wakeups } = setup();
    wakeups.committed([
      stored(['org2.test'], [['a', 3]]),
      { status: 'rejected', code: 'invalid_edit', detail: '' },
      stored(
        ['org3.test', 'org2.test'],
        [
          ['a', 2],
          ['b', 1],
        ],
      ),
    ]);
    expect(grown.mock.calls).toEqual([
      ['a', 3],
      ['a', 2],
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
    ]);
    expect(grown.mock.invocationCallOrder[2]).toBeLessThan(emitBestEffort.mock.invocationCallOrder[0]!);
  });

  it('say nothing when there is nothing, and cut what is too long for one message', () => {
    const { emitBestEffort, wakeups } = setup();
    wakeups.committed([stored([], [])]);
    expect(emitBestEffort).not.toHaveBeenCalled();
    wakeups.committed([
      stored(
        [],
        Array.from({ length: 5_001 }, (_, i) => [`u${i}`, 1]),
      ),
    ]);
    expect(emitBestEffort.mock.calls.map(([, { entries }]: [string, { entries: object[] }]) => entries.length)).toEqual(
      [5_000, 1],
    );
  });
});
