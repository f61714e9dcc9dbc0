import { Meter } from './meter.js';

it('counts what processes used in between, also of those that came and went', () => {
  const cpu = new Map([
    [1, 10],
    [2, 5],
  ]);
  const kinds = new Map<string, number[]>([
    ['a', [1]],
    ['b', [2]],
  ]);
  const stat = (pid: number) => {
    const cpuSeconds = cpu.get(pid);
    return cpuSeconds === undefined ? undefined : { pid, parent: 0, name: '', cpuSeconds };
  };
  const meter = new Meter(() => kinds, stat);
  meter.start();
  cpu.set(1, 12).delete(2);
  cpu.set(3, 0.5);
  kinds.set('b', [2, 3]);
  expect(meter.stop().cpuSeconds).toEqual({ a: 2, b: 0.5 });
});
