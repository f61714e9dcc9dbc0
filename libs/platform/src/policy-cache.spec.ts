import type { FederationPolicy } from '@iimp/storage/policy';
import { createLogger } from './logging.js';
import { PolicyCache } from './policy-cache.js';

const logger = createLogger({ service: 'test', level: 'silent' });
const policy = (mode: FederationPolicy['mode'], blocked: string[] = [], allowed: string[] = []): FederationPolicy => ({
  mode,
  blocked: new Set(blocked),
  allowed: new Set(allowed),
});

describe('PolicyCache', () => {
  it('answers from memory, changes when told, and keeps the last known policy while the database is away', async () => {
    let load = (): Promise<FederationPolicy> => Promise.resolve(policy('open', ['bad.test']));
    const cache = new PolicyCache({ store: { load: () => load() }, logger, intervalMs: 1e6 });
    expect(() => cache.current()).toThrow();
    await cache.start();
    expect([cache.allows('org2.test'), cache.allows('bad.test')]).toEqual([true, false]);
    load = () => Promise.resolve(policy('allow_list', ['bad.test'], ['good.test', 'bad.test']));
    await cache.refresh();
    expect(['org2.test', 'good.test', 'bad.test'].map((domain) => cache.allows(domain))).toEqual([false, true, false]);
    load = () => Promise.reject(new Error('away'));
    await cache.refresh();
    expect(cache.allows('good.test')).toBe(true);
    load = () => Promise.resolve(policy('closed', [], ['good.test']));
    await cache.refresh();
    expect(cache.allows('good.test')).toBe(false);
    cache.close();
  });
});
