import { SizedMap } from '@iimp/platform/sized-map';

const MAX_USERS = 50_000;
const MAX_OF_USER = 4;

/**
 * From where users were let in by this process lately, boundedly: each user has room for a few addresses, so nobody pushes out what is known of
 * others by coming from many.
 */
export class FamiliarAddresses {
  private readonly ofUser = new SizedMap<readonly string[]>({ maxSize: MAX_USERS });

  /** @param from key of a client's address (`addressKey`) */
  has(user: string, from: string): boolean {
    return this.ofUser.get(user)?.includes(from) ?? false;
  }

  add(user: string, from: string): void {
    const others = (this.ofUser.get(user) ?? []).filter((known) => known !== from);
    this.ofUser.set(user, [from, ...others].slice(0, MAX_OF_USER), 1);
  }
}
