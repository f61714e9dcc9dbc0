import type { PeerPort } from './ports.js';
import type { Troubles } from './troubles.js';

/** Domains of ours with mail for which nothing can be signed now. A trouble of each, from when it is seen until it can sign again. */
export class Unsigned {
  readonly #origins = new Set<string>();

  constructor(
    private readonly peer: Pick<PeerPort, 'unsigned'>,
    private readonly troubles: Troubles,
  ) {}

  /** Why nothing can be signed for this domain of ours now; undefined when it can. */
  why(origin: string): string | undefined {
    const reason = this.peer.unsigned(origin);
    if (reason === undefined) return undefined;
    this.#origins.add(origin);
    this.troubles.begin(`signing for ${origin}`, new Error(reason));
    return reason;
  }

  /** Another worker may deliver by now what was seen here: whether it is over does not show in mail. */
  lookAgain(): void {
    for (const origin of this.#origins) {
      if (this.peer.unsigned(origin) !== undefined) continue;
      this.#origins.delete(origin);
      this.troubles.over(`signing for ${origin}`);
    }
  }
}
