import fc from 'fast-check';
import { Recheck } from './recheck.js';
import { Waiters } from './waiters.js';

const USER = 'alice@org1.test';

describe('waiters', () => {
  it('wake when their mailbox grows beyond their cursor, and not before', async () => {
    const waiters = new Waiters({ max: 10 });
    const waiter = waiters.add(USER, 5)!;
    const waited = waiter.wait(60_000);
    waiters.grown(USER, 5);
    waiters.grown('bob@org1.test', 9);
    expect(await Promise.race([waited, Promise.resolve('asleep')])).toBe('asleep');
    waiters.grown(USER, 6);
    expect(await waited).toBe('grown');
    waiter.end();
    expect(waiters.size).toBe(0);
  });

  it('remember what they heard between two waits', async () => {
    const waiters = new Waiters({ max: 10 });
    const waiter = waiters.add(USER, 0)!;
    waiters.grown(USER, 3);
    expect(await waiter.wait(60_000)).toBe('grown');
    // Read up to 2 only, and told of 3 again while reading.
    waiter.cursor = 2;
    waiters.grown(USER, 3);
    expect(await waiter.wait(60_000)).toBe('grown');
    waiter.cursor = 3;
    waiters.grown(USER, 3);
    expect(await waiter.wait(0)).toBe('elapsed');
  });

  it('are bounded, and bounded for each user', () => {
    const waiters = new Waiters({ max: 3, maxPerUser: 2 });
    const [first, second] = [waiters.add(USER, 0)!, waiters.add(USER, 0)!];
    waiters.add('bob@org1.test', 0);
    expect(waiters.add('carol@org1.test', 0)).toBeUndefined();
    expect(waiters.add(USER, 0)).toBeDefined();
    expect(waiters.size).toBe(3);
    second.end();
    second.end();
    first.end();
    expect(waiters.size).toBe(2);
  });

  it('are dismissed by a stop, those who come later too', async () => {
    const waiters = new Waiters({ max: 10 });
    const waited = waiters.add(USER, 0)!.wait(60_000);
    waiters.close();
    expect(await waited).toBe('dismissed');
    expect(await waiters.add(USER, 0)!.wait(60_000)).toBe('dismissed');
    expect(waiters.size).toBe(0);
  });

  it('lose nothing, however news and reads interleave', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 20 }), async (steps) => {
        const waiters = new Waiters({ max: 1 });
        const waiter = waiters.add(USER, 0)!;
        let mailbox = 0;
        for (const step of steps) {
          mailbox += step;
          waiters.grown(USER, mailbox);
          expect(await waiter.wait(0)).toBe('grown');
          // Grows once more while the read, which began before, is under way.
          const read = mailbox;
          waiters.grown(USER, ++mailbox);
          waiter.cursor = read;
          expect(await waiter.wait(0)).toBe('grown');
          waiter.cursor = mailbox;
        }
      }),
    );
  });
});

describe('the recheck', () => {
  const quiet = { warn: jest.fn(), info: jest.fn() };

  it('asks once for all who wait, not at all for nobody, and once more when asked meanwhile', async () => {
    const waiters = new Waiters({ max: 10 });
    let answer: (seqs: Map<string, number>) => void = () => undefined;
    const lastSeqs = jest.fn(() => new Promise<Map<string, number>>((resolve) => (answer = resolve)));
    const recheck = new Recheck({ waiters, mailboxes: { lastSeqs }, logger: quiet });
    recheck.now();
    expect(lastSeqs).not.toHaveBeenCalled();
    await Promise.resolve();
    const waited = [USER, USER, 'bob@org1.test'].map((user) => waiters.add(user, 0)!.wait(60_000));
    recheck.now();
    recheck.now();
    recheck.now();
    expect(lastSeqs.mock.calls).toEqual([[[USER, 'bob@org1.test']]]);
    answer(
      new Map([
        [USER, 1],
        ['bob@org1.test', 0],
      ]),
    );
    expect(await Promise.all(waited.slice(0, 2))).toEqual(['grown', 'grown']);
    await Promise.resolve();
    expect(lastSeqs).toHaveBeenCalledTimes(2);
    answer(new Map([['bob@org1.test', 1]]));
    expect(await waited[2]).toBe('grown');
  });

  it('ends the waiting of who is not there any more, or disabled', async () => {
    const waiters = new Waiters({ max: 10 });
    const lastSeqs = async () => new Map([['bob@org1.test', 0]]);
    const recheck = new Recheck({ waiters, mailboxes: { lastSeqs }, logger: quiet });
    const [gone, there] = [USER, 'bob@org1.test'].map((user) => waiters.add(user, 0)!);
    const ended = gone!.wait(60_000);
    recheck.now();
    expect(await ended).toBe('dismissed');
    expect([gone!.isOver, there!.isOver, waiters.users()]).toEqual([true, false, ['bob@org1.test']]);
    there!.end();
  });

  it('says once that Postgres does not answer, and once that it does again', async () => {
    const waiters = new Waiters({ max: 10 });
    waiters.add(USER, 0);
    let fails = true;
    const lastSeqs = () => (fails ? Promise.reject(new Error('away')) : Promise.resolve(new Map<string, number>()));
    const recheck = new Recheck({ waiters, mailboxes: { lastSeqs }, logger: quiet });
    const look = async () => {
      recheck.now();
      await new Promise((resolve) => setImmediate(resolve));
    };
    await look();
    await look();
    fails = false;
    await look();
    await look();
    expect([quiet.warn.mock.calls.length, quiet.info.mock.calls.length]).toEqual([1, 1]);
  });
});
