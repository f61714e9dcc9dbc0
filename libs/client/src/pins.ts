/** Remembers the identity key of each user, base64url, by address in lower case. Keep it as long as the account. */
export interface PinStore {
  /** The identity key that is held to. */
  get(address: string): Promise<string | undefined>;
  set(address: string, identityKey: string): Promise<void>;
  /**
   * Those held to before it: what they signed can still be told from a forgery. A store without this shows such messages as
   * wrongly signed.
   */
  former?(address: string): Promise<readonly string[]>;
  /**
   * `updated_at` of the newest key document seen of that identity, ms. With these two, an older one is refused: it may bring back an encryption
   * key that its owner has withdrawn.
   */
  updatedAt?(address: string): Promise<number | undefined>;
  setUpdatedAt?(address: string, updatedAt: number): Promise<void>;
}

/** Forgets with the process. */
export class MemoryPinStore implements PinStore {
  /** Of each user all that were held to, the one that is last. */
  private readonly pins = new Map<string, readonly string[]>();
  private readonly times = new Map<string, number>();

  async get(address: string): Promise<string | undefined> {
    return this.pins.get(address)?.at(-1);
  }

  async set(address: string, identityKey: string): Promise<void> {
    const others = (this.pins.get(address) ?? []).filter((key) => key !== identityKey);
    this.pins.set(address, [...others, identityKey]);
  }

  async former(address: string): Promise<readonly string[]> {
    return this.pins.get(address)?.slice(0, -1) ?? [];
  }

  async updatedAt(address: string): Promise<number | undefined> {
    return this.times.get(address);
  }

  async setUpdatedAt(address: string, updatedAt: number): Promise<void> {
    this.times.set(address, updatedAt);
  }
}
