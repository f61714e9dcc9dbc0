import { History, HISTORY_MS } from './history.js';

const reading = (at: number, accepted: number, finished = 0, messages = 0) => ({
  at,
  backlog: { messages, oldest_at: null, destinations: 1, down: 0, paused: 0 },
  counters: { accepted, queued: 0, finished, entries: 0 },
  destinations: [],
});

it('tells rates over the last seconds, and none from one reading', () => {
  const history = new History();
  for (let second = 0; second <= 60; second += 2) history.add(reading(second * 1_000, second * 5, second));
  expect(history.samples[0]).toMatchObject({ accepted: null, finished: null });
  expect(history.samples.at(-1)).toMatchObject({ at: 60_000, accepted: 5, finished: 1 });
  // What happened long ago is in no rate of now.
  for (let second = 62; second <= 90; second += 2) history.add(reading(second * 1_000, 300, 60));
  expect(history.samples.at(-1)).toMatchObject({ accepted: 0, finished: 0 });
});

it('begins anew when the counters do, without a negative rate', () => {
  const history = new History();
  history.add(reading(0, 1_000));
  history.add(reading(2_000, 10));
  history.add(reading(4_000, 30));
  expect(history.samples.map(({ accepted }) => accepted)).toEqual([null, null, 10]);
});

it('takes an answer that was kept for once only', () => {
  const history = new History();
  history.add(reading(1_000, 1));
  history.add(reading(1_000, 1));
  expect(history.samples).toHaveLength(1);
});

it('keeps ten minutes', () => {
  const history = new History();
  for (let at = 0; at <= 2 * HISTORY_MS; at += 2_000) history.add(reading(at, at));
  expect(history.samples).toHaveLength(HISTORY_MS / 2_000 + 1);
});
