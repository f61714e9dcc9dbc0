// `node deploy/image/pack.mjs services/<name> FOLDER`: what one program needs at run time, and nothing else.
//
// Of a program with a bundle: the bundle, what it serves, and the packages that are not in it. Of another (test-authority): the
// workspaces and installed packages that it reaches by its production dependencies. Each to its place of the repository. Beside them
// FOLDER/sbom.cdx.json lists every package inside, bundled ones too, and FOLDER/THIRD-PARTY.txt has the licenses of those.
// Needs an installed and built repository; no network.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { licensesOf } from './licenses.mjs';
import { closure, isInstalled, manifest, packageOf, root } from './packages.mjs';
import { forRunning, sbomOf } from './sbom.mjs';

const [start, out] = process.argv.slice(2);
if (!start || !out) throw new Error('usage: node deploy/image/pack.mjs services/<name> FOLDER');
const program = join(root, start);
if (!existsSync(join(program, 'dist'))) throw new Error(`${start} is not built: npm run build`);

/** Types and source maps say nothing to a running process; what a bundle was made of, to nobody but this. */
const isForRunning = (path) => !/(\.d\.[cm]?ts|\.map|\.tsbuildinfo|bundle\/contents\.json)$/.test(path);

function copyInstalled(folder) {
  cpSync(folder, join(out, relative(root, folder)), {
    recursive: true,
    verbatimSymlinks: true,
    // Packages inside a package come on their own account.
    filter: (path) =>
      path === folder || (!relative(folder, path).split(sep).includes('node_modules') && isForRunning(path)),
  });
}

function copyWorkspace(folder, parts) {
  const target = join(out, relative(root, folder));
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, 'package.json'), JSON.stringify(forRunning(manifest(folder)), null, 2));
  for (const part of parts) {
    const from = join(folder, part);
    if (existsSync(from)) cpSync(from, join(target, part), { recursive: true, filter: isForRunning });
  }
}

function linkWorkspace(folder) {
  const link = join(out, 'node_modules', manifest(folder).name);
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(relative(dirname(link), join(out, relative(root, folder))), link);
}

/** @returns the folders of the packages that are inside */
function packBundle({ inputs, apart }) {
  const bundled = [...new Set(inputs.map(packageOf))].filter(Boolean).sort();
  const stray = bundled.filter((folder) => !packages.includes(folder));
  if (stray.length > 0) throw new Error(`${start} bundles what it does not depend on: ${stray.join(', ')}`);
  // As esbuild reads them: one star, at the end.
  const isApart = (folder) =>
    apart.some((name) =>
      name.endsWith('*') ? manifest(folder).name.startsWith(name.slice(0, -1)) : manifest(folder).name === name,
    );
  const beside = closure(packages.filter(isApart));
  copyWorkspace(program, ['dist/bundle', 'dist/page']);
  beside.forEach(copyInstalled);
  writeFileSync(join(out, 'THIRD-PARTY.txt'), licensesOf(bundled.filter(isInstalled)));
  return [...bundled, ...beside];
}

/** @returns the folders of the packages that are inside */
function packTree() {
  for (const folder of packages) {
    if (isInstalled(folder)) copyInstalled(folder);
    else copyWorkspace(folder, ['dist']);
    if (!isInstalled(folder)) linkWorkspace(folder);
  }
  return packages;
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const packages = closure([program]);
const contents = join(program, 'dist/bundle/contents.json');
const inside = existsSync(contents) ? packBundle(JSON.parse(readFileSync(contents, 'utf8'))) : packTree();
const sbom = sbomOf(`iimp-${start.split('/').at(-1)}`, packages, inside);
writeFileSync(join(out, 'sbom.cdx.json'), JSON.stringify(sbom, null, 2));
console.log(`${manifest(program).name}: ${inside.length} packages`);
