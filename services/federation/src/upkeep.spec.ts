import { eventually } from '@iimp/messaging/wait.testkit';
import { Upkeep, type UpkeepOptions } from './upkeep.js';

function world(options: Partial<UpkeepOptions> = {}) {
  const state = {
    now: 1_000_000_000_000,
    swept: 0,
    partitions: 0,
    erasures: 0,
    warnings: 0,
    recoveries: [] as unknown[],
  };
  const upkeep = new Upkeep({
    sweep: async () => ++state.swept % 3 !== 0,
    partitions: async () => state.partitions++,
    erasures: async () => state.erasures++,
    logger: { warn: () => state.warnings++, info: (fields, message) => state.recoveries.push([fields, message]) },
    now: () => state.now,
    random: () => 0,
    ...options,
  });
  return { state, upkeep };
}

/** The time to stop is never over. */
const running = new AbortController().signal;

describe('Upkeep', () => {
  it('sweeps until nothing is left', async () => {
    const { state, upkeep } = world();
    await upkeep.run();
    expect(state.swept).toBe(3);
  });

  it('makes partitions at once and then twice a day', async () => {
    const { state, upkeep } = world();
    await upkeep.run();
    await upkeep.run();
    expect(state.partitions).toBe(1);
    state.now += 12 * 3_600_000;
    await upkeep.run();
    expect(state.partitions).toBe(2);
  });

  it('goes on with erasures every ten minutes', async () => {
    const { state, upkeep } = world();
    await upkeep.run();
    await upkeep.run();
    expect(state.erasures).toBe(1);
    state.now += 600_000;
    await upkeep.run();
    expect(state.erasures).toBe(2);
  });

  it('removes old messages twice a day, where they are not kept for ever', async () => {
    const retention = jest.fn(async (_now: number, { aborted }: AbortSignal) => aborted);
    const { state, upkeep } = world({ retention });
    await upkeep.run();
    await upkeep.run();
    state.now += 12 * 3_600_000;
    await upkeep.run();
    expect(retention.mock.calls.map(([now]) => now)).toEqual([state.now - 12 * 3_600_000, state.now]);
    expect(await retention.mock.results[0]?.value).toBe(false);
  });

  it.each(['partitions', 'erasures', 'retention'])(
    'tells %s when it stops, and does not take that for a failure',
    async (name) => {
      const part = jest.fn(
        (_now: number, stopping: AbortSignal) =>
          new Promise((_, reject) => stopping.addEventListener('abort', () => reject(new Error('broken off')))),
      );
      const { state, upkeep } = world({ [name]: part });
      upkeep.start(0);
      await eventually('the part', () => part.mock.calls.length);
      await upkeep.stop(running);
      expect([part.mock.calls.length, state.warnings]).toEqual([1, 0]);
    },
  );

  it('waits for what does not end until the time is over, and for nothing after that', async () => {
    const sweep = jest.fn(() => new Promise<boolean>(() => undefined));
    const { upkeep } = world({ sweep });
    upkeep.start(0);
    await eventually('the sweep', () => sweep.mock.calls.length);
    const deadline = new AbortController();
    let ended = false;
    const stopping = upkeep.stop(deadline.signal).then(() => (ended = true));
    await new Promise(setImmediate);
    expect(ended).toBe(false);
    deadline.abort();
    await stopping;
    await upkeep.stop(AbortSignal.abort());
  });

  it('goes on with everything else while retention takes hours', async () => {
    jest.useFakeTimers();
    try {
      const retention = jest.fn(() => new Promise(() => undefined));
      const { state, upkeep } = world({ retention });
      upkeep.start(0);
      await jest.advanceTimersByTimeAsync(120_000);
      expect([retention.mock.calls.length, state.swept]).toEqual([1, 15]);
      await upkeep.stop(AbortSignal.abort());
    } finally {
      jest.useRealTimers();
    }
  });

  it('tells a failure once, and that it is over, and goes on with everything else meanwhile', async () => {
    let away = true;
    const sweep = jest.fn(async () => {
      if (away) throw new Error('Postgres is away');
      return false;
    });
    const { state, upkeep } = world({ sweep });
    await upkeep.run();
    await upkeep.run();
    expect([state.warnings, state.partitions, state.erasures]).toEqual([1, 1, 1]);
    away = false;
    await upkeep.run();
    await upkeep.run();
    expect(state.recoveries).toEqual([[{ part: 'sweep' }, 'the upkeep of the database works again']]);
    away = true;
    await upkeep.run();
    expect([state.warnings, sweep.mock.calls.length]).toEqual([2, 5]);
  });

  it('leaves alone for a while what may be costly and failed, not for the same time everywhere', async () => {
    let random = 0;
    const retention = jest.fn(async () => Promise.reject(new Error('statement timeout')));
    const { state, upkeep } = world({ retention, random: () => random });
    const callsAfter = async (ms: number): Promise<number> => {
      state.now += ms;
      await upkeep.run();
      return retention.mock.calls.length;
    };
    expect([await callsAfter(0), await callsAfter(60_000), await callsAfter(239_999)]).toEqual([1, 1, 1]);
    random = 0.9;
    expect([await callsAfter(1), await callsAfter(839_999), await callsAfter(1)]).toEqual([2, 2, 3]);
    expect(state.warnings).toBe(1);
  });

  it('stops between two sweeps, and waits for the one that runs', async () => {
    let finish!: (more: boolean) => void;
    const sweep = jest.fn(() => new Promise<boolean>((resolve) => (finish = resolve)));
    const { upkeep } = world({ sweep });
    upkeep.start(0);
    await eventually('the sweep', () => sweep.mock.calls.length);
    const stopped = upkeep.stop(running);
    finish(true);
    await stopped;
    expect(sweep).toHaveBeenCalledTimes(1);
  });
});
