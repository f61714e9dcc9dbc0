import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** What a user logs in with. */
export interface Login {
  address: string;
  password: string;
}

/** Users that were made in a world, remembered in a file so that a later start on the same folder knows their passwords. */
export class Logins {
  private readonly known: Map<string, string>;

  constructor(private readonly file: string) {
    const entries = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>) : {};
    this.known = new Map(Object.entries(entries));
  }

  find(address: string): Login | undefined {
    const password = this.known.get(address);
    return password === undefined ? undefined : { address, password };
  }

  /** A new login with a password of its own; remembered by `save` once the user exists. */
  make(address: string): Login {
    return { address, password: randomBytes(12).toString('base64url') };
  }

  save({ address, password }: Login): void {
    this.known.set(address, password);
    writeFileSync(this.file, JSON.stringify(Object.fromEntries(this.known), null, 2), { mode: 0o600 });
  }

  all(): Login[] {
    return [...this.known].map(([address, password]) => ({ address, password }));
  }
}
