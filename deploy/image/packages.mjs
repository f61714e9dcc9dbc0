// Packages of this repository: its workspaces, and what npm installed.
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = realpathSync(join(dirname(fileURLToPath(import.meta.url)), '../..'));

export const manifest = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
export const isInstalled = (folder) => folder.split(sep).includes('node_modules');

/** Where Node finds a package from a folder; undefined when it is not installed. */
function resolve(from, name) {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return realpathSync(candidate);
    if (folder === root || folder === dirname(folder)) return undefined;
  }
}

/** Folders of the packages and of all that they need when they run. Throws when one of those is not installed. */
export function closure(folders) {
  const found = new Set(folders);
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

/** Folder of the package that a file of this repository belongs to: the nearest above it that has a name and a version. */
export function packageOf(file) {
  for (let folder = dirname(join(root, file)); folder !== root; folder = dirname(folder)) {
    if (!existsSync(join(folder, 'package.json'))) continue;
    const { name, version } = manifest(folder);
    if (name && version) return folder;
  }
  return undefined;
}
