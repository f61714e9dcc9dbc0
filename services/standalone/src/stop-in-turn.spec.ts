import type { RunningService } from '@iimp/platform/service';
import { stopInTurn } from './stop-in-turn.js';

const logger = { error: jest.fn() };
const never = (): Promise<void> => new Promise(() => undefined);
const atOnce = (): Promise<void> => Promise.resolve();
const badly = (): Promise<void> => Promise.reject(new Error('broken'));
/** Lets everything happen that waits for nothing but promises. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Services by name, and what each was stopped with: the signal had fired. */
function services(ends: Record<string, () => Promise<void>>) {
  const stopped: [string, boolean][] = [];
  const all = Object.entries(ends).map(([name, end]): [string, RunningService] => [
    name,
    {
      stop: (signal) => {
        stopped.push([name, signal.aborted]);
        return end();
      },
    },
  ]);
  return { all, stopped };
}

describe('services of one process', () => {
  it('stop one after the other, whatever becomes of one', async () => {
    let end = (): void => undefined;
    const first = new Promise<void>((resolve) => (end = resolve));
    const { all, stopped } = services({ first: () => first, second: badly, third: atOnce });
    const stopping = stopInTurn(all, new AbortController().signal, logger);
    await settled();
    expect(stopped).toEqual([['first', false]]);
    end();
    await stopping;
    expect(stopped).toEqual([
      ['first', false],
      ['second', false],
      ['third', false],
    ]);
    expect(logger.error).toHaveBeenCalledTimes(1);
  });

  it('are all stopped when the time is over, though one before them does not end', async () => {
    const deadline = new AbortController();
    const { all, stopped } = services({ first: never, second: never, third: atOnce });
    void stopInTurn(all, deadline.signal, logger);
    await settled();
    expect(stopped).toEqual([['first', false]]);
    deadline.abort();
    await settled();
    expect(stopped).toEqual([
      ['first', false],
      ['second', true],
      ['third', true],
    ]);
  });
});
