/** Replies and edits where a conversation has other participants by now: the newest message says who they are (profile §5). */
import { newId, uuidTime } from '@iimp/protocol/ids';
import { type ClientOptions, IimpClient, type Sent } from './client.js';
import { ParticipantsChangedError, UnreachableRecipientsError } from './errors.js';
import { FakeServer } from './fake-server.testkit.js';
import { addToTimeline, EMPTY_TIMELINE } from './timeline.js';

describe('a conversation whose participants change', () => {
  const [ALICE, BOB, CAROL] = ['alice@org1.test', 'bob@org2.test', 'carol@org3.test'] as const;
  let server: FakeServer;
  let alice: IimpClient;
  let bob: IimpClient;
  let carol: IimpClient;
  let first: Sent;
  let login: (user: string, more?: Partial<ClientOptions>) => Promise<IimpClient>;
  beforeEach(async () => {
    server = new FakeServer();
    const apiUrl = await server.start();
    login = async (user, more = {}) => {
      const client = await IimpClient.login({ apiUrl, user, password: 'secret password', attempts: 1, ...more });
      await client.publishKeys();
      return client;
    };
    [alice, bob, carol] = [await login(ALICE), await login(BOB), await login(CAROL)];
    first = await alice.send({ to: [BOB], text: 'the two of us' });
  });
  afterEach(() => server.stop());
  const join = (...to: string[]): Promise<Sent> =>
    alice.send({ to, text: 'others', conversationId: first.message.conversation_id });
  const participants = async (): Promise<string[]> =>
    [...(await alice.conversation(first.message.conversation_id)).participants].sort();

  it('is replied to as it is now: who joined stays, and who left does not come back', async () => {
    await join(BOB, CAROL);
    const { message } = await bob.reply(first.message, 'hello all');
    expect([...message.participants].sort()).toEqual([ALICE, BOB, CAROL]);
    const alone = await join(CAROL);
    expect([...(await alice.reply(first.message, 'hello')).message.participants].sort()).toEqual([ALICE, CAROL]);
    expect([...(await alice.reply(alone.message, 'hello')).message.participants].sort()).toEqual([ALICE, CAROL]);
    expect(await participants()).toEqual([ALICE, CAROL]);
  });

  it('is replied to with those whom its members let in, and who came by those', async () => {
    const joined = await join(BOB, CAROL);
    await carol.reply(joined.message, 'thank you');
    expect((await bob.reply(first.message, 'welcome')).message.participants).toHaveLength(3);
  });

  it('is not said to be changed by others while the keys of the member who changed it cannot be had', async () => {
    const joined = await join(BOB, CAROL);
    await carol.reply(joined.message, 'without alice', { to: [BOB] });
    server.intercept = (request, response) => {
      const isLookUp = request.url?.endsWith(`/keys/${encodeURIComponent(CAROL)}`) === true;
      if (isLookUp) server.json(response, 503, { code: 'unavailable', detail: 'away' });
      return isLookUp;
    };
    await expect(bob.reply(first.message, 'hello')).rejects.toMatchObject({ name: 'ApiError', code: 'unavailable' });
    server.intercept = () => false;
    const { message } = await bob.reply(first.message, 'hello');
    expect([...message.participants].sort()).toEqual([BOB, CAROL]);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['only the server names', async () => (server.claim = (participants) => [...participants, CAROL])],
    [
      'let in themselves',
      () => carol.send({ to: [ALICE, BOB], text: 'me too', conversationId: first.message.conversation_id }),
    ],
    [
      'nobody can be held to have let in',
      async () => {
        const { signature: _, ...unsigned } = (await join(BOB, CAROL)).message;
        server.mailbox.splice(1, 1, unsigned);
      },
    ],
  ])('is not replied to with somebody whom %s, unless its user wants that', async (_, add) => {
    await add();
    const stored = server.mailbox.length;
    const refused = bob.reply(first.message, 'a secret');
    await expect(refused).rejects.toBeInstanceOf(ParticipantsChangedError);
    await expect(refused).rejects.toMatchObject({ original: [ALICE, BOB] });
    expect(server.mailbox).toHaveLength(stored);
    const { current } = (await refused.catch((error: unknown) => error)) as ParticipantsChangedError;
    expect([...current].sort()).toEqual([ALICE, BOB, CAROL]);
    const { message } = await bob.reply(first.message, 'welcome', { to: current });
    expect([...message.participants].sort()).toEqual([ALICE, BOB, CAROL]);
  });

  it('is not replied to with whom a member let into another conversation', async () => {
    const other = await alice.send({ to: [BOB, CAROL], text: 'elsewhere' });
    server.claim = () => [ALICE, BOB, CAROL];
    server.inject = [other.message];
    await expect(bob.reply(first.message, 'a secret')).rejects.toBeInstanceOf(ParticipantsChangedError);
  });

  it('is not replied to by a message that nobody can be held to, unless its user wants that', async () => {
    const { signature: _, ...unsigned } = { ...first.message, participants: [ALICE, BOB, CAROL] };
    server.claim = () => unsigned.participants;
    for (const madeUp of [unsigned, { ...first.message, participants: unsigned.participants }])
      await expect(bob.reply(madeUp, 'a secret')).rejects.toBeInstanceOf(ParticipantsChangedError);
    await expect(bob.reply(unsigned, 'welcome', { to: unsigned.participants })).resolves.toMatchObject({
      status: 'stored',
    });
  });

  it('has an id of now where the server names one of tomorrow', async () => {
    const day = 86_400_000;
    const { conversation_id: conversationId } = first.message;
    server.mailbox.push({ ...first.message, message_id: newId(Date.now() + day) });
    const { message } = await bob.send({ to: [ALICE], text: 'now', conversationId });
    expect(uuidTime(message.message_id)).toBe(message.timestamp);
  });

  it('names those to whom nothing can be encrypted, and goes on without them where that is asked for', async () => {
    await join(BOB, CAROL);
    server.keys.delete(CAROL);
    const refused = bob.reply(first.message, 'all?');
    await expect(refused).rejects.toBeInstanceOf(UnreachableRecipientsError);
    await expect(refused).rejects.toMatchObject({ users: [CAROL] });
    const { message } = await bob.reply(first.message, 'all that are left', { withoutUnreachable: true });
    expect([...message.participants].sort()).toEqual([ALICE, BOB]);
    const nobody = bob.send({ to: [CAROL], text: 'hello?', withoutUnreachable: true });
    await expect(nobody).rejects.toBeInstanceOf(UnreachableRecipientsError);
  });

  it('is changed by a clock that is slow as by any other', async () => {
    const slow = await login(ALICE, { secret: alice.secret, now: () => Date.now() - 60_000 });
    await bob.reply(first.message, 'by a clock that is right');
    const { conversation_id: conversationId } = first.message;
    const { message } = await slow.send({ to: [BOB, CAROL], text: 'welcome, carol', conversationId });
    expect(message.timestamp).toBeLessThan(first.message.timestamp);
    expect(await participants()).toEqual([ALICE, BOB, CAROL]);
    await alice.edit(message, 'welcome, Carol');
    await slow.edit(message, 'Welcome, Carol.');
    const { messages } = await bob.sync({ cursor: 0 });
    const { entries } = messages.reduce(addToTimeline, EMPTY_TIMELINE);
    expect(entries.get(message.message_id)).toMatchObject({ text: 'Welcome, Carol.', edits: 2 });
  });

  it.each([
    ['joined', [BOB, CAROL]],
    ['left', [CAROL]],
  ])('has no edit of what is from before somebody %s, and is told so', async (_, members) => {
    await join(...members);
    const refused = alice.edit(first.message, 'edited');
    await expect(refused).rejects.toBeInstanceOf(ParticipantsChangedError);
    await expect(refused).rejects.toMatchObject({ conversationId: first.message.conversation_id });
    expect(await participants()).toEqual([ALICE, ...members]);
    expect(server.mailbox).toHaveLength(2);
  });

  it('is edited for the participants of the original where that is asked for', async () => {
    await join(BOB, CAROL);
    const { message } = await alice.edit(first.message, 'edited', { toOriginalParticipants: true });
    expect(message).toMatchObject({ type: 'edit', reference: first.message.message_id });
    expect([...message.participants].sort()).toEqual([ALICE, BOB]);
  });

  it('is edited where it has the participants of the original, however they are written', async () => {
    await join(BOB, CAROL);
    await join(BOB);
    const original = { ...first.message, participants: ['Bob@org2.test', 'ALICE@org1.test'] };
    await expect(alice.edit(original, 'edited')).resolves.toMatchObject({ status: 'stored' });
  });
});
