import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '@iimp/testbed/repository';
import { type Command, type Images, mountsOf, type Start } from './compose-service.testkit.js';
import { dockerfileText, imageOf, stagesOf } from './dockerfile.testkit.js';

const run = promisify(execFile);

/** Images as folders: what `docker build` makes of the last steps of deploy/Dockerfile, each made once. */
export class PackedImages implements Images {
  private readonly made = new Map<string, Promise<string>>();

  /** @param folder outside of the repository, so that nothing is found in its node_modules */
  constructor(private readonly folder: string) {}

  /** @returns the folder in the place of `/` */
  root(target: string): Promise<string> {
    const root = this.made.get(target) ?? this.build(target);
    this.made.set(target, root);
    return root;
  }

  /** The arguments of `node` that start an image. */
  async program(target: string): Promise<string[]> {
    const [node, ...args] = imageOf(target).command;
    if (node !== 'node') throw new Error(`${target} runs ${String(node)}`);
    const root = await this.root(target);
    return args.map((arg) => arg.replace('/app', join(root, 'app')));
  }

  /** Without a container, a volume is the folder itself. */
  async command({ service, args, env, folderOf }: Start): Promise<Command> {
    const mounts = mountsOf(service).map(({ volume, path }) => ({ path, folder: folderOf(volume) }));
    mounts.forEach(({ folder }) => mkdirSync(folder, { recursive: true }));
    const here = (text: string): string =>
      mounts.reduce((moved, { path, folder }) => moved.replace(path, folder), text);
    return {
      command: process.execPath,
      args: [...(await this.program(service.build?.target as string)), ...args.map(here)],
      env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, here(value)])),
    };
  }

  /** Does the RUN of the stage `pack-<target>` in this repository, and the COPYs of the target. */
  private async build(target: string): Promise<string> {
    const root = join(this.folder, target);
    const out = join(this.folder, `${target}-out`);
    for (const { text } of stagesOf(dockerfileText()).find(({ name }) => name === `pack-${target}`)?.instructions ??
      []) {
      const [node, ...args] = text.replace('/out', out).split(' ');
      if (node !== 'node') throw new Error(`pack-${target} runs ${String(node)}`);
      await run(process.execPath, args, { cwd: repositoryRoot() });
    }
    for (const { keyword, text } of imageOf(target).instructions) {
      const [from, source, destination] = text.startsWith('--from') ? text.split(' ') : ['', ...text.split(' ')];
      if (keyword !== 'COPY' || from === '--from=trimmed') continue;
      if (from && from !== `--from=pack-${target}`) throw new Error(`${target} copies ${from}`);
      mkdirSync(join(root, 'app'), { recursive: true });
      cpSync(from ? out : join(repositoryRoot(), source as string), join(root, destination as string), {
        recursive: true,
        verbatimSymlinks: true,
      });
    }
    return root;
  }
}

export const filesOf = (root: string): string[] => readdirSync(root, { recursive: true }).map(String).sort();
