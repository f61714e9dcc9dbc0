import { OutboxCase, type OutboxHarness } from './outbox-case.testkit.js';
import { leaseContract } from './outbox-leases.contract.testkit.js';
import { outcomeContract } from './outbox-outcomes.contract.testkit.js';

/** What the engine relies on, whatever keeps the outbox. */
export function outboxContract(name: string, open: () => Promise<OutboxHarness>): void {
  describe(`outbox contract: ${name}`, () => {
    let t: OutboxCase;

    beforeAll(async () => {
      t = new OutboxCase(await open());
    }, 60_000);
    afterAll(() => t.h.close());
    beforeEach(() => t.next());

    leaseContract(() => t);
    outcomeContract(() => t);
  });
}
