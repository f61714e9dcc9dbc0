import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Told to tools on the same machine, in DATA/runtime.json, while the standalone runs. */
export interface RuntimeFile {
  pid: number;
  database_url: string;
  domain_keys_dir: string;
  /** Where attachments are kept. */
  blobs_url: string;
  api: string;
  federation: string;
  admin: string;
}

/** Everything of a standalone that lasts, and the claim that only one process uses it. */
export class DataFolder {
  private isTold = false;

  private constructor(readonly path: string) {}

  /** Makes the folder where needed and claims it. Throws when another live process has it. */
  static open(path: string): DataFolder {
    const folder = new DataFolder(resolve(path));
    makeFolder(folder.path);
    const holder = folder.read('standalone.pid');
    if (holder && Number(holder) !== process.pid && isStandalone(Number(holder)))
      throw new Error(`${folder.path} is in use by process ${holder}`);
    folder.write('standalone.pid', String(process.pid));
    return folder;
  }

  file(...parts: string[]): string {
    return join(this.path, ...parts);
  }

  read(name: string): string | undefined {
    return existsSync(this.file(name)) ? readFileSync(this.file(name), 'utf8') : undefined;
  }

  /** Replaces a file at once, readable by its owner only. */
  write(name: string, text: string): void {
    const temporary = this.file(`${name}.new`);
    writeFileSync(temporary, text, { mode: 0o600 });
    renameSync(temporary, this.file(name));
  }

  /** The secret of that name, made at the first call. */
  secret(name: string): string {
    const known = this.read(name);
    if (known) return known;
    const made = randomBytes(48).toString('base64url');
    this.write(name, made);
    return made;
  }

  tellRuntime(runtime: RuntimeFile): void {
    this.write('runtime.json', `${JSON.stringify(runtime, null, 2)}\n`);
    this.isTold = true;
  }

  /** Gives up the claim. What another one told stays: in a container all are process 1, and only Postgres' lock keeps them apart. */
  close(): void {
    if (this.isTold) rmSync(this.file('runtime.json'), { force: true });
    rmSync(this.file('standalone.pid'), { force: true });
  }
}

/** A pid may have gone to another program since. */
function isStandalone(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('standalone');
  } catch {
    return false;
  }
}

/** One by one: `recursive` never ends where the file system says "no such folder" of what it does not let be made, as /proc does. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error; // another process was quicker
  }
}
