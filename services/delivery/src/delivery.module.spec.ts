import type { PolicyMode } from '@iimp/storage/policy';
import { DeliveryController } from './delivery.module.js';
import type { Scheduler } from './engine/scheduler.js';

it('settles the domains that were blocked since it was told the last time, however long the list is', async () => {
  let blocked = new Set(['old.test']);
  const settled: (readonly string[])[] = [];
  const scheduler = { settle: async (domains: readonly string[]) => void settled.push(domains) };
  const policy = {
    refresh: () => Promise.resolve(),
    current: () => ({ mode: 'open' as PolicyMode, blocked, allowed: new Set<string>() }),
  };
  const controller = new DeliveryController(scheduler as unknown as Scheduler, policy);
  for (const next of [['old.test', 'a.test'], ['old.test'], ['old.test', 'a.test', 'b.test']]) {
    blocked = new Set(next);
    await controller.policyChanged();
  }
  expect(settled).toEqual([['a.test'], [], ['a.test', 'b.test']]);
});
