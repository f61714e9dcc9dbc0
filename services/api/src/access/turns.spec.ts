import { gate } from '@iimp/messaging/wait.testkit';
import { Turns } from './turns.js';

describe('turns', () => {
  const setup = () => {
    const turns = new Turns(2);
    const begun: string[] = [];
    const read = (user: string, name: string) => {
      const { opened, open } = gate();
      const done = turns.run(user, () => {
        begun.push(name);
        return opened.then(() => name);
      });
      return { open, done };
    };
    return { turns, begun, read };
  };

  it('let nobody wait for another user, and each user for itself, in order', async () => {
    const { begun, read } = setup();
    const [first, second, third, fourth] = ['a1', 'a2', 'a3', 'a4'].map((name) => read('alice', name));
    const other = read('bob', 'b1');
    expect(begun).toEqual(['a1', 'a2', 'b1']);
    second!.open();
    expect(await second!.done).toBe('a2');
    expect(begun).toEqual(['a1', 'a2', 'b1', 'a3']);
    for (const { open } of [first!, third!, fourth!, other]) open();
    expect(await Promise.all([first!.done, third!.done, fourth!.done, other.done])).toEqual(['a1', 'a3', 'a4', 'b1']);
  });

  it('are handed on by what fails', async () => {
    const { turns } = setup();
    const fails = () => turns.run('alice', () => Promise.reject(new Error('no')));
    const results = await Promise.allSettled([fails(), fails(), fails(), turns.run('alice', async () => 'read')]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'fulfilled']);
    expect(await turns.run('alice', async () => 'again')).toBe('again');
  });
});
