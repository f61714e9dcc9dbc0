import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataFolder } from './data-folder.js';
import { ensureCertificate, renewInTime } from './own-certificate.js';

const DAY_MS = 86_400_000;

let home: string;
let folder: DataFolder;
let stop: (() => void) | undefined;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'iimp-certificate-'));
  folder = DataFolder.open(home);
  jest.useFakeTimers();
});
afterEach(() => {
  stop?.();
  jest.useRealTimers();
  rmSync(home, { recursive: true, force: true });
});

it('is made again in its last 30 days, and then lasts a year more', async () => {
  const { cert } = await ensureCertificate(folder, ['org1.test']);
  const renew = jest.fn((): Promise<unknown> => ensureCertificate(folder, ['org1.test']));
  const log = { warn: jest.fn(), info: jest.fn() };
  stop = renewInTime(cert, renew, log);
  jest.advanceTimersByTime(334 * DAY_MS);
  expect(renew).not.toHaveBeenCalled();
  jest.advanceTimersByTime(2 * DAY_MS);
  expect(renew).toHaveBeenCalled();
  await Promise.all(renew.mock.results.map(({ value }) => value as unknown));
  renew.mockClear();
  const left = Date.parse(new X509Certificate(readFileSync(cert)).validTo) - Date.now();
  expect(left).toBeGreaterThan(360 * DAY_MS);
  jest.advanceTimersByTime(300 * DAY_MS);
  expect([renew.mock.calls, log.warn.mock.calls]).toEqual([[], []]);
});

it('is tried again on the next day when it could not be made, which is told once', async () => {
  const { cert } = await ensureCertificate(folder, ['org1.test']);
  const renew = jest.fn((): Promise<unknown> => Promise.reject(new Error('no space left')));
  const log = { warn: jest.fn(), info: jest.fn() };
  stop = renewInTime(cert, renew, log);
  await jest.advanceTimersByTimeAsync(340 * DAY_MS);
  expect(renew.mock.calls.length).toBeGreaterThan(3);
  expect(log.warn).toHaveBeenCalledTimes(1);
});
