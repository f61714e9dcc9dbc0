import { type Choice, chosen } from './chosen.js';

const names = (choice: Choice, round = 1): Record<string, string[]> =>
  Object.fromEntries(chosen(choice, round).map(({ shape, loads }) => [shape, loads.map(({ name }) => name)]));

describe('what runs', () => {
  it('is everything where it usually runs, then what is repeated', () => {
    expect(names({}).standalone).toEqual(expect.arrayContaining(['F1', 'G', 'A1', 'A2', 'S', 'T', 'R']));
    expect(names({}).cluster).not.toContain('S');
    expect(names({}, 2)).toEqual({
      standalone: ['F1', 'F2', 'F3'],
      cluster: ['F1', 'F2', 'F3'],
      floor: ['F1', 'F2', 'F3'],
    });
  });

  it('is every load on every shape when all are asked for, repeated as without names', () => {
    expect(names({ loads: ['all'] })['cluster-2']).toEqual(expect.arrayContaining(['F4', 'L', 'A2', 'S', 'T']));
    expect(names({ loads: ['all'] }, 2)).toEqual(names({}, 2));
  });

  it('is what was named, and the floor that it is judged by', () => {
    expect(names({ loads: ['F1', 'A1'], on: ['standalone'] })).toEqual({ standalone: ['F1', 'A1'], floor: ['A1'] });
    expect(names({ loads: ['A1'], on: ['floor', 'cluster'] })).toEqual({ floor: ['A1'], cluster: ['A1'] });
    expect(names({ loads: ['F1'], on: ['standalone'] })).toEqual({ standalone: ['F1'] });
  });

  it('is what was named, and the load that it is held against', () => {
    expect(names({ loads: ['D', 'R'], on: ['cluster'] })).toEqual({ cluster: ['D-alone', 'D', 'R'] });
    expect(names({ loads: ['D-alone'], on: ['cluster'] })).toEqual({ cluster: ['D-alone'] });
  });
});
