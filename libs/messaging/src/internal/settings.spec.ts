import { settingsOf } from './settings.js';

describe('settings', () => {
  const options = { url: 'memory:x', service: 'x' };

  it('refuses numbers that the broker would not bear', () => {
    expect(() => settingsOf({ ...options, handlerTimeoutMs: 30 * 60_000 })).toThrow('consumer_timeout');
    expect(() => settingsOf({ ...options, maxAttempts: 20 })).toThrow('maxAttempts');
    expect(() => settingsOf({ ...options, prefetch: 0 })).toThrow('prefetch');
    expect(settingsOf(options)).toMatchObject({ prefetch: 16, maxAttempts: 5 });
  });
});
