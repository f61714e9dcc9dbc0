import { Slots } from './slots.js';

describe('places', () => {
  it('are bounded, for each user too, and can be given back, once', () => {
    const slots = new Slots({ what: 'uploads', max: 3, maxPerUser: 2 });
    const [leave] = [slots.take('a'), slots.take('a')];
    expect(() => slots.take('a')).toThrow('rate_limited');
    slots.take('b');
    expect(() => slots.take('c')).toThrow('unavailable');
    leave();
    leave();
    slots.take('c');
    expect(() => slots.take('d')).toThrow('unavailable');
  });

  it('name whom they refuse', () => {
    const slots = new Slots({ what: 'downloads', max: 3, maxPerUser: 0, whom: 'this domain' });
    expect(() => slots.take('a')).toThrow('too many downloads of this domain at once');
  });
});
