/** What is inside the images: nothing that does not run, every package listed, and every licence passed on. */
import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { releasePort, reservePort } from '@iimp/testbed/ports';
import { ManagedProcess } from '@iimp/testbed/processes';
import { repositoryRoot } from '@iimp/testbed/repository';
import { ask } from './gateway.testkit.js';
import { filesOf, PackedImages } from './packed.testkit.js';

jest.setTimeout(180_000);

interface Component {
  purl: string;
  licenses?: { license?: { id: string }; expression?: string }[];
}

const json = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
const idOf = (folder: string): string => {
  const { name, version } = json(join(folder, 'package.json')) as { name: string; version: string };
  return `${name}@${version}`;
};
const sorted = (ids: Iterable<string>): string[] => [...new Set(ids)].sort();

/** Stands before and after the head of each package in THIRD-PARTY.txt. */
const RULE = `\n${'-'.repeat(80)}\n`;

let folder: string;
let images: PackedImages;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'iimp-image-'));
  // As `/app` is: Postgres does not run as root, and must get there.
  chmodSync(folder, 0o755);
  images = new PackedImages(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Packages that have files of their own in the image. */
function packagesBeside(root: string): string[] {
  const manifests = /(^app\/(libs|services)\/[^/]+|^app\/proto|node_modules\/(@[^/]+\/)?[^/@]+)\/package\.json$/;
  return sorted(
    filesOf(root)
      .filter((file) => manifests.test(file))
      .map((file) => idOf(join(root, file, '..'))),
  );
}

function componentsOf(root: string): Component[] {
  const sbom = json(join(root, 'app/sbom.cdx.json')) as { bomFormat: string; components: Component[] };
  expect(sbom.bomFormat).toBe('CycloneDX');
  return sbom.components;
}
const listedIn = (components: readonly Component[]): string[] =>
  sorted(components.map(({ purl }) => decodeURIComponent(purl.replace('pkg:npm/', ''))));

/** Packages whose code the bundle was made of: installed ones, and this repository's. */
function packagesIn(service: string): { installed: string[]; own: string[] } {
  const { inputs } = json(join(repositoryRoot(), `services/${service}/dist/bundle/contents.json`)) as {
    inputs: string[];
  };
  const ids = (pattern: RegExp): string[] =>
    sorted(
      inputs.flatMap((file) => {
        const found = pattern.exec(file)?.[0];
        return found === undefined ? [] : [idOf(join(repositoryRoot(), found))];
      }),
    );
  return { installed: ids(/^.*node_modules\/(@[^/]+\/)?[^/]+/), own: ids(/^(proto|(libs|services)\/[^/]+)(?=\/)/) };
}

describe.each(['api', 'federation', 'delivery', 'discovery', 'attachments', 'admin', 'standalone', 'iimpctl'])(
  'the image of %s',
  (target) => {
    const service = target === 'iimpctl' ? 'cli' : target;
    let root: string;
    beforeAll(async () => {
      root = await images.root(target);
    });

    it('holds its bundle, and beside it what is not in there', () => {
      const { installed, own } = packagesIn(service);
      const beside = packagesBeside(root);
      expect(beside.filter((id) => installed.includes(id))).toEqual([]);
      expect(beside.filter((id) => own.includes(id))).toEqual([idOf(join(repositoryRoot(), 'services', service))]);
      const parts = filesOf(join(root, 'app')).filter((file) => !/^(node_modules|services)\//.test(file));
      const papers = ['THIRD-PARTY.txt', 'sbom.cdx.json'];
      expect(parts).toEqual([...papers, 'healthcheck.mjs', 'node_modules', 'services'].sort());
      expect(filesOf(root).filter((file) => /\.d\.ts$|\.map$|\.(spec|testkit)\.|contents\.json$/.test(file))).toEqual(
        [],
      );
    });

    it('lists every package, bundled ones too, with its licence, and passes on what their authors ask for', () => {
      const { installed, own } = packagesIn(service);
      const components = componentsOf(root);
      expect(listedIn(components)).toEqual(sorted([...installed, ...own, ...packagesBeside(root)]));
      const unlicensed = components.filter(({ licenses }) => !licenses?.[0]?.license?.id && !licenses?.[0]?.expression);
      expect(unlicensed).toEqual([]);
      const passedOn = readFileSync(join(root, 'app/THIRD-PARTY.txt'), 'utf8');
      const missing = installed.filter((id) => !passedOn.includes(`\n${id.replace(/@([^@]+)$/, ' $1')}, `));
      expect(missing).toEqual([]);
      // The shortest that says anything is ISC's.
      const silent = passedOn
        .split(RULE)
        .filter((part, turn) => turn > 0 && turn % 2 === 0 && part.trim().length < 500);
      expect(silent).toEqual([]);
      expect(passedOn).toContain(readFileSync(join(repositoryRoot(), 'node_modules/pg/LICENSE'), 'utf8').trim());
    });
  },
);

describe('the image of test-authority, which is not bundled', () => {
  it('lists what it holds, and makes certificates', async () => {
    const root = await images.root('test-authority');
    expect(listedIn(componentsOf(root))).toEqual(packagesBeside(root));
    const program = await images.program('test-authority');
    await promisify(execFile)(process.execPath, [...program, join(folder, 'authority'), 'packed.test']);
    expect(existsSync(join(folder, 'authority/packed.test/tls.pem'))).toBe(true);
  });
});

it('the standalone of an image starts with the Postgres and the console that are in it, and writes to its data only', async () => {
  const root = await images.root('standalone');
  const before = filesOf(root);
  const data = join(folder, 'data');
  const ports = [await reservePort(), await reservePort(), await reservePort()];
  const [api, federation, admin] = ports as [number, number, number];
  const program = (await images.program('standalone')).map((arg) => arg.replace('/var/lib/iimp/data', data));
  const listen = ['--api-port', api, '--federation-port', federation, '--admin-port', admin].map(String);
  let tellReady: () => void = () => undefined;
  const isReady = new Promise<void>((resolve) => (tellReady = resolve));
  const child = ManagedProcess.spawn({
    name: 'standalone',
    command: process.execPath,
    args: [...program, '--host', '127.0.0.1', '--domain', 'packed.test', ...listen],
    logFile: join(folder, 'standalone.log'),
    onLine: (line) => {
      if (line.startsWith('{"event":"ready"')) tellReady();
    },
  });
  try {
    await child.ready(isReady, 120_000);
    const ca = readFileSync(join(data, 'tls/ca.pem'), 'utf8');
    const page = await ask({ port: admin, ca, servername: 'localhost', path: '/' });
    expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect((await child.stop(40_000)).code).toBe(0);
    expect(filesOf(root)).toEqual(before);
  } finally {
    if (child.isRunning) await child.kill();
    ports.forEach(releasePort);
  }
});
