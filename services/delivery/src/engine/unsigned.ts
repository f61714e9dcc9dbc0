import type { Clock, PeerPort } from './ports.js';
import type { Troubles } from './troubles.js';
import type { Obstacle } from './turned-away.js';

/** Until it is looked again whether a domain of ours can sign. */
const WAIT_MS = 30_000;

/** Domains of ours with mail for which nothing can be signed now. A trouble of each, from when it is seen until it can sign again. */
export class Unsigned {
  readonly #origins = new Set<string>();

  constructor(
    private readonly peer: Pick<PeerPort, 'whyNotSign'>,
    private readonly troubles: Troubles,
    private readonly clock: Pick<Clock, 'now'>,
  ) {}

  /** That nothing can be signed for this domain of ours now; undefined when it can. */
  obstacle(origin: string): Obstacle | undefined {
    const detail = this.peer.whyNotSign(origin);
    if (detail === undefined) return undefined;
    this.#origins.add(origin);
    this.troubles.begin(`signing for ${origin}`, new Error(detail));
    return { code: 'unavailable', detail, until: this.clock.now() + WAIT_MS };
  }

  /** Another worker may deliver by now what was seen here: whether it is over does not show in mail. */
  lookAgain(): void {
    for (const origin of this.#origins) {
      if (this.peer.whyNotSign(origin) !== undefined) continue;
      this.#origins.delete(origin);
      this.troubles.over(`signing for ${origin}`);
    }
  }
}
