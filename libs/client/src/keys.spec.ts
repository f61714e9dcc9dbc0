import fc from 'fast-check';
import type { UserKeysDocument } from '@iimp/proto/types';
import { generateUserKeys, signUserKeys } from '@iimp/crypto/keys';
import { ApiError, IdentityChangedError, IdentityNotConfirmedError } from './errors.js';
import { KeyWorld } from './keys.testkit.js';

const BOB = 'bob@org2.test';
/** An address with the letters that a mask chooses in upper case. */
const cased = (address: string, mask: number): string =>
  Array.from(address, (letter, index) => ((mask >> index) & 1 ? letter.toUpperCase() : letter)).join('');

describe('a directory of keys', () => {
  let bob: UserKeysDocument;
  let other: UserKeysDocument;
  let world: KeyWorld;
  beforeAll(async () => {
    [bob, other] = (await Promise.all([0, 1].map(async () => (await generateUserKeys(BOB)).document))) as [
      UserKeysDocument,
      UserKeysDocument,
    ];
  });
  beforeEach(() => {
    world = new KeyWorld();
    world.documents.set(BOB, bob);
  });

  it('holds a user to one identity, however the server writes the address', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 8191 }), fc.nat({ max: 8191 }), async (asked, answered) => {
        world = new KeyWorld();
        world.documents.set(BOB, bob);
        expect(await world.directory.keysOf(cased(BOB, asked))).toEqual(bob);
        world.documents.set(BOB, { ...other, user: cased(BOB, answered) });
        const again = world.directory.keysOf(cased(BOB, asked), { fresh: true });
        await expect(again).rejects.toMatchObject({
          name: 'IdentityChangedError',
          address: BOB,
          known: bob.identity_key.public_key,
          offered: other.identity_key.public_key,
        });
        expect(await world.pins.get(BOB)).toBe(bob.identity_key.public_key);
      }),
      { numRuns: 30 },
    );
  });

  it('gives documents with the address in lower case, and keeps them by it', async () => {
    world.documents.set(BOB, { ...bob, user: 'Bob@Org2.TEST' });
    expect((await world.directory.keysOf('BOB@org2.test')).user).toBe(BOB);
    expect((await world.directory.keysOf(BOB)).user).toBe(BOB);
    expect(world.asked).toEqual([BOB]);
  });

  it('asks once for those who ask at the same time, and again after a failure', async () => {
    world.failure = new ApiError(429, 'rate_limited', 'slow');
    const many = await Promise.allSettled(Array.from({ length: 1_000 }, () => world.directory.keysOf(BOB)));
    expect(many.every(({ status }) => status === 'rejected')).toBe(true);
    expect(world.asked).toEqual([BOB]);
    world.failure = undefined;
    await Promise.all([world.directory.keysOf(BOB), world.directory.keysOf(BOB, { fresh: true })]);
    const asks = [{ fresh: true, toRead: true }, { fresh: true }].map((options) =>
      world.directory.keysOf(BOB, options),
    );
    await Promise.all(asks);
    expect(world.asked.splice(2)).toHaveLength(2);
    expect(world.asked).toEqual([BOB, BOB]);
    world.now += 300_000;
    await world.directory.keysOf(BOB);
    expect(world.asked).toEqual([BOB, BOB, BOB]);
  });

  it('tells a change of identity once to those who ask at the same time', async () => {
    await world.directory.keysOf(BOB);
    world.documents.set(BOB, other);
    const asked = [1, 2, 3].map(() => world.directory.keysOf(BOB, { fresh: true }));
    for (const each of asked) await expect(each).rejects.toBeInstanceOf(IdentityChangedError);
    expect(world.changes).toHaveLength(1);
  });

  it('holds a user to one identity when the first two look-ups run at once and are given two', async () => {
    const given = [bob, other];
    world.answers = () => given.shift();
    const asked = [true, false].map((toRead) => world.directory.keysOf(BOB, { toRead }));
    const [read, sent] = await Promise.allSettled(asked);
    expect(read).toEqual({ status: 'fulfilled', value: bob });
    expect(sent).toMatchObject({ status: 'rejected', reason: { name: 'IdentityChangedError' } });
    expect(world.asked).toEqual([BOB, BOB]);
    expect(world.changes).toHaveLength(1);
    expect(await world.directory.pinned(BOB)).toBe(bob.identity_key.public_key);
    expect(await world.directory.former(BOB)).toEqual([]);
  });

  it('accepts the identity that was confirmed, and no other that the server gives by then', async () => {
    await world.directory.keysOf(BOB);
    world.documents.set(BOB, other);
    const third = (await generateUserKeys(BOB)).document;
    const confirmed = third.identity_key.public_key;
    const refused = world.directory.acceptIdentity(BOB, confirmed);
    await expect(refused).rejects.toBeInstanceOf(IdentityNotConfirmedError);
    await expect(refused).rejects.toMatchObject({ confirmed, offered: other.identity_key.public_key });
    expect(await world.directory.pinned(BOB)).toBe(bob.identity_key.public_key);
    world.documents.set(BOB, { ...third, user: 'BOB@org2.test' });
    expect(await world.directory.acceptIdentity('Bob@org2.test', confirmed)).toEqual(third);
    expect(await world.directory.pinned(BOB)).toBe(confirmed);
    expect(await world.directory.former(BOB)).toEqual([bob.identity_key.public_key]);
  });

  it('uses no document of an identity that is not held to any more', async () => {
    await world.directory.keysOf(BOB);
    world.documents.set(BOB, other);
    await world.directory.acceptIdentity(BOB, other.identity_key.public_key);
    expect(await world.directory.keysOf(BOB)).toEqual(other);
    await world.pins.set(BOB, bob.identity_key.public_key);
    await expect(world.directory.keysOf(BOB)).rejects.toBeInstanceOf(IdentityChangedError);
  });

  it('takes no step back to a document that is older than one it has seen', async () => {
    const { secret, document } = await generateUserKeys(BOB, 'x25519', 1_000);
    const renewed = signUserKeys(await secret.withNewEncryptionKey(), 2_000);
    const look = (shown: UserKeysDocument) => {
      world.documents.set(BOB, shown);
      return world.directory.keysOf(BOB, { fresh: true });
    };
    world = new KeyWorld();
    for (const shown of [document, renewed, renewed]) expect(await look(shown)).toEqual(shown);
    await expect(look(document)).rejects.toMatchObject({ code: 'invalid_request' });
    // By another identity time begins anew.
    const older = (await generateUserKeys(BOB, 'x25519', 500)).document;
    await expect(look(older)).rejects.toBeInstanceOf(IdentityChangedError);
    await world.directory.acceptIdentity(BOB, older.identity_key.public_key);
    expect(await look(older)).toEqual(older);
  });

  it('needs no store that keeps former identities', async () => {
    const pins = new Map<string, string>();
    world = new KeyWorld({
      get: async (address) => pins.get(address),
      set: async (address, key) => void pins.set(address, key),
    });
    world.documents.set(BOB, bob);
    await world.directory.keysOf(BOB);
    expect(await world.directory.former(BOB)).toEqual([]);
  });
});
