/** deploy/Dockerfile: what a linter says, what an image is, and its last steps done for real, without containers. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { validate } from 'dockerfile-utils';
import { sharedBroker } from '@iimp/testbed/broker';
import { releasePort, reservePort } from '@iimp/testbed/ports';
import { createDatabase, sharedPostgres } from '@iimp/testbed/postgres';
import { ManagedProcess } from '@iimp/testbed/processes';
import { repositoryRoot, SERVER_FLAGS } from '@iimp/testbed/repository';
import { createBucket, sharedS3 } from '@iimp/testbed/s3';
import { until } from '@iimp/testbed/until';
import { dockerfileText, imageOf, stagesOf } from './dockerfile.testkit.js';
import { filesOf, PackedImages } from './packed.testkit.js';

jest.setTimeout(180_000);

const run = promisify(execFile);
const SERVICES = ['api', 'federation', 'delivery', 'discovery', 'attachments', 'admin'] as const;
const TARGETS = [...SERVICES, 'standalone', 'iimpctl', 'test-authority'];

describe('the file', () => {
  it('has nothing that a linter finds, which finds what is wrong', () => {
    const problems = (text: string) =>
      validate(text).map(({ range, message }) => `${range.start.line + 1}: ${message}`);
    expect(problems(dockerfileText())).toEqual([]);
    expect(problems(dockerfileText().replace('USER 1000:1000', 'USR 1000:1000'))).not.toEqual([]);
    expect(problems(dockerfileText().replace('EXPOSE 8448', 'EXPOSE http/x/y'))).not.toEqual([]);
  });

  it('builds on stages that exist, and on one image', () => {
    const stages = stagesOf(dockerfileText());
    const names = stages.map(({ name }) => name);
    for (const { from } of stages) expect([...names, '${NODE_IMAGE}', 'scratch']).toContain(from);
    const sources = stages.flatMap(({ instructions }) =>
      instructions.flatMap(({ keyword, text }) =>
        keyword === 'COPY' ? [/--from=(\S+)/.exec(text)?.[1] ?? names[0]] : [],
      ),
    );
    for (const source of sources) expect(names).toContain(source);
  });

  it.each(TARGETS)(
    '%s runs as an ordinary user, says who it is, and is asked for its health unless it is a job',
    (target) => {
      const { user, instructions, environment } = imageOf(target);
      const texts = (keyword: string): string =>
        instructions
          .filter((each) => each.keyword === keyword)
          .map(({ text }) => text)
          .join(' ');
      expect(user).toBe('1000:1000');
      for (const label of ['title', 'description', 'version', 'revision', 'created', 'licenses'])
        expect(texts('LABEL')).toContain(`org.opencontainers.image.${label}=`);
      const isJob = target === 'iimpctl' || target === 'test-authority';
      expect(texts('HEALTHCHECK')).toMatch(isJob ? /NONE$/ : /healthcheck\.mjs"\]$/);
      expect(environment['NODE_ENV']).toBe('production');
      expect(texts('COPY')).not.toMatch(/--from=build\b/);
    },
  );

  it.each([...SERVICES, 'standalone'])('%s is started as the tests start it', (target) => {
    const program = `/app/services/${target}/dist/bundle/main.js`;
    expect(imageOf(target).command.slice(0, SERVER_FLAGS.length + 2)).toEqual(['node', ...SERVER_FLAGS, program]);
  });

  it('copies only what is there', () => {
    const plain = stagesOf(dockerfileText())
      .flatMap(({ instructions }) => instructions)
      .filter(({ keyword, text }) => keyword === 'COPY' && !text.includes('--from'));
    for (const { text } of plain)
      expect([text, existsSync(join(repositoryRoot(), text.split(' ')[0] as string))]).toEqual([text, true]);
    const ignored = readFileSync(join(repositoryRoot(), 'deploy/Dockerfile.dockerignore'), 'utf8').split('\n');
    const kept = ignored.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    for (const { text } of plain) {
      const source = text.split(' ')[0] as string;
      expect([source, source === '.' || kept.some((each) => source.startsWith(each))]).toEqual([source, true]);
    }
  });
});

describe('an image', () => {
  let folder: string;
  let images: PackedImages;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'iimp-image-'));
    images = new PackedImages(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const environment = (target: string): Record<string, string> => {
    const { PATH: _, ...rest } = imageOf(target).environment;
    return rest;
  };

  it('of the API names every missing variable, and becomes ready and healthy', async () => {
    const root = await images.root('api');
    const before = filesOf(root);
    const program = await images.program('api');

    const failed = await run(process.execPath, program, { env: environment('api') }).then(
      () => undefined,
      (error: { code: number; stderr: string; stdout: string }) => error,
    );
    expect(failed?.code).toBe(1);
    for (const name of ['IIMP_DATABASE_URL', 'IIMP_BROKER_URL', 'IIMP_BLOBS_URL', 'IIMP_TOKEN_SECRET'])
      expect(`${failed?.stderr}${failed?.stdout}`).toContain(name);

    const [database, broker, s3] = await Promise.all([
      sharedPostgres().then(createDatabase),
      sharedBroker().then((shared) => shared.createVhost()),
      sharedS3(),
    ]);
    const bucket = await createBucket(s3);
    const [port, health] = [await reservePort(), await reservePort()];
    let child: ManagedProcess | undefined;
    try {
      const env = {
        ...environment('api'),
        ...{ IIMP_DATABASE_URL: database.url, IIMP_BROKER_URL: broker.url, IIMP_BLOBS_URL: `s3://${bucket.name}` },
        ...{ IIMP_S3_ENDPOINT: s3.endpoint, IIMP_S3_ACCESS_KEY: s3.accessKey, IIMP_S3_SECRET_KEY: s3.secretKey },
        ...{
          IIMP_TOKEN_SECRET: 'x'.repeat(32),
          IIMP_API_LISTEN: `127.0.0.1:${port}`,
          IIMP_HEALTH_LISTEN: `127.0.0.1:${health}`,
        },
      };
      await run(process.execPath, [...(await images.program('iimpctl')), 'migrate'], { env });
      child = ManagedProcess.spawn({
        name: 'api',
        command: process.execPath,
        args: program,
        env,
        logFile: join(folder, 'api.log'),
      });
      const check = (to: number) =>
        run(process.execPath, [join(root, 'app/healthcheck.mjs')], { env: { IIMP_HEALTH_LISTEN: `0.0.0.0:${to}` } });
      await child.ready(until('it is healthy', () => check(health).then(() => true)));
      await expect(check(port)).rejects.toThrow();
      expect((await child.stop()).code).toBe(0);
      // It may run over a read-only file system.
      expect(filesOf(root)).toEqual(before);
    } finally {
      if (child?.isRunning) await child.kill();
      [port, health].forEach(releasePort);
      await Promise.all([database.drop(), broker.remove(), bucket.remove()]);
    }
  });
});
