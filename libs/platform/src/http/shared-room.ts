/** How much one client address holds of a room. */
export interface Share {
  readonly address: string;
  held: number;
}

/**
 * Room in any unit, shared between addresses: each may hold one part in `parts` of what all of them leave free, which is one in
 * `parts + 1` of the whole while it is alone. One address that takes all it can shuts nobody else out. Many that do always leave
 * something, but it may be less than what another needs at once.
 */
export class SharedRoom {
  private readonly ofAddress = new Map<string, number>();
  private total = 0;

  constructor(
    private readonly size: number,
    private readonly parts: number,
  ) {}

  /** How much is held now. */
  get held(): number {
    return this.total;
  }

  /** How much an address may take now that holds nothing. */
  get forOne(): number {
    return Math.floor((this.size - this.total) / (this.parts + 1));
  }

  /** How much an address holds now. */
  heldBy(address: string): number {
    return this.ofAddress.get(address) ?? 0;
  }

  /** Lets a share grow to `held`. @returns whether there was room; otherwise it stays as it is */
  grow(share: Share, held: number): boolean {
    const more = held - share.held;
    const own = this.heldBy(share.address) + more;
    if (own * this.parts > this.size - this.total - more) return false;
    this.ofAddress.set(share.address, own);
    this.total += more;
    share.held = held;
    return true;
  }

  /** Takes back all that a share holds; more than once does no harm. */
  giveBack(share: Share): void {
    const left = this.heldBy(share.address) - share.held;
    if (left > 0) this.ofAddress.set(share.address, left);
    else this.ofAddress.delete(share.address);
    this.total -= share.held;
    share.held = 0;
  }
}
