import { jobContract } from './contract-jobs.testkit.js';
import { sendingContract } from './contract-sending.testkit.js';
import { talkContract } from './contract-talk.testkit.js';
import { Messagings, serve, type Harness } from './contract.testkit.js';
import { QUEUE_BOUND } from './internal/memory/bus.js';
import { eventually } from './wait.testkit.js';

let buses = 0;
const harness = (): Harness => ({
  name: 'memory',
  freshUrl: async () => `memory:spec-${(buses += 1)}`,
  close: async () => undefined,
});

describe('messaging in process', () => {
  jobContract(harness);
  talkContract(harness);
  sendingContract(harness);

  describe('alone', () => {
    const messagings = new Messagings();
    afterEach(() => messagings.closeAll());

    it('keeps buses of different names apart, and forgets a bus with its last user', async () => {
      const messaging = messagings.make('memory:one');
      await serve(messaging, { 'delivery.heard': () => undefined });
      const other = messagings.make('memory:two');
      const unroutable = { reason: 'unroutable' };
      await expect(other.client.emit('delivery.heard', { domain: 'a.test' })).rejects.toMatchObject(unroutable);
      await messaging.close();
      const again = messagings.make('memory:one');
      await expect(again.client.emit('delivery.heard', { domain: 'a.test' })).rejects.toMatchObject(unroutable);
    });

    it('knows whether anybody else is on its bus', async () => {
      const messaging = messagings.make('memory:alone');
      await serve(messaging, { 'delivery.wake': () => undefined });
      expect(messaging.isAlone).toBe(true);
      const other = messagings.make('memory:alone');
      expect([messaging.isAlone, other.isAlone]).toEqual([false, false]);
      await other.close();
      expect(messaging.isAlone).toBe(true);
    });

    it('slows senders to the pace of the handlers, and refuses when they stand still', async () => {
      const messaging = messagings.make('memory:full', { publishTimeoutMs: 1_000 });
      const { client } = messaging;
      const first = await serve(messaging, { 'delivery.heard': () => undefined });
      for (let index = 0; index < 2 * QUEUE_BOUND; index += 1)
        await client.emit('delivery.heard', { domain: 'a.test' });
      await eventually('all handled', () => messaging.stats().handled === 2 * QUEUE_BOUND);
      await first.close();
      for (let index = 0; index < QUEUE_BOUND; index += 1) await client.emit('delivery.heard', { domain: 'a.test' });
      await expect(client.emit('delivery.heard', { domain: 'a.test' })).rejects.toMatchObject({ reason: 'refused' });
    });
  });
});
