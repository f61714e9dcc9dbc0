import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { Message } from '@iimp/proto/types';
import { applyDecision, type Decision, decide, MemoryAcceptanceView } from './decide.js';
import { contentDigestText } from './digest.js';
import { newId } from './ids.js';
import { MAX_EDITS } from './limits.js';
import { NOW, validMessage } from './wire.testkit.js';

const ALICE = 'alice@org1.test';
const BOB = 'bob@org2.test';
const CAROL = 'carol@org3.test';
const CONVERSATIONS = [newId(NOW), newId(NOW)];
const digest = (m: Message): Uint8Array => createHash('sha256').update(contentDigestText(m)).digest();

/** A server's memory that takes messages one after another. */
class Server extends MemoryAcceptanceView {
  take(m: Message): Decision {
    const decision = decide(m, digest(m), this);
    applyDecision(this, m, digest(m), decision);
    return decision;
  }

  outcome(m: Message): string {
    const decision = this.take(m);
    return decision.status === 'rejected' ? decision.code : decision.status;
  }
}

let tick = 0;
const text = (overrides: Partial<Message> = {}): Message =>
  validMessage({ message_id: newId(NOW + tick++), conversation_id: CONVERSATIONS[0]!, ...overrides });
const editOf = (original: Message, overrides: Partial<Message> = {}): Message =>
  text({ type: 'edit', reference: original.message_id, sender: original.sender, ...overrides });

describe('acceptance, rule by rule (profile §4, §5)', () => {
  it('keeps the first message with an id, knows it again, and refuses another', () => {
    const server = new Server();
    const first = text();
    expect(server.outcome(first)).toBe('stored');
    expect(server.outcome({ ...first, encrypted_keys: [] })).toBe('duplicate');
    expect(server.outcome({ ...first, timestamp: first.timestamp + 1 })).toBe('message_id_conflict');
  });

  it('takes contents for the same when all of their digests is', () => {
    const server = new Server();
    const first = text();
    const known = digest(first);
    server.take(first);
    const changed = [0, 15, 31].map((at) => known.map((byte, index) => (index === at ? byte ^ 1 : byte)));
    for (const other of [...changed, known.subarray(1), known.subarray(0, 31), new Uint8Array(0)])
      expect(decide(first, other, server)).toMatchObject({ code: 'message_id_conflict' });
    expect(decide(first, Uint8Array.from(known), server)).toEqual({ status: 'duplicate' });
  });

  it('says duplicate even to one who has been removed since', () => {
    const server = new Server();
    const all = { participants: [ALICE, BOB, CAROL] };
    const bobs = text({ ...all, sender: BOB });
    server.take(bobs);
    server.take(text({ participants: [ALICE, CAROL] }));
    expect(server.outcome(bobs)).toBe('duplicate');
    expect(server.outcome(text({ ...all, sender: BOB }))).toBe('not_a_participant');
  });

  it('lets the greatest message_id say who takes part, whatever the order of arrival', () => {
    const server = new Server();
    const older = text({ participants: [ALICE, BOB] });
    const newer = text({ participants: [ALICE, BOB, CAROL] });
    expect(server.take(newer)).toMatchObject({ status: 'stored', set_by: newer.message_id });
    expect(server.take(older)).toEqual({
      status: 'stored',
      participants: [ALICE, BOB, CAROL],
      set_by: newer.message_id,
    });
  });

  it('does not mix conversations', () => {
    const server = new Server();
    server.take(text({ participants: [ALICE, BOB] }));
    const elsewhere = { conversation_id: CONVERSATIONS[1]!, sender: CAROL, participants: [CAROL, BOB] };
    expect(server.outcome(text(elsewhere))).toBe('stored');
    expect(server.outcome(text({ sender: CAROL, participants: [CAROL, BOB] }))).toBe('not_a_participant');
  });

  it('allows three edits by the sender of the original, in its conversation', () => {
    const server = new Server();
    const original = text({ participants: [ALICE, BOB, CAROL] });
    const participants = original.participants;
    expect(server.outcome(editOf(original, { participants }))).toBe('unknown_reference');
    server.take(original);
    expect(server.outcome(editOf(original, { participants, sender: BOB }))).toBe('invalid_edit');
    expect(server.outcome(editOf(original, { participants, conversation_id: CONVERSATIONS[1]! }))).toBe('invalid_edit');
    const first = editOf(original, { participants });
    expect(server.outcome(first)).toBe('stored');
    expect(server.outcome(editOf(first, { participants }))).toBe('invalid_edit');
    expect(server.outcome(editOf(original, { participants }))).toBe('stored');
    expect(server.outcome(first)).toBe('duplicate');
    expect(server.outcome(editOf(original, { participants }))).toBe('stored');
    expect(server.outcome(editOf(original, { participants }))).toBe('edit_limit_exceeded');
  });

  it('asks for the sender first, so that a stranger learns nothing about messages', () => {
    const server = new Server();
    const original = text();
    server.take(original);
    const strangers = editOf(original, { sender: CAROL, participants: [CAROL, ALICE] });
    expect(server.outcome(strangers)).toBe('not_a_participant');
  });
});

