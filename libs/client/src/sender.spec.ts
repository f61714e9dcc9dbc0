import type { Message, UserKeysDocument } from '@iimp/proto/types';
import { newId } from '@iimp/protocol/ids';
import { generateUserKeys } from '@iimp/crypto/keys';
import { encryptMessage } from '@iimp/crypto/message';
import type { UserSecret } from '@iimp/crypto/secret';
import { ApiError, IdentityChangedError, NetworkError } from './errors.js';
import { KeyDirectory } from './keys.js';
import { KeyWorld } from './keys.testkit.js';
import { openMessage, openPage, type OpenedMessage } from './received.js';

interface User {
  secret: UserSecret;
  document: UserKeysDocument;
}

const BOB = 'bob@org2.test';

describe('the sender of a message', () => {
  let alice: User;
  let bob: User;
  /** Bob, with keys that are not those of `bob`. */
  let other: User;
  let world: KeyWorld;
  beforeAll(async () => {
    [alice, bob, other] = (await Promise.all(['alice@org1.test', BOB, BOB].map((user) => generateUserKeys(user)))) as [
      User,
      User,
      User,
    ];
  });
  beforeEach(() => {
    world = new KeyWorld();
    world.documents.set(BOB, bob.document);
  });
  const write = (sender: User, text = 'hello'): Promise<Message> =>
    encryptMessage({
      sender: sender.secret,
      message_id: newId(),
      conversation_id: newId(),
      timestamp: Date.now(),
      type: 'text',
      reference: null,
      text,
      recipients: [alice.document, bob.document].filter(({ user }) => user !== sender.document.user),
    });
  const open = (message: Message): Promise<OpenedMessage> => openMessage(message, alice.secret, world.directory);
  const VERIFIED = { content: { text: 'hello', verified: 'verified' } };
  const unverified = (reason: string) => ({
    content: { text: 'hello', verified: 'unverified' },
    unverifiedBecause: { reason },
  });
  /** Nothing but the reason: no content, as anything. */
  const withheld = (code: string, more = {}) => ({
    message: expect.anything(),
    problem: expect.objectContaining({ code, ...more }),
  });

  it('is looked up once, and then known without the server, whatever becomes of it there', async () => {
    expect(await open(await write(bob))).toMatchObject(VERIFIED);
    world.failure = new ApiError(404, 'unknown_user', 'erased');
    world.now += 1_000_000;
    expect(await open(await write(bob))).toMatchObject(VERIFIED);
    world.failure = undefined;
    world.documents.set(BOB, other.document);
    expect(await open(await write(bob))).toMatchObject(VERIFIED);
    expect(await open({ ...(await write(bob)), sender: 'BOB@org2.test' })).toMatchObject(VERIFIED);
    expect([world.asked, world.changes]).toEqual([[BOB], []]);
  });

  it.each([
    ['is erased', new ApiError(404, 'unknown_user', 'no')],
    ['cannot be asked for', new NetworkError('no answer in time')],
    ['is asked for too often', new ApiError(429, 'rate_limited', 'slow')],
  ])('that %s, and is not known yet, is unverified, and says why', async (_, failure) => {
    world.failure = failure;
    const opened = await open(await write(bob));
    expect(opened).toMatchObject(unverified('no_keys'));
    expect(opened).toMatchObject({ unverifiedBecause: { error: failure } });
  });

  it('is asked for once for a page full of messages', async () => {
    world.failure = new ApiError(404, 'unknown_user', 'erased');
    const message = await write(bob);
    const messages = Array.from({ length: 100 }, (_, index) => ({ ...message, seq: index + 1 }));
    const page = { next_cursor: 100, has_more: false, messages, notices: [] };
    const opened = await openPage(page, alice.secret, world.directory);
    expect(opened.messages.every(({ content }) => content?.text === 'hello')).toBe(true);
    expect(world.asked).toEqual([BOB]);
  });

  it('that is looked up for long keeps nothing else of the page waiting', async () => {
    const look = jest.fn(() => new Promise<never>(() => undefined));
    const options = { session: { json: look }, pins: world.pins, now: () => 0, readPatienceMs: 1 };
    const messages = (await Promise.all([write(bob), write(alice)])).map((each, index) => ({
      ...each,
      seq: index + 1,
    }));
    const page = { next_cursor: 2, has_more: false, messages, notices: [] };
    const directory = new KeyDirectory(options);
    const opened = await openPage(page, alice.secret, directory);
    expect(opened.messages).toMatchObject([unverified('no_keys'), VERIFIED]);
    expect(opened.messages[0]).toMatchObject({ unverifiedBecause: { error: { name: 'NetworkError' } } });
    // The look-up goes on: who reads the next page waits for the same one.
    await openPage(page, alice.secret, directory);
    expect(look).toHaveBeenCalledTimes(1);
  });

  it('with keys that are not valid is unverified at first, and forgery when an identity is known', async () => {
    world.documents.set(BOB, { ...bob.document, updated_at: 1 });
    expect(await open(await write(bob))).toMatchObject(unverified('no_keys'));
    world.documents.set(BOB, bob.document);
    await world.directory.keysOf(BOB);
    world.documents.set(BOB, { ...bob.document, updated_at: 1 });
    expect(await open(await write(other))).toEqual(withheld('invalid_signature'));
  });

  it('of an unsigned message is not asked for', async () => {
    const { signature: _, ...message } = await write(bob);
    expect(await open(message)).toMatchObject(unverified('unsigned'));
    expect(world.asked).toEqual([]);
  });

  it('is oneself without asking', async () => {
    expect(await open(await write(alice))).toMatchObject(VERIFIED);
    expect(world.asked).toEqual([]);
  });

  it('that did not sign is an error, known or not, and whether or not the server can be asked', async () => {
    const forged = await write(other);
    expect(await open(forged)).toEqual(withheld('invalid_signature'));
    expect(await open(forged)).toEqual(withheld('invalid_signature'));
    world.failure = new NetworkError('no answer in time');
    expect(await open(forged)).toEqual(withheld('invalid_signature', { cause: world.failure }));
    expect(world.changes).toEqual([]);
  });

  it('with another identity is told of, and read when that is accepted; what the former one signed is neither lost nor forged', async () => {
    await open(await write(bob));
    const [before, after] = await Promise.all([write(bob), write(other)]);
    world.documents.set(BOB, other.document);
    const { problem, content } = await open(after);
    expect([problem, content]).toEqual([expect.any(IdentityChangedError), undefined]);
    expect(world.changes).toEqual([problem]);
    await world.directory.acceptIdentity(BOB, (problem as IdentityChangedError).offered);
    expect(await open(after)).toMatchObject(VERIFIED);
    expect(await open(before)).toMatchObject(unverified('former_identity'));
    const stranger = await write(await generateUserKeys(BOB));
    expect(await open(stranger)).toEqual(withheld('invalid_signature'));
  });

  it('with another identity that is accepted meanwhile is verified by it', async () => {
    await open(await write(bob));
    world.documents.set(BOB, other.document);
    const opening = openMessage(await write(other), alice.secret, {
      pinned: (user) => world.directory.pinned(user),
      former: async () => {
        await world.directory.acceptIdentity(BOB, other.document.identity_key.public_key);
        return [];
      },
      keysOf: (user, options) => world.directory.keysOf(user, options),
    });
    expect(await opening).toMatchObject(VERIFIED);
  });

  it('is nobody when the address is none', async () => {
    const opened = await open({ ...(await write(bob)), sender: 'bob' });
    expect(opened).toEqual(withheld('invalid_request'));
  });
});
