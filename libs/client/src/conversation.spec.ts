/** Replies and edits where a conversation has other participants by now: the newest message says who they are (profile §5). */
import { IimpClient, type Sent } from './client.js';
import { ParticipantsChangedError } from './errors.js';
import { FakeServer } from './fake-server.testkit.js';

describe('a conversation whose participants change', () => {
  const [ALICE, BOB, CAROL] = ['alice@org1.test', 'bob@org2.test', 'carol@org3.test'] as const;
  let server: FakeServer;
  let alice: IimpClient;
  let bob: IimpClient;
  let first: Sent;
  beforeEach(async () => {
    server = new FakeServer();
    const apiUrl = await server.start();
    const login = async (user: string): Promise<IimpClient> => {
      const client = await IimpClient.login({ apiUrl, user, password: 'secret password', attempts: 1 });
      await client.publishKeys();
      return client;
    };
    [alice, bob] = [await login(ALICE), await login(BOB)];
    await login(CAROL);
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
