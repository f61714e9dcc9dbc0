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

/** The built entry of a service; an Error says how to build it. */
export function builtMain(service: string): string {
  const main = join(repositoryRoot(), 'services', service, 'dist/main.js');
  if (!existsSync(main)) throw new Error(`${main} is not built. Run: npm run build`);
  return main;
}
