import { attempt, batchResults, isBatch } from './batch.js';
import { newId } from './ids.js';
import { ProblemError } from './problem.js';

it.each([
  [{ messages: [] }, true],
  [{ messages: 3 }, true],
  [{ sender: 'alice@org1.test', messages: [] }, false],
  [{ message_id: newId() }, false],
  [Object.create({ messages: [] }), false],
  [['messages'], false],
  ['messages', false],
  [null, false],
])('%j is a batch: %s', (body, is) => {
  expect(isBatch(body)).toBe(is);
});

it('attempts what may be refused, and nothing else', () => {
  const problem = new ProblemError('invalid_request', 'no');
  const fails = (error: Error) => () =>
    attempt(() => {
      throw error;
    });
  expect(attempt(() => 1)).toBe(1);
  expect(fails(problem)()).toBe(problem);
  expect(fails(new TypeError('a fault'))).toThrow('a fault');
});

it('gives each message of a batch its result, in its order', () => {
  const [stored, refused, bad] = [newId(), newId(), newId()];
  const problem = new ProblemError('too_large', 'too much');
  const values = [null, { message_id: stored }, { message_id: bad }, { message_id: refused }, { message_id: 'x' }];
  const checked = [problem, { message_id: stored }, problem, { message_id: refused }, problem];
  const results = batchResults(values, checked, [
    { status: 'stored', unknownRecipients: ['bob@org2.test'] },
    { status: 'rejected', code: 'invalid_edit', detail: 'an edit' },
  ]);
  const tooLarge = { status: 'rejected', code: 'too_large', detail: 'too much' };
  expect(results).toEqual([
    { message_id: null, ...tooLarge },
    { message_id: stored, status: 'stored', unknown_recipients: ['bob@org2.test'] },
    { message_id: bad, ...tooLarge },
    { message_id: refused, status: 'rejected', code: 'invalid_edit', detail: 'an edit' },
    { message_id: null, ...tooLarge },
  ]);
  expect(() => batchResults([{}], [{ message_id: stored }], [])).toThrow(TypeError);
});
