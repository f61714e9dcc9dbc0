import { createTestBroker, type TestBroker } from './broker.testkit.js';
import { jobContract } from './contract-jobs.testkit.js';
import { sendingContract } from './contract-sending.testkit.js';
import { talkContract } from './contract-talk.testkit.js';

describe('messaging over RabbitMQ', () => {
  let broker: TestBroker;
  beforeAll(async () => (broker = await createTestBroker()), 150_000);
  afterAll(() => broker?.remove(), 60_000);

  const harness = () => ({
    name: 'amqp',
    freshUrl: async () => {
      await broker.reset();
      return broker.url;
    },
    close: () => broker.remove(),
  });

  jobContract(harness);
  talkContract(harness);
  sendingContract(harness);
});
