import type { MessagesPage } from '@iimp/storage/read/conversation-view';
import { Slots } from '@iimp/platform/http/slots';
import { Turns } from '../access/turns.js';
import { History } from './history.js';

describe('older messages of a conversation', () => {
  /** Pages that storage gives, by `before`. */
  let pages: Record<string, MessagesPage>;
  let asked: (string | undefined)[];
  let now: number;
  /** Called with each look at storage. */
  let onLook: () => unknown;
  let history: History;
  beforeEach(() => {
    [pages, asked, now, onLook] = [{}, [], 0, () => undefined];
    history = new History({
      conversations: {
        messages: async (_user, _id, { before }) => {
          asked.push(before);
          await onLook();
          return pages[before ?? 'newest'];
        },
      },
      slots: new Slots({ what: 'searches for older messages', max: 2, maxPerUser: 1 }),
      turns: new Turns(4),
      now: () => now,
    });
  });
  const read = (user = 'a') => history.read(user, 'id', { limit: 9 });
  const others = (next: string): MessagesPage => ({ messages: [], next });

  it('are what storage finds at its first look, wherever that ends', async () => {
    pages = { newest: { messages: ['1'], next: '1' } };
    expect(await read()).toEqual({ messages: ['1'], next: '1' });
    pages = { newest: { messages: [], next: undefined } };
    expect(await read()).toEqual({ messages: [], next: undefined });
    pages = {};
    await expect(read()).rejects.toMatchObject({ code: 'not_found' });
    expect(asked).toEqual([undefined, undefined, undefined]);
  });

  it('are searched for behind those of others: an answer never says that there is more without saying where', async () => {
    pages = { newest: others('3'), '3': others('2'), '2': { messages: ['1'], next: '1' } };
    expect(await read()).toEqual({ messages: ['1'], next: '1' });
    expect(asked).toEqual([undefined, '3', '2']);
    pages['2'] = { messages: [], next: undefined };
    expect(await read()).toEqual({ messages: [], next: undefined });
  });

  it('are searched for by one request of a user at a time, and by a few of all', async () => {
    pages = { newest: others('2'), '2': { messages: ['1'], next: undefined } };
    let go = (): void => undefined;
    const held = new Promise<void>((resolve) => (go = resolve));
    onLook = () => (asked.at(-1) === '2' ? held : undefined);
    const searching = [read('a'), read('b')];
    while (asked.length < 4) await new Promise(setImmediate);
    await expect(read('a')).rejects.toMatchObject({ code: 'rate_limited', retryAfterSeconds: 5 });
    await expect(read('c')).rejects.toMatchObject({ code: 'unavailable', retryAfterSeconds: 5 });
    // Nobody else waits: whose messages are there at once needs no search.
    pages['newest'] = { messages: ['2'], next: '2' };
    expect(await read('a')).toMatchObject({ messages: ['2'] });
    go();
    expect(await Promise.all(searching)).toMatchObject([{ messages: ['1'] }, { messages: ['1'] }]);
    pages['newest'] = others('2');
    expect(await read('a')).toMatchObject({ messages: ['1'] });
  });

  it('are not searched for without end', async () => {
    pages = { newest: others('2'), '2': others('2') };
    onLook = () => (now += 1_000);
    await expect(read()).rejects.toMatchObject({ code: 'unavailable' });
    expect(asked.length).toBeLessThan(13);
    pages['2'] = { messages: ['1'], next: undefined };
    expect(await read()).toMatchObject({ messages: ['1'] });
  });
});
