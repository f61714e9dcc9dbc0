import { collectStartupGarbage } from './startup-garbage.js';

it('collects what nobody holds any more', async () => {
  const garbage = new WeakRef({ of: 'the start' });
  collectStartupGarbage(0);
  // A few turns of the event loop, in which nothing would be collected by itself.
  const turns = 100;
  for (let turn = 0; turn < turns && garbage.deref(); turn++) await new Promise((resolve) => setTimeout(resolve, 1));
  expect(garbage.deref()).toBeUndefined();
});
