/**
 * The story of one conversation between two organizations, told through the public SDK against a world of either form. Each step asserts
 * what it shows, so the demo and the system test are the same thing: one prints the steps, the other only needs them to come to an end.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Sent } from '@iimp/client/client';
import { ApiError } from '@iimp/client/errors';
import { Actor } from './actor.js';
import { check, chunked, sealedFact, timed } from './internal/telling.js';
import { until } from './until.js';
import type { World } from './world.js';

const MIB = 1024 * 1024;

/** Something that a step shows, and has checked. */
export type Fact =
  /** What a user wrote or read. `edits`: how often it was edited by then. */
  | { kind: 'said'; by: string; readBy?: string; text: string; edits?: number }
  /** Who encrypted what for whom: the server saw no more than this. */
  | { kind: 'sealed'; by: string; payloadBytes: number; keys: { recipient: string; alg: string; bytes: number }[] }
  /** A mailbox was read from one sequence number to another, without a gap. */
  | { kind: 'cursor'; user: string; from: number; to: number }
  | { kind: 'refused'; by: string; code: string; detail: string }
  | { kind: 'moved'; what: string; bytes: number; ms: number; sha256: string }
  | { kind: 'delivery'; domain: string; state: string; attempts: number; lastError?: string }
  | { kind: 'note'; text: string };

export interface Step {
  title: string;
  /** How long it took, milliseconds. */
  ms: number;
  facts: Fact[];
}

export interface ScenarioOptions {
  /** Bytes of an attachment on its way. */
  onProgress?: (what: string, done: number, total: number) => void;
  /** Default 20 MiB. */
  attachmentBytes?: number;
}

/** Tells the story, step by step. Throws when something is not as it should be. Can be told again on the same world. */
export async function* scenario(world: World, options: ScenarioOptions = {}): AsyncGenerator<Step> {
  const [one, two] = world.organizations;
  if (!one || !two) throw new Error('the story needs two organizations');
  const algorithms = new Map<string, string>();
  const sealed = ({ message }: Sent): Fact => sealedFact(message, algorithms);

  // Keys are published before anybody asks for them: that somebody has none is remembered for a while.
  const [enter, { alice, bob, carol }] = await timed(async () => ({
    alice: await Actor.enter(world, one, 'alice'),
    bob: await Actor.enter(world, two, 'bob'),
    carol: await Actor.enter(world, two, 'carol', 'rsa-oaep-256'),
  }));
  for (const { address, client } of [alice, bob, carol]) algorithms.set(address, client.secret.encryptionKey.alg);
  const here = (actor: Actor): Fact => ({ kind: 'note', text: `${actor.address}: ${algorithms.get(actor.address)}` });
  yield { title: 'Three users log in and publish their keys', ms: enter, facts: [here(alice), here(bob), here(carol)] };

  const first = 'Hello Bob, this is Alice of org1.';
  const [send, hello] = await timed(() => alice.client.send({ to: [bob.address], text: first }));
  check(hello.status === 'stored', 'the first message is stored');
  yield {
    title: 'Alice writes to Bob',
    ms: send,
    facts: [{ kind: 'said', by: alice.address, text: first }, sealed(hello)],
  };

  yield await reads(bob, 'Bob reads it', hello, first);

  const edits = [
    'Hello Bob, Alice of org1 here.',
    'Hello Bob! Alice of org1.',
    'Hello Bob! Alice of org1. How are you?',
  ];
  const [edit, lastEdit] = await timed(async () => {
    let last = hello;
    for (const text of edits) last = await alice.client.edit(hello.message, text);
    return last;
  });
  const wrote = edits.map((text, n): Fact => ({ kind: 'said', by: alice.address, text, edits: n + 1 }));
  yield { title: 'Alice edits it three times', ms: edit, facts: wrote };
  yield await reads(bob, 'Bob sees the newest text', lastEdit, edits.at(-1) as string, hello.message.message_id, 3);

  yield await refusedEdit(alice, hello);

  const answer = 'Fine, thanks. Shall we take Carol along?';
  const [reply, replied] = await timed(() => bob.client.reply(hello.message, answer));
  yield { title: 'Bob replies', ms: reply, facts: [{ kind: 'said', by: bob.address, text: answer }, sealed(replied)] };
  yield await reads(alice, 'Alice reads the reply', replied, answer);

  const toAll = 'Now we are three.';
  const [group, three] = await timed(() => alice.client.send({ to: [bob.address, carol.address], text: toAll }));
  yield {
    title: 'Alice begins a group of three',
    ms: group,
    facts: [{ kind: 'said', by: alice.address, text: toAll }, sealed(three)],
  };
  yield await reads(bob, 'Bob reads it', three, toAll);
  yield await reads(carol, 'Carol reads it, with an RSA key', three, toAll);

  yield* attachment(alice, bob, options);
  yield* outage(world, alice, bob);
}

