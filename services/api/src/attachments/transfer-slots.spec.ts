import { TransferSlots } from './transfer-slots.js';

describe('places for transfers', () => {
  it('are bounded, for each user too, and can be given back', () => {
    const slots = new TransferSlots({ what: 'uploads', max: 3, maxPerUser: 2 });
    const [leave] = [slots.take('a'), slots.take('a')];
    expect(() => slots.take('a')).toThrow('rate_limited');
    slots.take('b');
    expect(() => slots.take('c')).toThrow('unavailable');
    leave();
    slots.take('c');
  });
});
