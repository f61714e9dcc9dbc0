/** The story of the demo, on every form of a world: it asserts each of its steps itself. */
import { startClusterWorld } from '@iimp/testbed/cluster-world';
import { scenario } from '@iimp/testbed/scenario';
import { startStandaloneWorld } from '@iimp/testbed/standalone-world';
import type { World } from '@iimp/testbed/world';

jest.setTimeout(180_000);

const FORMS: [string, () => Promise<World>][] = [
  ['two standalones that find each other by DNS', () => startStandaloneWorld({ discovery: 'dns' })],
  ['two clusters', () => startClusterWorld({ discovery: 'dns' })],
  ['two clusters with two replicas of everything', () => startClusterWorld({ replicas: 2 })],
];

describe.each(FORMS)('%s', (_name, start) => {
  let world: World;
  beforeAll(async () => {
    world = await start();
  });
  afterAll(() => world?.close());

  it('tell the whole story', async () => {
    const titles: string[] = [];
    for await (const { title } of scenario(world, { attachmentBytes: 3_000_000 })) titles.push(title);
    expect(titles.at(-1)).toBe('Alice sees that it was delivered');
  });
});
