import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The folder of the checkout: above the current folder, or above the program that runs. Throws when there is none. */
export function repositoryRoot(): string {
  for (const start of [process.cwd(), resolve(process.argv[1] ?? '.')]) {
    for (let folder = start; ; folder = dirname(folder)) {
      if (existsSync(join(folder, 'deploy/local/lib.sh')) && existsSync(join(folder, 'nx.json'))) return folder;
      if (dirname(folder) === folder) break;
    }
  }
  throw new Error('run this inside a checkout of the repository');
}

/** What Node is given by everything that starts a server: the images, `npm start`, and tests. Why: libs/platform/README.md. */
export const SERVER_FLAGS: readonly string[] = ['--no-memory-reducer'];

/** Node's arguments that start a service. */
export function serverArgs(service: string, checkout?: string): string[] {
  return [...SERVER_FLAGS, builtMain(service, checkout)];
}

/** The built entry of a service, of this checkout or of another one; an Error says how to build it. */
export function builtMain(service: string, checkout: string = repositoryRoot()): string {
  const dist = join(checkout, 'services', service, 'dist');
  // A profile names the files that the code comes from; and a version from before there were bundles has none.
  const bundled = join(dist, 'bundle/main.js');
  if (process.env['IIMP_UNBUNDLED'] === undefined && existsSync(bundled)) return bundled;
  const main = join(dist, 'main.js');
  if (!existsSync(main)) throw new Error(`${main} is not built. Run: npm run build`);
  return main;
}
