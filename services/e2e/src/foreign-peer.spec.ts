/** A standalone and a server that is not ours, found by SRV records of a real DNS server. */
import { generateUserKeys } from '@iimp/crypto/keys';
import { decryptMessage } from '@iimp/crypto/message';
import type { UserSecret } from '@iimp/crypto/secret';
import { parseReceipt, verifyReceipt } from '@iimp/http-signatures/receipt';
import type { UserKeysDocument } from '@iimp/proto/types';
import { newId } from '@iimp/protocol/ids';
import { releasePort, reservePort } from '@iimp/testbed/ports';
import { startStandaloneWorld } from '@iimp/testbed/standalone-world';
import { until } from '@iimp/testbed/until';
import type { Organization, World } from '@iimp/testbed/world';
import { type Answer, ForeignPeer, type Mood } from './foreign-peer.testkit.js';
import { compose, Mailbox } from './mailbox.testkit.js';
import { person } from './people.testkit.js';

jest.setTimeout(180_000);

const [HOME, FAR, OLD] = ['org1.test', 'far.test', 'old.test'] as const;

interface Foreigner {
  secret: UserSecret;
  document: UserKeysDocument;
}

let world: World;
let home: Organization;
let far: ForeignPeer;
let old: ForeignPeer;
let deadPort: number;
let alice: Mailbox;
let aliceKeys: UserKeysDocument;
let zoe: Foreigner;
let rob: Foreigner;
let ann: Foreigner;

beforeAll(async () => {
  world = await startStandaloneWorld({ domains: [HOME], discovery: 'dns' });
  home = world.org(HOME);
  const options = { ca: world.ca, home };
  far = await ForeignPeer.start({ ...options, domain: FAR });
  old = await ForeignPeer.start({ ...options, domain: OLD, isPlain: true });
  deadPort = await reservePort();
  const port = Number(new URL(home.federationUrl).port);
  await world.dns?.set({
    srv: [
      { name: `_iimp._tcp.${HOME}`, target: `iimp.${HOME}`, port },
      // The first target is dead: the next one is asked (profile §2).
      { name: `_iimp._tcp.${FAR}`, target: `a.${FAR}`, port: deadPort, priority: 0 },
      { name: `_iimp._tcp.${FAR}`, target: `b.${FAR}`, port: far.port, priority: 10 },
      { name: `_iimp._tcp.${OLD}`, target: `iimp.${OLD}`, port: old.port },
    ],
    addresses: Object.fromEntries(
      [`iimp.${HOME}`, `a.${FAR}`, `b.${FAR}`, `iimp.${OLD}`].map((name) => [name, '127.0.0.1']),
    ),
  });
  alice = new Mailbox(await person(world, `alice@${HOME}`));
  aliceKeys = await alice.client.publishKeys();
  zoe = await generateUserKeys(`zoe@${FAR}`);
  rob = await generateUserKeys(`rob@${FAR}`, 'rsa-oaep-256');
  ann = await generateUserKeys(`ann@${OLD}`, 'rsa-oaep-256');
  for (const { document } of [zoe, rob]) far.publish(document);
  old.publish(ann.document);
});
afterAll(async () => {
  await world?.close();
  await Promise.all([far?.stop(), old?.stop()]);
  if (deadPort !== undefined) releasePort(deadPort);
});

const deliveryOf = async (id: string) => (await alice.client.deliveries(id)).deliveries[0];
const delivered = (id: string) =>
  until('it is delivered', async () => (await deliveryOf(id))?.state === 'delivered', { deadlineMs: 60_000 });

/** What a foreigner reads in what its server stored. */
async function read({ secret, document }: Foreigner, peer: ForeignPeer, id: string): Promise<string> {
  const message = await until(`${document.user} has the message`, () => peer.stored.get(id), { deadlineMs: 60_000 });
  const { text, verified } = await decryptMessage(message, secret, aliceKeys);
  expect(verified).toBe('verified');
  return text;
}

function requireReceipt({ status, headers, body, sent }: Answer, key: Parameters<typeof verifyReceipt>[2]): void {
  const request = { signature: sent['signature'] ?? '', contentDigest: sent['content-digest'] ?? '' };
  verifyReceipt(parseReceipt(headers), { status, headers, body, request }, key, Date.now());
}

const json = ({ body }: Answer): unknown => JSON.parse(body.toString());

it('takes a single message from it, once, with a receipt', async () => {
  const message = await compose(zoe, [aliceKeys], 'from far');
  const first = await far.post(message);
  expect(json(first)).toMatchObject({ message_id: message.message_id, status: 'stored' });
  const { domain, kid } = parseReceipt(first.headers);
  expect(domain).toBe(HOME);
  requireReceipt(first, await far.keyOfHome(kid));
  expect(json(await far.post(message))).toMatchObject({ status: 'duplicate' });
  expect(await alice.texts([message.message_id])).toEqual(['from far']);
});

