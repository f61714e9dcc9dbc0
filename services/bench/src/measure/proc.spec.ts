import { descendants, parseMachine, parseStat, type ProcessStat } from './proc.js';
import { worksFor } from './processes.js';

describe('/proc', () => {
  it('reads a stat whose name holds spaces and parentheses', () => {
    const rest = Array.from({ length: 40 }, (_, field) => String(field)).join(' ');
    expect(parseStat(`4711 (a (b) c) S 17 1 1 0 -1 4194304 10 0 0 0 250 50 0 0 ${rest}`)).toEqual({
      pid: 4711,
      parent: 17,
      name: 'a (b) c',
      cpuSeconds: 3,
    });
  });

  it('tells how much of the machine was busy', () => {
    const text = 'cpu  100 20 30 400 50 6 7 8 9 10\ncpu0 1 2 3 4 5 6 7 8 9 10\nintr 5\n';
    const { busySeconds, idleSeconds } = parseMachine(text);
    expect(busySeconds).toBeCloseTo(1.71);
    expect(idleSeconds).toBeCloseTo(4.5);
  });

  it('finds everything below a process', () => {
    const process = (pid: number, parent: number): ProcessStat => ({ pid, parent, name: '', cpuSeconds: 0 });
    const all = [process(2, 1), process(3, 2), process(4, 3), process(5, 1), process(6, 9)];
    expect(descendants(2, all).map(({ pid }) => pid)).toEqual([3, 4]);
  });

  it.each([
    ['postgres: iimp ours 127.0.0.1(40000) idle', true],
    ['postgres: 15/main: postgres ours 127.0.0.1(40000) INSERT', true],
    ['postgres: iimp ours [local] idle', true],
    ['postgres: iimp theirs 127.0.0.1(40000) idle', false],
    ['postgres: iimp ours-too 127.0.0.1(40000) idle', false],
    ['postgres: walwriter', true],
    ['postgres: 15/main: checkpointer', true],
  ])('counts %s: %s', (title, expected) => {
    expect(worksFor(title, 'ours')).toBe(expected);
  });
});
