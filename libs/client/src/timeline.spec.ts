import fc from 'fast-check';
import { addToTimeline, EMPTY_TIMELINE } from './timeline.js';
import type { OpenedMessage } from './received.js';

const ID = (n: number): string => `019b76da-a800-7000-8000-${String(n).padStart(12, '0')}`;
const message = (n: number, reference: string | null, sender = 'a@x.test'): OpenedMessage => ({
  message: {
    message_id: ID(n),
    conversation_id: ID(999),
    sender,
    participants: ['a@x.test', 'b@y.test'],
    timestamp: n,
    type: reference === null ? 'text' : 'edit',
    reference,
    encrypted_payload: '',
    encrypted_keys: [],
  },
  content: { text: `text ${n}`, attachments: [], verified: 'verified' },
});

describe('timeline', () => {
  it('shows the edit with the greatest id, in whatever order edits come', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([2, 3, 4], { minLength: 1 }), (edits) => {
        const all = [message(1, null), ...edits.map((n) => message(n, ID(1)))];
        const entry = all.reduce(addToTimeline, EMPTY_TIMELINE).entries.get(ID(1));
        expect(entry).toMatchObject({ text: `text ${Math.max(...edits)}`, edits: edits.length });
      }),
    );
  });

  it('is the same in whatever order originals and edits come: a history is read backwards', () => {
    const all = [message(1, null), message(2, ID(1)), message(3, ID(1)), message(4, ID(1), 'b@y.test')];
    const entriesOf = (messages: OpenedMessage[]) => messages.reduce(addToTimeline, EMPTY_TIMELINE).entries;
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (shuffled) => {
        expect(entriesOf([...shuffled, ...shuffled])).toEqual(entriesOf(all));
      }),
    );
    expect(entriesOf(all).get(ID(1))).toMatchObject({ text: 'text 3', edits: 2 });
  });

  it('goes on with one that an older SDK kept, which has no place for early edits', () => {
    const { early: _, ...kept } = EMPTY_TIMELINE;
    for (const all of [
      [message(1, null), message(2, ID(1))],
      [message(2, ID(1)), message(1, null)],
    ])
      expect(all.reduce(addToTimeline, kept).entries.get(ID(1))).toMatchObject({ text: 'text 2', edits: 1 });
  });

  it('has the attachments of the original', () => {
    const key = 'A'.repeat(43);
    const stored = { size: 1, sha256: 'a'.repeat(64) };
    const attachments = [{ attachment_id: ID(7), key, name: 'n', media_type: 'x/y', size: 1, stored }];
    const { message: first } = message(1, null);
    const original: OpenedMessage = { message: first, content: { text: 'see', attachments, verified: 'verified' } };
    const { entries } = [original, message(2, ID(1))].reduce(addToTimeline, EMPTY_TIMELINE);
    expect(entries.get(ID(1))).toMatchObject({ text: 'text 2', attachments });
  });

  it('counts an edit once that comes again, as after a restore', () => {
    const all = [message(1, null), message(2, ID(1)), message(3, ID(1)), message(2, ID(1)), message(1, null)];
    expect(all.reduce(addToTimeline, EMPTY_TIMELINE).entries.get(ID(1))).toMatchObject({ text: 'text 3', edits: 2 });
  });

  it('ignores an edit by somebody else, and of what it does not know', () => {
    const all = [message(1, null), message(2, ID(1), 'b@y.test'), message(3, ID(77))];
    const { entries } = all.reduce(addToTimeline, EMPTY_TIMELINE);
    expect([...entries.values()].map(({ text }) => text)).toEqual(['text 1']);
  });
});
