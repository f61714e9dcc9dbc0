/** Images that podman builds from deploy/Dockerfile, and containers of them, in a store of their own. */
import { execFile, type PromiseWithChild } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { line, runLocal } from '@iimp/testbed/local-scripts';
import { repositoryRoot } from '@iimp/testbed/repository';
import { type Command, type Images, mountsOf, type Start } from './compose-service.testkit.js';

const run = promisify(execFile);

const BASE = 'localhost/node:24';
const BUILD_MS = 900_000;
const MOST_OUTPUT = 64 * 1024 * 1024;
/**
 * In a session of its own, podman gets each signal once, from here: it passes signals on by a process of its own, which a signal to
 * the whole group would end.
 */
const APART = `
exec 4<&0
setsid "$@" <&4 4<&- & child=$!
trap 'kill -TERM "$child"' TERM INT
# A signal ends the first wait early.
while :; do wait "$child"; code=$?; kill -0 "$child" 2>/dev/null || exit "$code"; done`;
/** Of the user that images run as. */
const UID = 1000;

export interface Inspected {
  Config: { User: string; Labels: Record<string, string>; Entrypoint: string[] | null; Cmd: string[] | null };
  Healthcheck?: { Test: string[] };
}

/** Needs root: see deploy/local/podman and deploy/local/node-root. */
export class ContainerImages implements Images {
  private readonly folder = mkdtempSync(join(tmpdir(), 'iimp-containers-'));
  private readonly built = new Set<string>();

  private constructor(private readonly podman: string) {
    // Containers reach the folders of their volumes as another user.
    chmodSync(this.folder, 0o755);
  }

  static async open(): Promise<ContainerImages> {
    const images = new ContainerImages(line(await runLocal('podman', ['start']), 'PODMAN'));
    const root = line(await runLocal('node-root', ['start']), 'NODE_ROOT');
    const importing = images.podmanRuns(['import', '--change', 'CMD ["node"]', '-', BASE]);
    createReadStream(root).pipe(importing.child.stdin!);
    await importing;
    return images;
  }

  /** Builds a target as an operator does, once. @returns its name */
  async build(target: string): Promise<string> {
    const image = `localhost/iimp/${target}:test`;
    if (this.built.has(target)) return image;
    await this.podmanRuns([
      ...['build', '--format', 'docker', '--isolation', 'chroot', '--network', 'host', '--layers'],
      ...['--build-arg', `NODE_IMAGE=${BASE}`, ...this.trust()],
      ...['--file', 'deploy/Dockerfile', '--ignorefile', 'deploy/Dockerfile.dockerignore'],
      ...['--target', target, '--tag', image, '.'],
    ]);
    this.built.add(target);
    return image;
  }

  async inspect(target: string): Promise<Inspected> {
    const { stdout } = await this.podmanRuns(['inspect', '--type', 'image', await this.build(target)]);
    return (JSON.parse(stdout) as [Inspected])[0];
  }

  /** Runs a program of our own choice in an image. @returns what it prints */
  async inside(target: string, program: string, ...args: string[]): Promise<string> {
    const image = await this.build(target);
    const container = this.containerArgs(['--read-only', '--tmpfs', '/tmp', '--entrypoint', program]);
    return (await this.podmanRuns([...container, image, ...args])).stdout;
  }

  async command({ service, args, env, folderOf }: Start): Promise<Command> {
    const target = service.build?.target as string;
    const mounts = mountsOf(service).map(({ volume, path, isReadOnly }) => {
      const folder = folderOf(volume);
      if (!existsSync(folder)) {
        chmodSync(join(folder, '..'), 0o755);
        mkdirSync(folder);
        chownSync(folder, UID, UID);
      }
      return `${folder}:${path}${isReadOnly ? ':ro' : ''}`;
    });
    const container = this.containerArgs([
      ...(service.read_only ? ['--read-only'] : []),
      ...(service.user ? ['--user', service.user] : []),
      ...(service.cap_drop ?? []).flatMap((each) => ['--cap-drop', each]),
      ...(service.security_opt ?? []).flatMap((each) => ['--security-opt', each.replace(':true', '')]),
      ...(service.tmpfs ?? []).flatMap((each) => ['--tmpfs', each]),
      ...mounts.flatMap((each) => ['--volume', each]),
      // Their values come by podman's own environment, not by its arguments, which everybody can read.
      ...Object.keys(env).flatMap((name) => ['--env', name]),
    ]);
    const podman = [this.podman, ...this.all([...container, await this.build(target), ...args])];
    return { command: 'sh', args: ['-c', APART, 'sh', ...podman], env: { ...env } };
  }

  /** Containers, images and the store. */
  async close(): Promise<void> {
    await this.podmanRuns(['rm', '--all', '--force']);
    await this.podmanRuns(['rmi', '--all', '--force']);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private containerArgs(more: readonly string[]): string[] {
    const limits = ['--ulimit', 'nofile=4096:4096', '--ulimit', 'nproc=4096:4096'];
    return ['run', '--rm', '--interactive', '--network', 'host', '--no-healthcheck', ...limits, ...more];
  }

  /** The build asks npm's registry, maybe through something that has an authority of its own. */
  private trust(): string[] {
    const ca = process.env['NODE_EXTRA_CA_CERTS'];
    if (!ca) return [];
    const npmrc = join(this.folder, 'npmrc');
    writeFileSync(npmrc, 'cafile=/run/iimp/ca.pem\n');
    return ['--volume', `${npmrc}:/usr/local/etc/npmrc:ro`, '--volume', `${ca}:/run/iimp/ca.pem:ro`];
  }

  private all(args: readonly string[]): string[] {
    const store = ['--root', join(this.folder, 'store'), '--runroot', join(this.folder, 'run')];
    return [...store, '--storage-driver', 'overlay', '--runtime', 'runc', ...args];
  }

  private podmanRuns(args: readonly string[]): PromiseWithChild<{ stdout: string }> {
    return run(this.podman, this.all(args), { cwd: repositoryRoot(), timeout: BUILD_MS, maxBuffer: MOST_OUTPUT });
  }
}
