import { BodyRoom, type BodyShare } from './body-room.js';

describe('the room for bodies', () => {
  const share = (address: string): BodyShare => ({ address, bytes: 0 });
  /** Takes byte by byte all that there is. */
  const fill = (room: BodyRoom, own: BodyShare): number => {
    while (room.grow(own, own.bytes + 1));
    return own.bytes;
  };

  it('gives one address a quarter, over all its bodies', () => {
    const room = new BodyRoom(1_000);
    const [one, other] = [share('a'), share('a')];
    expect(room.grow(one, 200)).toBe(true);
    expect(room.grow(other, 51)).toBe(false);
    expect(room.grow(other, 50)).toBe(true);
    expect([room.held, one.bytes, other.bytes]).toEqual([250, 200, 50]);
    room.giveBack(one);
    room.giveBack(one);
    expect(room.grow(other, 250)).toBe(true);
    room.giveBack(other);
    expect(room.held).toBe(0);
  });

  it('leaves something to the next, however many take what they can', () => {
    const room = new BodyRoom(1_000_000);
    const taken = Array.from({ length: 20 }, (_, index) => fill(room, share(`a${index}`)));
    expect(taken[0]).toBe(250_000);
    expect(Math.min(...taken)).toBeGreaterThan(500);
    expect(room.held).toBeLessThan(1_000_000);
  });
});
