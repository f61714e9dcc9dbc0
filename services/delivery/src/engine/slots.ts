/** What a destination is taken for when it asks for a slot. */
export type Kind = 'fast' | 'slow' | 'probe';

export interface SlotBounds {
  fastSlots: number;
  slowSlots: number;
  probeSlots: number;
  overflowSlots: number;
}

/** One session's place, and what it was asked for as. `slowed` moves it among the slow ones; `done` gives it back. Each is heeded once. */
export interface Slot {
  readonly kind: Kind;
  slowed(): void;
  done(): void;
}

/**
 * The bound on what runs at once, and its shares: dead and slow destinations can fill theirs, never those of the quick ones.
 *
 * A destination that nobody knows yet starts among the quick ones, and so would a thousand dead ones after a start. Therefore a
 * session that takes long is counted as slow from that moment, even beyond the slow share, and its quick slot is free again: a
 * stranger costs a quick slot for `strangerAfterMs`, never for a time-out. Only when that overflow is used up too, `crowded` says
 * that strangers have to queue among the slow.
 */
export class Slots {
  readonly #used: Record<Kind, number> = { fast: 0, slow: 0, probe: 0 };

  constructor(
    private readonly bounds: SlotBounds,
    private readonly onFree: () => void,
  ) {}

  get crowded(): boolean {
    return this.#used.slow >= this.bounds.slowSlots + this.bounds.overflowSlots;
  }

  get inUse(): Readonly<Record<Kind, number>> {
    return this.#used;
  }

  free(kind: Kind): boolean {
    return this.#used[kind] < this.#limit(kind);
  }

  /** Takes a slot; the caller asked `free` before. */
  take(kind: Kind): Slot {
    this.#used[kind]++;
    let holds: Kind | undefined = kind;
    const move = (to: Kind | undefined): void => {
      if (holds === undefined) return;
      this.#used[holds]--;
      if (to !== undefined) this.#used[to]++;
      holds = to;
      this.onFree();
    };
    return {
      kind,
      // A probe that hangs stays a probe: its share is there for that.
      slowed: () => holds === 'fast' && move('slow'),
      done: () => move(undefined),
    };
  }

  #limit(kind: Kind): number {
    switch (kind) {
      case 'fast':
        return this.bounds.fastSlots;
      case 'slow':
        return this.bounds.slowSlots;
      case 'probe':
        return this.bounds.probeSlots;
      default:
        return kind satisfies never;
    }
  }
}
