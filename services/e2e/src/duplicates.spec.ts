/** The same message many times at once is stored once, whatever answers (spec §7, profile §4). */
import { encryptMessage } from '@iimp/crypto/message';
import { newId } from '@iimp/protocol/ids';
import { startClusterWorld } from '@iimp/testbed/cluster-world';
import type { World } from '@iimp/testbed/world';
import { person } from './people.testkit.js';

jest.setTimeout(120_000);

describe('two replicas of every service', () => {
  let world: World;
  beforeAll(async () => {
    world = await startClusterWorld({ replicas: 2 });
  });
  afterAll(() => world?.close());

  it('store a message that is posted 50 times at once exactly once, on both sides', async () => {
    const [alice, bob] = await Promise.all([person(world, 'alice@org1.test'), person(world, 'bob@org2.test')]);
    const now = Date.now();
    const message = await encryptMessage({
      sender: alice.secret,
      message_id: newId(now),
      conversation_id: newId(now),
      timestamp: now,
      type: 'text',
      reference: null,
      text: 'once',
      recipients: [await alice.keysOf(bob.address)],
    });
    const statuses = await Promise.all(
      Array.from({ length: 50 }, () => alice.post(message).then(({ status }) => status)),
    );
    expect(statuses.filter((status) => status === 'stored')).toHaveLength(1);
    expect(statuses.filter((status) => status === 'duplicate')).toHaveLength(49);
    const theirs = await bob.sync({ cursor: 0, waitSeconds: 20 });
    expect(theirs.messages.map(({ content }) => content?.text)).toEqual(['once']);
    expect(theirs.nextCursor).toBe(1);
    const own = await alice.sync({ cursor: 0 });
    expect(own.messages.map(({ content }) => content?.text)).toEqual(['once']);
  });
});
