import { hash } from '@node-rs/argon2';
import { Passwords } from './passwords.js';

describe('passwords', () => {
  it('fit their hash alone, and never a missing or broken one', async () => {
    const passwords = await Passwords.create();
    const stored = await hash('secret');
    expect(await passwords.matches(stored, 'secret')).toBe(true);
    expect(await passwords.matches(stored, 'Secret')).toBe(false);
    for (const none of [null, undefined, '', 'not a hash']) expect(await passwords.matches(none, 'secret')).toBe(false);
  });

  it('are checked a few at once; those who wait are bounded', async () => {
    const passwords = await Passwords.create({ concurrency: 1, maxWaiting: 2 });
    const stored = await hash('secret');
    const results = await Promise.allSettled(Array.from({ length: 4 }, () => passwords.matches(stored, 'secret')));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected']);
    expect(await passwords.matches(stored, 'secret')).toBe(true);
  });

  it('are checked of some before others, who take no place of theirs', async () => {
    const passwords = await Passwords.create({ concurrency: 1, maxWaiting: 2 });
    const stored = await hash('secret');
    const order: string[] = [];
    const match = (who: string, first: boolean) =>
      passwords.matches(stored, 'secret', { first }).then(() => order.push(who));
    const others = Promise.allSettled(['a', 'b', 'c', 'd'].map((who) => match(who, false)));
    await Promise.all([match('e', true), match('f', true)]);
    expect((await others).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected']);
    expect(order).toEqual(['a', 'e', 'f', 'b', 'c']);
  });
});
