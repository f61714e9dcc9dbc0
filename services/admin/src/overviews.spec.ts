import type { AdminOverview } from '@iimp/proto/admin-types';
import { Overviews } from './overviews.js';

const SLOW_MS = 8_000;

let now: number;
let overviews: Overviews;
let answers: { resolve(overview: AdminOverview): void; reject(error: Error): void }[];

beforeEach(() => {
  now = 1_000_000;
  overviews = new Overviews(() => now);
  answers = [];
});

const look = (): Promise<AdminOverview> =>
  overviews.recent(() => new Promise((resolve, reject) => answers.push({ resolve, reject })));
const overview = { at: 1 } as AdminOverview;

it('asks once while an answer is under way, however long that takes', async () => {
  const first = look();
  now += 1_500;
  const second = look();
  now += SLOW_MS;
  const third = look();
  expect(answers).toHaveLength(1);
  answers[0]?.resolve(overview);
  expect(await Promise.all([first, second, third])).toEqual([overview, overview, overview]);
});

it('keeps an answer for a second from when it came', async () => {
  const first = look();
  now += SLOW_MS;
  answers[0]?.resolve(overview);
  await first;
  now += 999;
  await look();
  expect(answers).toHaveLength(1);
  now += 1;
  void look();
  expect(answers).toHaveLength(2);
});

it('tells a failure to all who waited, and asks again', async () => {
  const waiting = [look(), look()];
  answers[0]?.reject(new Error('away'));
  await expect(Promise.allSettled(waiting)).resolves.toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
  void look();
  expect(answers).toHaveLength(2);
});
