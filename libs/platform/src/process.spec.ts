import { createLogger } from './logging.js';
import { describeStart, reload, stopInTime, type Running } from './process.js';

const logger = createLogger({ service: 'test', level: 'silent' });
const running = (stop: Running['stop']): Running => ({ logger, stopTimeoutMs: 1_000, stop });

describe('stopInTime', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('is well when everything stopped', async () => {
    await expect(stopInTime(running(() => Promise.resolve()))).resolves.toBe(0);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('tells at the deadline to cut off what runs, which is still a clean end', async () => {
    const stop = (signal: AbortSignal): Promise<void> =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
    const code = stopInTime(running(stop));
    await jest.advanceTimersByTimeAsync(1_000);
    await expect(code).resolves.toBe(0);
  });

  it('does not wait for what heeds no deadline, and tells of a failure', async () => {
    const code = stopInTime(running(() => new Promise(() => undefined)));
    await jest.advanceTimersByTimeAsync(4_000);
    await expect(code).resolves.toBe(1);
    await expect(stopInTime(running(() => Promise.reject(new Error('broken'))))).resolves.toBe(1);
  });
});

describe('a start that fails', () => {
  it('tells the reason in its first line, down to where it came from', () => {
    const error = new Error('The database cannot be reached', {
      cause: new Error('connect ECONNREFUSED 10.0.0.1:5432'),
    });
    const [first, ...frames] = describeStart(error).split('\n');
    expect(first).toBe('cannot start: The database cannot be reached: connect ECONNREFUSED 10.0.0.1:5432');
    expect(frames[0]).toMatch(/^\s+at /);
    expect(describeStart('nothing')).toBe('cannot start: failed');
  });
});

describe('reload', () => {
  it('reads again, and goes on where that fails', async () => {
    const said: string[] = [];
    const note = (what: unknown, text?: string) => void said.push(text ?? String(what));
    const telling = { ...logger, info: note, error: note } as unknown as Running['logger'];
    const stop = () => Promise.resolve();
    const again = jest.fn(() => Promise.resolve());
    await reload({ ...running(stop), logger: telling, reload: again });
    expect(again).toHaveBeenCalledTimes(1);
    await reload({ ...running(stop), logger: telling, reload: () => Promise.reject(new Error('Postgres is away')) });
    await reload({ ...running(stop), logger: telling });
    expect(said).toEqual(['reloaded', 'cannot reload', 'reloaded']);
  });
});