/** Messages over few ids, so that everything collides: new texts, edits, repetitions, conflicts. */
const story = fc.array(
  fc.record({
    id: fc.nat({ max: 12 }),
    conversation: fc.nat({ max: 1 }),
    sender: fc.constantFrom(ALICE, BOB, CAROL),
    others: fc.subarray([ALICE, BOB, CAROL], { minLength: 1 }),
    original: fc.option(fc.nat({ max: 12 })),
    payload: fc.constantFrom('AQ', 'AZ'),
  }),
  { maxLength: 60 },
);
const IDS = Array.from({ length: 13 }, (_, index) => newId(NOW + index));
type Step = (typeof story extends fc.Arbitrary<(infer T)[]> ? T : never) & object;

function messageOf({ id, conversation, sender, others, original, payload }: Step): Message {
  const base = { message_id: IDS[id]!, conversation_id: CONVERSATIONS[conversation]!, sender };
  const participants = [...new Set([sender, ...others])];
  const encrypted_payload = `${payload}${'A'.repeat(62)}`;
  return original === null || original === id
    ? validMessage({ ...base, participants, encrypted_payload })
    : validMessage({ ...base, participants, encrypted_payload, type: 'edit', reference: IDS[original]! });
}

const snapshot = (view: MemoryAcceptanceView): string =>
  JSON.stringify([
    IDS.map((id) => [view.existing(id), view.editCount(id)]),
    CONVERSATIONS.map((id) => view.conversation(id)),
  ]);

describe('acceptance, for any story', () => {
  it('changes nothing unless it stores, and stores an id once', () => {
    fc.assert(
      fc.property(story, (steps) => {
        const server = new Server();
        const stored = new Set<string>();
        for (const m of steps.map(messageOf)) {
          const before = snapshot(server);
          const { status } = server.take(m);
          if (status === 'stored') {
            expect(stored.has(m.message_id)).toBe(false);
            stored.add(m.message_id);
          } else expect(snapshot(server)).toBe(before);
          expect(status === 'duplicate' ? stored.has(m.message_id) : true).toBe(true);
        }
      }),
    );
  });

  it('answers every stored message with duplicate, for ever', () => {
    fc.assert(
      fc.property(story, (steps) => {
        const server = new Server();
        const stored = steps.map(messageOf).filter((m) => server.take(m).status === 'stored');
        const after = snapshot(server);
        for (const m of [...stored, ...stored.reverse()]) expect(server.outcome(m)).toBe('duplicate');
        expect(snapshot(server)).toBe(after);
      }),
    );
  });

  it('never stores more edits of an original than allowed, each by its sender in its conversation', () => {
    fc.assert(
      fc.property(story, (steps) => {
        const server = new Server();
        const stored = steps.map(messageOf).filter((m) => server.take(m).status === 'stored');
        for (const original of stored) {
          const edits = stored.filter(({ reference }) => reference === original.message_id);
          expect(edits.length).toBe(server.editCount(original.message_id));
          expect(edits.length).toBeLessThanOrEqual(MAX_EDITS);
          for (const { sender, conversation_id } of edits)
            expect([original.type, sender, conversation_id]).toEqual([
              'text',
              original.sender,
              original.conversation_id,
            ]);
        }
      }),
    );
  });

  it('makes the register that of the greatest stored message of the conversation', () => {
    fc.assert(
      fc.property(story, (steps) => {
        const server = new Server();
        const stored = steps.map(messageOf).filter((m) => server.take(m).status === 'stored');
        for (const id of CONVERSATIONS) {
          const inIt = stored.filter(({ conversation_id }) => conversation_id === id);
          const greatest = inIt.reduce<Message | undefined>(
            (a, b) => (a && a.message_id > b.message_id ? a : b),
            undefined,
          );
          expect(server.conversation(id)).toEqual(
            greatest && { participants: greatest.participants, set_by: greatest.message_id },
          );
        }
      }),
    );
  });

  it('ends the same on every server when nobody is removed: any order, repeated until nothing is left to try', () => {
    const originals = [0, 1, 2].map((n) =>
      text({ sender: [ALICE, BOB, CAROL][n]!, participants: [ALICE, BOB, CAROL] }),
    );
    const edits = originals.flatMap((m) =>
      Array.from({ length: 4 }, () => editOf(m, { participants: m.participants })),
    );
    const messages = [...originals, ...edits];
    fc.assert(
      fc.property(fc.shuffledSubarray(messages, { minLength: messages.length }), (order) => {
        const server = new Server();
        let left = order;
        for (let before = Infinity; left.length < before;) {
          before = left.length;
          left = left.filter((m) => server.outcome(m) === 'unknown_reference');
        }
        expect(left).toEqual([]);
        for (const { message_id } of originals) expect(server.editCount(message_id)).toBe(MAX_EDITS);
        expect(server.conversation(CONVERSATIONS[0]!)?.participants).toEqual([ALICE, BOB, CAROL]);
      }),
    );
  });
});
