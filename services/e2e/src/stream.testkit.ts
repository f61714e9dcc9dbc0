/** A stream of messages through a world that is being disturbed, and the books afterwards. */
import type { IimpClient } from '@iimp/client/client';
import { newId } from '@iimp/protocol/ids';
import { until } from '@iimp/testbed/until';
import type { World } from '@iimp/testbed/world';
import { person } from './people.testkit.js';

/** Conversations that go on side by side, each in order. */
const LANES = 8;

export interface Stream {
  /** Texts in the order they were accepted, by conversation. */
  readonly lanes: ReadonlyMap<string, string[]>;
  accepted(): number;
  /** Resolves when all are accepted. */
  readonly done: Promise<void>;
}

/** Sends `total` messages, or as long as that says; each waits for the one before it in its conversation. */
export function startStream(
  from: IimpClient,
  to: IimpClient,
  total: number | (() => boolean),
  width: number = LANES,
): Stream {
  const lanes = new Map(Array.from({ length: width }, () => [newId(), [] as string[]]));
  const goesOn = typeof total === 'number' ? (): boolean => next < total : total;
  let next = 0;
  let accepted = 0;
  const run = async (conversationId: string, texts: string[]): Promise<void> => {
    while (goesOn()) {
      const text = `message ${next++}`;
      await from.send({ to: [to.address], text, conversationId });
      texts.push(text);
      accepted++;
    }
  };
  const done = Promise.all([...lanes].map(([id, texts]) => run(id, texts))).then(() => undefined);
  // A test that fails before it waits for the stream must not end the process.
  done.catch(() => undefined);
  return { lanes, accepted: () => accepted, done };
}

export interface Reader {
  cursor: number;
}

/**
 * Reads a mailbox from `reader.cursor` until it has all of the stream, and compares: every message once, in the order of its
 * conversation, and sequence numbers without a gap. Moves the cursor. Throws what does not add up.
 */
export async function expectAll(
  stream: Stream,
  mailbox: IimpClient,
  reader: Reader,
  deadlineMs = 90_000,
): Promise<void> {
  const total = stream.accepted();
  const texts = new Map<string, string[]>();
  const seqs: number[] = [];
  let { cursor } = reader;
  const page = async (waitSeconds: number): Promise<number> => {
    const { messages, notices, nextCursor } = await mailbox.sync({ cursor, limit: 500, waitSeconds });
    if (notices.length > 0) throw new Error(`a failure notice that nobody expected: ${JSON.stringify(notices[0])}`);
    for (const { seq, message, content, problem } of messages) {
      if (!content) throw problem ?? new Error('unreadable');
      seqs.push(seq);
      texts.set(message.conversation_id, [...(texts.get(message.conversation_id) ?? []), content.text]);
    }
    cursor = nextCursor;
    return messages.length;
  };
  await until(
    `all ${total} messages arrived`,
    async () => {
      await page(1);
      return seqs.length >= total;
    },
    { deadlineMs },
  );
  // What comes too often comes after the last: a moment of quiet is asked of the server, not slept.
  while ((await page(1)) > 0) continue;
  expect(seqs).toEqual(Array.from({ length: total }, (_, index) => reader.cursor + index + 1));
  expect(Object.fromEntries(texts)).toEqual(
    Object.fromEntries([...stream.lanes].filter(([, lane]) => lane.length > 0)),
  );
  reader.cursor = cursor;
}

/** Two people, one at each side, and how far one has read. */
export interface Story {
  world: World;
  alice: IimpClient;
  bob: IimpClient;
  reader: Reader;
}

export async function begin(world: World): Promise<Story> {
  const [alice, bob] = await Promise.all([person(world, 'alice@org1.test'), person(world, 'bob@org2.test')]);
  return { world, alice, bob, reader: { cursor: 0 } };
}
