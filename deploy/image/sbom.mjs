// The bill of materials of an image: CycloneDX, by npm.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { isInstalled, manifest, root } from './packages.mjs';

/** A manifest without what only matters where it is built. */
export function forRunning({ devDependencies: _, scripts: __, ...rest }) {
  return rest;
}

/**
 * What npm says of the packages `inside`, which are some of `packages`: a program with all that it needs.
 *
 * Asked in the repository, `npm sbom --workspace` names packages of other workspaces and leaves out some of this one (npm 11), so it
 * is asked about `packages` as if the lock file had no other; and it answers for whole trees only, so the others are taken out here.
 */
export function sbomOf(name, packages, inside) {
  const sbom = JSON.parse(askNpm(name, packages));
  const ids = new Set([...inside].map(manifest).map(({ name, version }) => `${name}@${version}`));
  ids.add(sbom.metadata.component['bom-ref']);
  sbom.components = sbom.components.filter((each) => ids.has(each['bom-ref']));
  sbom.dependencies = sbom.dependencies
    .filter(({ ref }) => ids.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((each) => ids.has(each)) }));
  return sbom;
}

function askNpm(name, packages) {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const workspaces = packages.filter((folder) => !isInstalled(folder)).map((folder) => relative(root, folder));
  const { version, license } = manifest(root);
  const image = { name, version, license, private: true, workspaces };
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
    return execFileSync('npm', ['sbom', '--sbom-format=cyclonedx', '--package-lock-only', '--omit=dev'], {
      cwd: partial,
      env: { ...process.env, npm_config_update_notifier: 'false', npm_config_offline: 'true' },
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
