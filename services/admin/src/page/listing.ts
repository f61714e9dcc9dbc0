import type { AdminDestination, AdminOverview } from '@iimp/proto/admin-types';
import type { Api } from './api.js';

/** Rows that are wanted at once, and most that one question asks for. */
const MORE = 100;
const MOST_ASKED = 1_000;
/** Most destinations that an overview has. */
const MOST_TROUBLED = 50;

/** Which destinations are to be seen: those that need attention, as the overview has them, or all that are known, as far as they are wanted. */
export class Listing {
  /** Of all that are known; 0: only those that need attention. */
  private wanted = 0;
  /** undefined: not known yet. */
  private all: AdminDestination[] | undefined;
  private isCut = false;
  /** Grows with each question: an answer counts only while there is no newer one. */
  private turn = 0;

  constructor(private readonly api: Pick<Api, 'destinations'>) {}

  get isOfAll(): boolean {
    return this.wanted > 0;
  }

  choose(all: boolean): void {
    this.wanted = all ? MORE : 0;
    this.all = undefined;
    this.isCut = false;
    this.turn += 1;
  }

  wantMore(): void {
    this.wanted += MORE;
  }

  /** Asks for all that are wanted. @returns whether that is what is to be seen now */
  async ask(): Promise<boolean> {
    const { wanted } = this;
    const turn = ++this.turn;
    const found: AdminDestination[] = [];
    let next: string | null | undefined;
    while (found.length < wanted && next !== null) {
      const page = await this.api.destinations(Math.min(MOST_ASKED, wanted - found.length), next);
      found.push(...page.destinations);
      next = page.next;
    }
    if (turn !== this.turn || wanted === 0) return false;
    this.all = found;
    this.isCut = next !== null;
    return true;
  }

  /** Keeps what is known better now, for as long as the overview does not name it. */
  keep(found: AdminDestination): void {
    this.all = this.all?.map((each) => (each.domain === found.domain ? found : each));
  }

  /** undefined while that is not known. */
  seen(overview: AdminOverview): readonly AdminDestination[] | undefined {
    if (!this.isOfAll) return overview.destinations;
    const fresh = new Map(overview.destinations.map((each) => [each.domain, each]));
    return this.all?.map((each) => fresh.get(each.domain) ?? each);
  }

  /** Whether there may be more than is seen. */
  hasMore(overview: AdminOverview): boolean {
    return this.isOfAll ? this.isCut : overview.destinations.length >= MOST_TROUBLED;
  }
}
