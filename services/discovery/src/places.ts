import { SharedRoom } from '@iimp/platform/http/shared-room';

/** Of the places, at most so much for look-ups that may be kept waiting. */
const SHARES = {
  /** Of keys whose last look-up failed: what hangs must not keep out what is new. */
  failed: 3 / 8,
  /** Of keys that nothing is stored of: anybody can make up as many as he likes, and what is known must be asked beside them. */
  unknown: 3 / 4,
  /** Of those, for who is not known to be who he says. */
  stranger: 1 / 4,
} as const;
/** A site may have one part in so many of what is left: alone, a third of all. */
const PARTS = 2;

type Kind = keyof typeof SHARES;
const KINDS = Object.keys(SHARES) as Kind[];

/** What a look-up is. */
export type Claim = Readonly<Record<Kind, boolean>>;

/**
 * Origins that are asked at once. Whoever has a domain has as many names and users below it as he likes, each of which may hang: so what
 * belongs to one site, about a registered domain, has a share of what the others leave.
 */
export class Places {
  private readonly taken: Record<Kind, number> = { failed: 0, unknown: 0, stranger: 0 };
  private readonly sites: SharedRoom;

  constructor(private readonly max: number) {
    this.sites = new SharedRoom(max, PARTS);
  }

  /** @param key a domain or an address. @returns the way to give the place back, once; undefined: there is none */
  take(key: string, claim: Claim): (() => void) | undefined {
    const { taken, sites, max } = this;
    const kinds = KINDS.filter((kind) => claim[kind]);
    if (kinds.some((kind) => taken[kind] >= SHARES[kind] * max)) return undefined;
    const share = { address: siteOf(key), held: 0 };
    if (!sites.grow(share, 1)) return undefined;
    for (const kind of kinds) taken[kind]++;
    return () => {
      for (const kind of kinds) taken[kind]--;
      sites.giveBack(share);
    };
  }
}

/** The last two labels: where registries begin one further left (gov.uk), neighbours share. */
function siteOf(key: string): string {
  return key
    .slice(key.lastIndexOf('@') + 1)
    .split('.')
    .slice(-2)
    .join('.');
}
