// `node deploy/image/pack.mjs services/<name> FOLDER`: what one service needs at run time, and nothing else.
//
// Copies the service, the workspaces and the installed packages that it reaches by its production dependencies, each to its place
// of the repository, and writes FOLDER/sbom.cdx.json (CycloneDX, by npm). Needs an installed and built repository; no network.
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = realpathSync(join(dirname(fileURLToPath(import.meta.url)), '../..'));
const [start, out] = process.argv.slice(2);
if (!start || !out) throw new Error('usage: node deploy/image/pack.mjs services/<name> FOLDER');
if (!existsSync(join(root, start, 'dist'))) throw new Error(`${start} is not built: npm run build`);

const manifest = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const isInstalled = (folder) => folder.split(sep).includes('node_modules');

/** Where Node finds a package from a folder; undefined when it is not installed. */
function resolve(from, name) {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return realpathSync(candidate);
    if (folder === root || folder === dirname(folder)) return undefined;
  }
}

/** Folders of the package and of all that it needs when it runs. */
function closure(folder) {
  const found = new Set([folder]);
  for (const from of found) {
    const {
      dependencies = {},
      optionalDependencies = {},
      peerDependencies = {},
      peerDependenciesMeta = {},
    } = manifest(from);
    for (const name of Object.keys({ ...peerDependencies, ...dependencies, ...optionalDependencies })) {
      const isPeer = !(name in dependencies) && !(name in optionalDependencies);
      if (isPeer && peerDependenciesMeta[name]?.optional) continue;
      const target = resolve(from, name);
      if (target) found.add(target);
      else if (!(name in optionalDependencies))
        throw new Error(`${relative(root, from)} needs ${name}, which is not installed`);
    }
  }
  return [...found].sort();
}

/** Types and source maps say nothing to a running process. */
const isForRunning = (path) => !/(\.d\.[cm]?ts|\.map|\.tsbuildinfo)$/.test(path);

function copyInstalled(folder, target) {
  cpSync(folder, target, {
    recursive: true,
    verbatimSymlinks: true,
    // Packages inside a package come on their own account.
    filter: (path) =>
      path === folder || (!relative(folder, path).split(sep).includes('node_modules') && isForRunning(path)),
  });
}

function forRunning({ devDependencies: _, scripts: __, ...rest }) {
  return rest;
}

function copyWorkspace(folder, target) {
  const { name } = manifest(folder);
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, 'package.json'), JSON.stringify(forRunning(manifest(folder)), null, 2));
  for (const part of ['dist', 'bin']) {
    const from = join(folder, part);
    if (existsSync(from)) cpSync(from, join(target, part), { recursive: true, filter: isForRunning });
  }
  const link = join(out, 'node_modules', name);
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(relative(dirname(link), target), link);
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const packages = closure(realpathSync(join(root, start)));
for (const folder of packages) {
  const target = join(out, relative(root, folder));
  if (isInstalled(folder)) copyInstalled(folder, target);
  else copyWorkspace(folder, target);
}
const { name } = manifest(join(root, start));
writeSbom();
console.log(`${name}: ${packages.length} packages`);

/**
 * CycloneDX by npm, of exactly what was copied. Asked in the repository, `npm sbom --workspace` names packages of other workspaces
 * and leaves out some of this one (npm 11), so it is asked about the part of the lock file that was copied.
 */
function writeSbom() {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const workspaces = packages.filter((folder) => !isInstalled(folder)).map((folder) => relative(root, folder));
  const { version, license } = manifest(root);
  const image = { name: `iimp-${start.split('/').at(-1)}`, version, license, private: true, workspaces };
  const entries = packages.map((folder) => [relative(root, folder), lock.packages[relative(root, folder)]]);
  const links = workspaces.map((path) => [
    `node_modules/${manifest(join(root, path)).name}`,
    { resolved: path, link: true },
  ]);
  const scratch = mkdtempSync(join(tmpdir(), 'iimp-sbom-'));
  const partial = join(scratch, image.name);
  mkdirSync(partial);
  try {
    const write = (file, value) => writeFileSync(join(partial, file), JSON.stringify(value));
    for (const path of workspaces) mkdirSync(join(partial, path), { recursive: true });
    for (const path of workspaces) write(join(path, 'package.json'), forRunning(manifest(join(root, path))));
    const bare = entries.map(([path, entry]) => [path, path.includes('node_modules') ? entry : forRunning(entry)]);
    write('package.json', image);
    write('package-lock.json', {
      ...image,
      lockfileVersion: 3,
      packages: { '': image, ...Object.fromEntries([...bare, ...links]) },
    });
    const text = execFileSync('npm', ['sbom', '--sbom-format=cyclonedx', '--package-lock-only', '--omit=dev'], {
      cwd: partial,
      env: { ...process.env, npm_config_update_notifier: 'false', npm_config_offline: 'true' },
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    writeFileSync(join(out, 'sbom.cdx.json'), text);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
