import type { Wake } from '@iimp/storage/write/types';
import { Nearby } from './nearby.js';

const WAKE: Wake = {
  destinations: ['org2.test'],
  mailboxes: [{ userId: 'bob@org1.test', seq: 3 }],
  attachments: [{ attachmentId: 'x', origin: 'org2.test' }],
};

describe('who is in the same process', () => {
  const setup = (isAlone: boolean) => {
    const error = jest.fn();
    const [hear, wake] = [jest.fn(), jest.fn()];
    return { error, hear, wake, nearby: new Nearby({ isAlone: () => isAlone, logger: { error } }) };
  };

  it('is told by a call, and nobody else where nobody else is', () => {
    const { nearby, hear, wake } = setup(true);
    const stops = [nearby.waits(hear), nearby.delivers(wake)];
    expect(nearby.tell(WAKE)).toEqual({ ...WAKE, destinations: [], mailboxes: [] });
    expect([hear.mock.calls, wake.mock.calls]).toEqual([[[WAKE.mailboxes]], [[WAKE.destinations]]]);
    nearby.tell({ destinations: [], mailboxes: [], attachments: [] });
    for (const stop of stops) stop();
    expect(nearby.tell(WAKE)).toEqual(WAKE);
    expect([hear.mock.calls.length, wake.mock.calls.length]).toEqual([1, 1]);
  });

  it('is not told in place of others, and delivers at one call of all', () => {
    const { nearby, hear, wake } = setup(false);
    nearby.waits(hear);
    nearby.delivers(wake);
    expect(nearby.tell(WAKE)).toBe(WAKE);
    expect([hear.mock.calls.length, wake.mock.calls.length]).toEqual([1, 0]);
  });

  it('does no harm to a commit', () => {
    const { nearby, hear, error } = setup(true);
    nearby.waits(() => {
      throw new Error('no');
    });
    nearby.waits(hear);
    nearby.tell(WAKE);
    expect([hear.mock.calls.length, error.mock.calls.length]).toEqual([1, 1]);
  });
});
