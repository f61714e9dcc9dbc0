import { LogBudget } from './log-budget.js';

it('has 20 lines in ten seconds, and tells later how many more there were', () => {
  let now = 1_000_000;
  const rest: number[] = [];
  const budget = new LogBudget(
    (suppressed) => rest.push(suppressed),
    () => now,
  );
  const lines = (times: number): number => Array.from({ length: times }, () => budget.take()).filter(Boolean).length;
  expect([lines(19), lines(50)]).toEqual([19, 1]);
  now += 9_999;
  expect([lines(1), rest]).toEqual([0, []]);
  now += 1;
  expect([lines(30), rest]).toEqual([20, [50]]);
  now += 10_000;
  expect([lines(1), rest]).toEqual([1, [50, 10]]);
  now += 10_000;
  expect([lines(1), rest]).toEqual([1, [50, 10]]);
});
