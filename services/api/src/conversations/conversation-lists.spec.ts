import { gate } from '@iimp/messaging/wait.testkit';
import { Slots } from '@iimp/platform/http/slots';
import { Turns } from '../access/turns.js';
import { ConversationLists } from './conversation-lists.js';

describe('lists of conversations', () => {
  const EMPTY = { conversations: [], hasMore: false };

  it('of many are for one request of a user at a time, and for a few of all; others wait for nobody', async () => {
    const { opened, open } = gate();
    let under = 0;
    const lists = new ConversationLists({
      conversations: {
        count: async (user, most) => Math.min(most, user.startsWith('many') ? 500_000 : 1_000),
        list: async () => {
          under += 1;
          await opened;
          return EMPTY;
        },
      },
      slots: new Slots({ what: 'lists of conversations', max: 2, maxPerUser: 1 }),
      turns: new Turns(4),
    });
    const read = (user: string) => lists.read(user, { limit: 1 });
    const held = [read('many-a'), read('few'), read('few'), read('many-b'), read('few')];
    await expect(read('many-a')).rejects.toMatchObject({ code: 'rate_limited', retryAfterSeconds: 5 });
    await expect(read('many-c')).rejects.toMatchObject({ code: 'unavailable', retryAfterSeconds: 5 });
    expect(under).toBe(5);
    open();
    expect(await Promise.all(held)).toEqual(held.map(() => EMPTY));
    expect(await read('many-c')).toEqual(EMPTY);
  });

  it('give their place back when they fail', async () => {
    const lists = new ConversationLists({
      conversations: { count: async (_, most) => most, list: () => Promise.reject(new Error('away')) },
      slots: new Slots({ what: 'lists of conversations', max: 1, maxPerUser: 1 }),
      turns: new Turns(4),
    });
    for (let time = 0; time < 2; time++) await expect(lists.read('a', { limit: 1 })).rejects.toThrow('away');
  });
});
