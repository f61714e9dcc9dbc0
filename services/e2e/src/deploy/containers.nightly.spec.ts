/**
 * The images themselves: built from deploy/Dockerfile by podman and run as docker-compose.yml says. What stands in for a registry's
 * `node:24-bookworm-slim` is deploy/local/node-root; stores are this machine's.
 */
import { ComposeWorld } from './compose.testkit.js';
import { tellComposeStory } from './compose-story.testkit.js';
import { ContainerImages } from './containers.testkit.js';
import { imageOf } from './dockerfile.testkit.js';

jest.setTimeout(1_800_000);

let images: ContainerImages;
beforeAll(async () => {
  images = await ContainerImages.open();
});
afterAll(() => images?.close());

const TARGETS = ['api', 'federation', 'delivery', 'discovery', 'attachments', 'admin', 'standalone', 'iimpctl'];

describe.each([...TARGETS, 'test-authority'])('the image of %s', (target) => {
  it('is what the file says', async () => {
    const { Config, Healthcheck } = await images.inspect(target);
    expect(Config.User).toBe('1000:1000');
    expect(Config.Entrypoint ?? Config.Cmd).toEqual(imageOf(target).command);
    const label = (name: string): string | undefined => Config.Labels[`org.opencontainers.image.${name}`];
    expect([label('vendor'), label('licenses'), label('version')]).toEqual(['IIMP', 'Apache-2.0', '0.1.0']);
    expect(label('title')).toMatch(/^iimp/);
    expect((Healthcheck?.Test[0] ?? 'NONE') === 'NONE').toBe(['iimpctl', 'test-authority'].includes(target));
  });

  it('has nothing to build or install with, and cannot be written to', async () => {
    const look = `
      const { existsSync, writeFileSync } = require('node:fs');
      const tools = ['npm', 'npx', 'yarn', 'corepack', 'gcc', 'g++', 'make', 'python3', 'git'];
      const found = tools.filter((tool) => process.env.PATH.split(':').some((folder) => existsSync(folder + '/' + tool)));
      let written = 'written';
      try { writeFileSync('/app/x', ''); } catch (error) { written = error.code; }
      writeFileSync('/tmp/x', '');
      console.log(JSON.stringify({ found, written, uid: process.getuid(), major: process.versions.node.split('.')[0],
        papers: ['sbom.cdx.json', 'THIRD-PARTY.txt'].filter((file) => existsSync('/app/' + file)) }));`;
    expect(JSON.parse(await images.inside(target, 'node', '-e', look))).toEqual({
      found: [],
      written: 'EROFS',
      uid: 1000,
      major: '24',
      // What is not bundled keeps its packages, and their licenses with them.
      papers: ['sbom.cdx.json', ...(target === 'test-authority' ? [] : ['THIRD-PARTY.txt'])],
    });
  });
});

describe('containers of them', () => tellComposeStory(() => ComposeWorld.start(images)));