it('takes a batch, in which one bad message harms no other', async () => {
  const lane = newId();
  const good = await Promise.all(['one', 'two'].map((text) => compose(rob, [aliceKeys], text, lane)));
  const bad = { ...(await compose(zoe, [aliceKeys], 'forged')), sender: `mallory@${OLD}` };
  const answer = await far.post(good[0]!, bad, good[1]!);
  expect(json(answer)).toEqual({
    results: [
      expect.objectContaining({ status: 'stored' }),
      expect.objectContaining({ status: 'rejected' }),
      expect.objectContaining({ status: 'stored' }),
    ],
  });
  expect(await alice.texts(good.map(({ message_id }) => message_id))).toEqual(['one', 'two']);
});

it('sends to X25519 and RSA users of it, over the second SRV target', async () => {
  const { message } = await alice.client.send({ to: [zoe.document.user, rob.document.user], text: 'to both' });
  expect(await read(zoe, far, message.message_id)).toBe('to both');
  expect(await read(rob, far, message.message_id)).toBe('to both');
  expect(far.posts.at(-1)).toMatchObject({ isBatch: false, ids: [message.message_id] });
  await delivered(message.message_id);
  await expect(home.iimpctl('receipt', 'export', message.message_id)).resolves.toContain('"format"');
});

/** Alice's messages to somebody, all waiting before the first goes out. */
async function backlog(to: string, domain: string, texts: string[]): Promise<string[]> {
  await home.iimpctl('destination', 'pause', domain);
  const conversationId = newId();
  const ids: string[] = [];
  for (const text of texts) ids.push((await alice.client.send({ to: [to], text, conversationId })).message.message_id);
  await home.iimpctl('destination', 'resume', domain);
  return ids;
}

it('sends what waits as a batch to who takes batches', async () => {
  const ids = await backlog(zoe.document.user, FAR, ['a', 'b', 'c', 'd']);
  await delivered(ids[3]!);
  expect(far.posts.at(-1)).toMatchObject({ isBatch: true, ids });
});

it('sends one by one, in order, to a server with the four members of the specification, and takes from it', async () => {
  const texts = ['a', 'b', 'c'];
  const ids = await backlog(ann.document.user, OLD, texts);
  for (const [at, id] of ids.entries()) expect(await read(ann, old, id)).toBe(texts[at]);
  expect(old.posts.map(({ ids: [id], isBatch }) => [id, isBatch])).toEqual(ids.map((id) => [id, false]));
  await delivered(ids[2]!);
  await expect(home.iimpctl('receipt', 'export', ids[0]!)).rejects.toThrow('no receipt is kept');
  const message = await compose(ann, [aliceKeys], 'from old');
  expect(json(await old.post(message))).toMatchObject({ status: 'stored' });
  expect(await alice.texts([message.message_id])).toEqual(['from old']);
});

/** Sends one message that meets a mood. */
async function meet(mood: Mood, text: string): Promise<string> {
  far.moods.push(mood);
  const { message } = await alice.client.send({ to: [zoe.document.user], text });
  await delivered(message.message_id);
  expect(await read(zoe, far, message.message_id)).toBe(text);
  return message.message_id;
}

const postsOf = (id: string) => far.posts.filter(({ ids }) => ids.includes(id));

it('repeats a post whose answer was lost; it is stored once', async () => {
  const id = await meet('loses its answer', 'twice on the way');
  expect(postsOf(id).map(({ mood }) => mood)).toEqual(['loses its answer', 'well']);
  expect(new Set(postsOf(id).map(({ nonce }) => nonce)).size).toBe(2);
  expect([...far.stored.keys()].filter((stored) => stored === id)).toHaveLength(1);
});

it('keeps silent for as long as it is asked to', async () => {
  const id = await meet('has enough', 'patience');
  const [first, second] = postsOf(id);
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(3_000);
  expect(postsOf(id)).toHaveLength(2);
});

it('delivers to who forges receipts, and takes none of them for a proof', async () => {
  const id = await meet('forges its receipt', 'on my honour');
  expect(postsOf(id)).toHaveLength(1);
  await expect(home.iimpctl('receipt', 'export', id)).rejects.toThrow('does not prove the delivery: ');
});

it('follows a rotation of its key', async () => {
  far.rotateKey('k2');
  const message = await compose(zoe, [aliceKeys], 'with a new key');
  // Keys are asked for again at most once a minute (profile §2); until then nothing is refused for good.
  const statuses = new Set<number>();
  const post = async () => {
    const { status } = await far.post(message);
    statuses.add(status);
    return status === 200;
  };
  await until('the new key is known', post, { deadlineMs: 90_000, intervalMs: 2_000 });
  expect(statuses).not.toContain(401);
  expect(await alice.texts([message.message_id])).toEqual(['with a new key']);
  const sent = await alice.client.send({ to: [zoe.document.user], text: 'and back' });
  await delivered(sent.message.message_id);
  await expect(home.iimpctl('receipt', 'export', sent.message.message_id)).resolves.toContain('far.test#k2');
});
