/** kill -9 in the middle of a stream: nothing lost, nothing twice, cursors without gaps (spec §7, §8). */
import { startClusterWorld } from '@iimp/testbed/cluster-world';
import { startStandaloneWorld } from '@iimp/testbed/standalone-world';
import { until } from '@iimp/testbed/until';
import { SERVICES } from '@iimp/testbed/world';
import { restartAll, restartUnderLoad } from './rolling.testkit.js';
import { begin, expectAll, startStream, type Story, type Stream } from './stream.testkit.js';

jest.setTimeout(240_000);

const TOTAL = 1_000;
/** The others are killed with all of them below, and at random in chaos.spec.ts. */
const CARRIERS = ['api', 'federation', 'delivery'] as const;

/** Sends, disturbs when a quarter is accepted, waits for the end, and compares the books. */
async function tell(story: Story, total: number, disturb: (stream: Stream) => Promise<void>): Promise<void> {
  const stream = startStream(story.alice, story.bob, total);
  await until('a quarter is accepted', () => stream.accepted() >= total / 4, { deadlineMs: 60_000 });
  await disturb(stream);
  await stream.done;
  await expectAll(stream, story.bob, story.reader);
}

describe('the cluster', () => {
  let story: Story;
  beforeAll(async () => {
    story = await begin(await startClusterWorld({ ownBroker: true }));
  });
  afterAll(() => story?.world.close());

  it.each(CARRIERS)(`loses nothing when %s is killed on both sides in a stream of ${TOTAL} messages`, (service) =>
    tell(story, TOTAL, async () => {
      const { organizations } = story.world;
      await Promise.all(organizations.map((organization) => organization.kill(service)));
      await Promise.all(organizations.map((organization) => organization.start()));
    }),
  );

  it('goes on while RabbitMQ is stopped, and after it is back', () =>
    tell(story, TOTAL, async (stream) => {
      const { broker } = story.world;
      await broker?.stop();
      const before = stream.accepted();
      await until(
        'messages are accepted without a broker',
        () => stream.accepted() > before + 100 || stream.accepted() === TOTAL,
      );
      await broker?.start();
    }));
});

describe('the cluster with two replicas of everything', () => {
  let story: Story;
  beforeAll(async () => {
    story = await begin(await startClusterWorld({ replicas: 2 }));
  });
  afterAll(() => story?.world.close());

  it('goes on while one replica of every service is dead', () =>
    tell(story, 600, async (stream) => {
      const { organizations } = story.world;
      for (const service of SERVICES) await Promise.all(organizations.map((one) => one.kill(service, 0)));
      await stream.done;
      await Promise.all(organizations.map((organization) => organization.start()));
    }));

  it('loses nothing in a rolling restart, and a client sees no more than closed connections', () =>
    restartUnderLoad(story, () => restartAll([story.world.org('org1.test')], 2)));

  it('goes on while a delivery worker hangs with its leases', () =>
    tell(story, 600, async (stream) => {
      const { organizations } = story.world;
      await organizations[0]?.pause('delivery', 0);
      await stream.done;
      await organizations[0]?.resume('delivery', 0);
    }));
});

describe('the standalone', () => {
  let story: Story;
  beforeAll(async () => {
    story = await begin(await startStandaloneWorld());
  });
  afterAll(() => story?.world.close());

  it.each(['org1.test', 'org2.test'])(`loses nothing when %s is killed in a stream of ${TOTAL} messages`, (domain) =>
    tell(story, TOTAL, async () => {
      await story.world.org(domain).kill('api');
      await story.world.org(domain).start();
    }),
  );
});
