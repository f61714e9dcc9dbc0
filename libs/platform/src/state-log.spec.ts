import { StateLog } from './state-log.js';

it('tells that something fails and that it works again, and nothing in between', () => {
  const told: unknown[] = [];
  const tell = (fields: object, message: string): void => void told.push([message, fields]);
  const state = new StateLog({ warn: tell, info: tell }, { bad: 'fails', good: 'works' }, { part: 'x' });
  const [first, second] = [new Error('first'), new Error('second')];
  state.good();
  state.bad(first);
  state.bad(new Error('another'));
  expect(state.isFailing).toBe(true);
  state.good();
  state.good();
  expect(state.isFailing).toBe(false);
  state.bad(second);
  expect(told).toEqual([
    ['fails', { part: 'x', err: first }],
    ['works', { part: 'x' }],
    ['fails', { part: 'x', err: second }],
  ]);
});
