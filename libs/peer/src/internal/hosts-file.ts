import type { LookupAddress } from 'node:dns';
import { readFile, stat } from 'node:fs/promises';
import { isIP } from 'node:net';

/** The names that a machine gives addresses to by itself, hosts(5). */
export class HostsFile {
  private names: ReadonlyMap<string, readonly LookupAddress[]> = new Map();
  /** Of the file that `names` is of. */
  private version = '';

  constructor(private readonly path: string) {}

  /** Of a lower-case name; none when it is not listed, or the file cannot be read. */
  async addresses(host: string): Promise<readonly LookupAddress[]> {
    try {
      const { ino, mtimeMs, size } = await stat(this.path);
      const version = `${ino} ${mtimeMs} ${size}`;
      if (version !== this.version) this.names = parse(await readFile(this.path, 'utf8'));
      this.version = version;
    } catch {
      return [];
    }
    return this.names.get(host) ?? [];
  }
}

function parse(text: string): Map<string, LookupAddress[]> {
  const names = new Map<string, LookupAddress[]>();
  for (const line of text.split('\n')) {
    const [address = '', ...all] = line.replace(/#.*/, '').trim().split(/\s+/);
    const family = isIP(address);
    if (family === 0) continue;
    for (const name of all) {
      const key = name.toLowerCase();
      names.set(key, [...(names.get(key) ?? []), { address, family }]);
    }
  }
  return names;
}
