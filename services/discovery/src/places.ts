/** Of the places, at most so much for those who may be kept waiting. */
const AGAIN = 0.75;
const PROVISIONAL = 0.25;

export interface Claim {
  /** The last look-up of the key failed. */
  readonly again: boolean;
  /** Asked on behalf of somebody who is not known to be who he says. */
  readonly provisional: boolean;
}

/**
 * Origins that are asked at once. Of keys that failed the last time at most three quarters: what hangs must not keep out what is new. For
 * strangers at most a quarter: they can make up as many names as they like, each of which may hang.
 */
export class Places {
  private readonly taken = { all: 0, again: 0, provisional: 0 };

  constructor(private readonly max: number) {}

  /** @returns the way to give the place back, once; undefined: there is none */
  take({ again, provisional }: Claim): (() => void) | undefined {
    const { taken, max } = this;
    if (taken.all >= max || (again && taken.again >= AGAIN * max)) return undefined;
    if (provisional && taken.provisional >= PROVISIONAL * max) return undefined;
    const count = (by: 1 | -1): void => {
      taken.all += by;
      if (again) taken.again += by;
      if (provisional) taken.provisional += by;
    };
    count(1);
    return () => count(-1);
  }
}
