import { EventEmitter } from 'node:events';
import { createLogger } from '@iimp/platform/logging';
import { live, type Host } from './life.js';
import type { Standalone } from './standalone.js';

// What never stops leaves timers behind.
beforeEach(() => jest.useFakeTimers({ doNotFake: ['setImmediate'] }));
afterEach(() => jest.useRealTimers());

/** Lets everything happen that waits for nothing but promises. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

class Process extends EventEmitter {
  readonly exit = jest.fn();
  readonly stdout = { write: jest.fn() };
  readonly stderr = { write: jest.fn() };
}

const standalone = (changes: Partial<Standalone> = {}): Standalone => ({
  ...{ api: 'https://api', federation: 'https://federation', admin: 'https://admin', data: '/data' },
  logger: createLogger({ service: 'test', level: 'silent' }),
  stopTimeoutMs: 50,
  reload: jest.fn(() => Promise.resolve()),
  stop: jest.fn(() => Promise.resolve()),
  ...changes,
});

/** A process that starts, and the way to let its start end. */
function starting(one: Standalone) {
  const host = new Process();
  let ready = (): void => undefined;
  let fail = (_reason: string): void => undefined;
  const whole = live(
    (onFailure) => {
      fail = onFailure;
      return new Promise((resolve) => (ready = () => resolve(one)));
    },
    host as unknown as Host,
  );
  return { host, fail: (reason: string) => fail(reason), start: () => (ready(), whole) };
}

async function started(one: Standalone) {
  const { start, ...rest } = starting(one);
  await start();
  return rest;
}

it('says where it answers when it is ready', async () => {
  const { host } = await started(standalone());
  expect(host.stdout.write.mock.calls).toEqual([
    [
      '{"event":"ready","api":"https://api","federation":"https://federation","admin":"https://admin","data":"/data"}\n',
    ],
  ]);
});

describe('SIGHUP', () => {
  it('reads again, and ends nothing', async () => {
    const one = standalone();
    const { host } = await started(one);
    expect(host.emit('SIGHUP')).toBe(true);
    await settled();
    expect(one.reload).toHaveBeenCalledTimes(1);
    expect(host.exit).not.toHaveBeenCalled();
  });

  it('ends nothing when it cannot read again', async () => {
    const { host } = await started(standalone({ reload: () => Promise.reject(new Error('broken')) }));
    host.emit('SIGHUP');
    await settled();
    expect(host.exit).not.toHaveBeenCalled();
  });

  it('takes effect after a start that it comes in', async () => {
    const one = standalone();
    const { host, start } = starting(one);
    expect(host.emit('SIGHUP')).toBe(true);
    await settled();
    expect(one.reload).not.toHaveBeenCalled();
    await start();
    await settled();
    expect(one.reload).toHaveBeenCalledTimes(1);
    expect(host.exit).not.toHaveBeenCalled();
  });

  it('does nothing to what stops', async () => {
    const one = standalone({ stop: () => new Promise(() => undefined) });
    const { host } = await started(one);
    host.emit('SIGTERM');
    await settled();
    host.emit('SIGHUP');
    await settled();
    expect(one.reload).not.toHaveBeenCalled();
  });
});

describe.each(['SIGINT', 'SIGTERM'])('%s', (signal) => {
  it('stops and ends with 0', async () => {
    const one = standalone();
    const { host } = await started(one);
    host.emit(signal);
    await settled();
    expect(one.stop).toHaveBeenCalledTimes(1);
    expect(host.exit.mock.calls).toEqual([[0]]);
  });

  it('takes effect after a start that it comes in', async () => {
    const one = standalone();
    const { host, start } = starting(one);
    host.emit(signal);
    await settled();
    expect(host.exit).not.toHaveBeenCalled();
    await start();
    await settled();
    expect(one.stop).toHaveBeenCalledTimes(1);
    expect(host.exit.mock.calls).toEqual([[0]]);
  });

  it('is no failure of a start that ends by it', async () => {
    const host = new Process();
    let fail = (_error: Error): void => undefined;
    const whole = live(() => new Promise((_, reject) => (fail = reject)), host as unknown as Host);
    host.emit(signal);
    fail(new Error('initdb was interrupted'));
    await whole;
    expect(host.stderr.write).not.toHaveBeenCalled();
    expect(host.exit.mock.calls).toEqual([[0]]);
  });

  it('ends at once when it comes again', async () => {
    const { host } = await started(standalone({ stop: () => new Promise(() => undefined) }));
    host.emit(signal);
    await settled();
    expect(host.exit).not.toHaveBeenCalled();
    host.emit('SIGINT');
    expect(host.exit.mock.calls).toEqual([[1]]);
  });
});

it('does not wait without end for what does not stop', async () => {
  const { host } = await started(standalone({ stop: () => new Promise(() => undefined) }));
  host.emit('SIGTERM');
  await jest.advanceTimersByTimeAsync(60_000);
  expect(host.exit.mock.calls).toEqual([[1]]);
});

it('stops once, and ends with 1, when a part fails', async () => {
  const one = standalone();
  const { host, fail } = await started(one);
  fail('Postgres ended by itself (1)');
  host.emit('uncaughtException', new Error('broken'));
  await settled();
  expect(one.stop).toHaveBeenCalledTimes(1);
  expect(host.stderr.write.mock.calls).toEqual([['iimp: Postgres ended by itself (1)\n']]);
  expect(host.exit.mock.calls).toEqual([[1]]);
});

it('ends with 1 when it cannot start', async () => {
  const host = new Process();
  await live(() => Promise.reject(new Error('no room')), host as unknown as Host);
  expect(host.stderr.write.mock.calls).toEqual([['iimp: no room\n']]);
  expect(host.exit.mock.calls).toEqual([[1]]);
});
