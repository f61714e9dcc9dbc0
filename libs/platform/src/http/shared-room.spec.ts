import { SharedRoom, type Share } from './shared-room.js';

describe('a room that addresses share', () => {
  const share = (address: string): Share => ({ address, held: 0 });
  /** Takes one by one all that there is. */
  const fill = (room: SharedRoom, own: Share): number => {
    while (room.grow(own, own.held + 1));
    return own.held;
  };

  it('gives one address a quarter, over all its shares, where the part is a third', () => {
    const room = new SharedRoom(1_000, 3);
    const [one, other] = [share('a'), share('a')];
    expect(room.grow(one, 200)).toBe(true);
    expect(room.grow(other, 51)).toBe(false);
    expect(room.grow(other, 50)).toBe(true);
    expect([room.held, one.held, other.held]).toEqual([250, 200, 50]);
    room.giveBack(one);
    room.giveBack(one);
    expect(room.grow(other, 250)).toBe(true);
    room.giveBack(other);
    expect(room.held).toBe(0);
  });

  it('leaves something to the next, however many take what they can', () => {
    const room = new SharedRoom(1_000_000, 3);
    const taken = Array.from({ length: 20 }, (_, index) => fill(room, share(`a${index}`)));
    expect(taken[0]).toBe(250_000);
    expect(Math.min(...taken)).toBeGreaterThan(500);
    expect(room.held).toBeLessThan(1_000_000);
  });
});