/** A user receives a message, opens it, and knows for certain who wrote it. */
async function reads(
  reader: Actor,
  title: string,
  { message }: Sent,
  text: string,
  original = message.message_id,
  edits = 0,
): Promise<Step> {
  const from = reader.cursor;
  const [ms, received] = await timed(() =>
    reader.receive(title, (each) => each.message.message_id === message.message_id),
  );
  if (!received.content) throw new Error(`${reader.address} cannot open a message`, { cause: received.problem });
  check(received.content.verified === 'verified', 'the signature of the sender is verified');
  const shown = reader.seen(original);
  check(shown?.text === text, `${reader.address} sees “${text}”`);
  check(shown?.edits === edits, `${reader.address} sees ${edits} edits`);
  const said: Fact = { kind: 'said', by: message.sender, readBy: reader.address, text, ...(edits > 0 && { edits }) };
  return { title, ms, facts: [said, { kind: 'cursor', user: reader.address, from, to: reader.cursor }] };
}

async function refusedEdit(alice: Actor, original: Sent): Promise<Step> {
  const [ms, error] = await timed(() =>
    alice.client.edit(original.message, 'One more?').then(
      () => undefined,
      (reason: unknown) => reason,
    ),
  );
  if (!(error instanceof ApiError)) throw new Error('a fourth edit was not refused', { cause: error });
  check(error.code === 'edit_limit_exceeded' && error.status === 422, 'a fourth edit is one too many');
  const fact: Fact = { kind: 'refused', by: alice.address, code: error.code, detail: error.detail };
  return { title: 'A fourth edit is refused', ms, facts: [fact] };
}

async function* attachment(alice: Actor, bob: Actor, options: ScenarioOptions): AsyncGenerator<Step> {
  const bytes = randomBytes(options.attachmentBytes ?? 20 * MIB);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const progress = (what: string) => (done: number) => options.onProgress?.(what, done, bytes.length);

  const [up, file] = await timed(() =>
    alice.client.uploadAttachment({
      bytes: chunked(bytes),
      name: 'report.pdf',
      mediaType: 'application/pdf',
      size: bytes.length,
      onProgress: progress('up to org1'),
    }),
  );
  check(file.stored.size > bytes.length, 'the server holds ciphertext');
  yield {
    title: 'Alice uploads a file',
    ms: up,
    facts: [{ kind: 'moved', what: 'up, encrypted', bytes: bytes.length, ms: up, sha256 }],
  };

  const text = 'The report is attached.';
  const [send, sent] = await timed(() => alice.client.send({ to: [bob.address], text, attachments: [file] }));
  yield { title: 'Alice sends it to Bob', ms: send, facts: [{ kind: 'said', by: alice.address, text }] };
  yield await reads(bob, 'Bob reads the message', sent, text);

  const { messages } = await bob.client.history(sent.message.conversation_id);
  const offered = messages[0]?.content?.attachments[0];
  if (!offered) throw new Error('Bob does not see the attachment');
  const hash = createHash('sha256');
  const [down] = await timed(async () => {
    const onProgress = progress('from org2, which pulled it from org1');
    for await (const piece of bob.client.downloadAttachment(offered, { onProgress })) hash.update(piece);
  });
  check(hash.digest('hex') === sha256, 'Bob has the very bytes that Alice had');
  yield {
    title: 'Bob downloads it from his own server',
    ms: down,
    facts: [{ kind: 'moved', what: 'down, decrypted', bytes: bytes.length, ms: down, sha256 }],
  };
}

/** org2 is away for a while: nothing is lost, and nobody has to do anything. */
async function* outage(world: World, alice: Actor, bob: Actor): AsyncGenerator<Step> {
  const [, two] = world.organizations;
  if (!two) return;
  const [stop] = await timed(() => two.stop());
  yield { title: `${two.domain} is stopped`, ms: stop, facts: [] };

  const text = 'You will read this when you are back.';
  const [send, sent] = await timed(() => alice.client.send({ to: [bob.address], text }));
  const status = async () => {
    const { deliveries } = await alice.client.deliveries(sent.message.message_id);
    return deliveries.find(({ domain }) => domain === two.domain);
  };
  const queued = await until('a first try fails', async () => {
    const now = await status();
    return now && now.attempts > 0 ? now : undefined;
  });
  check(queued.state === 'queued', 'the message waits');
  const { attempts, last_error: lastError } = queued;
  const waits: Fact = {
    kind: 'delivery',
    domain: two.domain,
    state: queued.state,
    attempts,
    ...(lastError && { lastError: lastError.detail }),
  };
  yield { title: 'Alice writes all the same', ms: send, facts: [{ kind: 'said', by: alice.address, text }, waits] };

  const [start] = await timed(() => two.start());
  yield { title: `${two.domain} is started again`, ms: start, facts: [] };
  yield await reads(bob, 'The message arrives by itself', sent, text);

  const [ms, delivered] = await timed(() =>
    until('the sender sees it delivered', async () => {
      const now = await status();
      return now?.state === 'delivered' ? now : undefined;
    }),
  );
  const arrived: Fact = { kind: 'delivery', domain: two.domain, state: delivered.state, attempts: delivered.attempts };
  check(alice.notices.length === 0 && bob.notices.length === 0, 'nobody was told of a failure');
  yield { title: 'Alice sees that it was delivered', ms, facts: [arrived] };
}
