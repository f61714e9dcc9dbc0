import { createLogger } from './logging.js';
import { Refresher } from './refresher.js';

const logger = createLogger({ service: 'test', level: 'silent' });

function gated(): { load: () => Promise<void>; release: () => void; calls: () => number } {
  let calls = 0;
  let releases: (() => void)[] = [];
  return {
    load: () => {
      calls++;
      return new Promise((resolve) => releases.push(resolve));
    },
    release: () => {
      const now = releases;
      releases = [];
      now.forEach((resolve) => resolve());
    },
    calls: () => calls,
  };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('Refresher', () => {
  it('runs one load at a time, and one more for all who asked meanwhile', async () => {
    const gate = gated();
    const refresher = new Refresher({ what: 'x', intervalMs: 1e6, logger, load: gate.load });
    const first = refresher.refresh();
    const late = [refresher.refresh(), refresher.refresh(), refresher.refresh()];
    expect(gate.calls()).toBe(1);
    gate.release();
    await first;
    await turn();
    expect(gate.calls()).toBe(2);
    gate.release();
    await Promise.all(late);
    expect(gate.calls()).toBe(2);
    refresher.close();
  });

  it('tells of a failure once, and of the recovery once', async () => {
    const lines: string[] = [];
    const told = createLogger({
      service: 'test',
      level: 'info',
      destination: { write: (line) => void lines.push(line) },
    });
    let broken = true;
    const refresher = new Refresher({
      what: 'x',
      intervalMs: 1e6,
      logger: told,
      load: () => (broken ? Promise.reject(new Error('away')) : Promise.resolve()),
    });
    await refresher.refresh();
    await refresher.refresh();
    broken = false;
    await refresher.refresh();
    await refresher.refresh();
    expect(lines.map((line) => (JSON.parse(line) as { level: string }).level)).toEqual(['warn', 'info']);
    refresher.close();
  });

  it('fails to start when the first load fails, and loads again by itself afterwards', async () => {
    const refused = new Refresher({ what: 'x', intervalMs: 1, logger, load: () => Promise.reject(new Error('away')) });
    await expect(refused.start()).rejects.toThrow('away');
    let calls = 0;
    let third: () => void = () => undefined;
    const reached = new Promise<void>((resolve) => (third = resolve));
    const refresher = new Refresher({
      what: 'x',
      intervalMs: 1,
      logger,
      load: () => {
        if (++calls === 3) third();
        return calls === 2 ? Promise.reject(new Error('away')) : Promise.resolve();
      },
    });
    await refresher.start();
    await reached;
    refresher.close();
  });
});
