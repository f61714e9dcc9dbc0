import { SizedMap } from './sized-map.js';

describe('SizedMap', () => {
  const kept = (map: SizedMap<number>): string =>
    ['a', 'b', 'c', 'd'].filter((name) => map.get(name) !== undefined).join('');

  it('forgets what was not used for the longest time when the sizes are too much together', () => {
    const map = new SizedMap<number>({ maxSize: 10 });
    for (const name of ['a', 'b', 'c']) map.set(name, 1, 3);
    expect(map.get('a')).toBe(1);
    map.set('d', 1, 4);
    expect(kept(map)).toBe('acd');
    map.set('b', 1, 7);
    expect(kept(map)).toBe('b');
  });

  it('counts a value that is replaced or deleted no longer', () => {
    const map = new SizedMap<number>({ maxSize: 10 });
    map.set('a', 1, 5);
    for (const value of [1, 2, 3]) map.set('b', value, 5);
    expect(map.get('b')).toBe(3);
    expect(kept(map)).toBe('ab');
    map.delete('b');
    map.delete('b');
    map.set('c', 1, 5);
    expect(kept(map)).toBe('ac');
    map.set('d', 1, 1);
    expect(kept(map)).toBe('cd');
  });

  it('does not keep what is too large by itself, nor what it replaces, and forgets no other for it', () => {
    const map = new SizedMap<number>({ maxSize: 10 });
    map.set('a', 1, 5);
    map.set('b', 1, 5);
    map.set('b', 2, 11);
    expect(kept(map)).toBe('a');
  });

  it('bounds the number too', () => {
    const map = new SizedMap<number>({ maxSize: 10, maxCount: 2 });
    for (const name of ['a', 'b', 'c']) map.set(name, 1, 0);
    expect(kept(map)).toBe('bc');
  });
});
