/** How wake-ups of one pattern merge: a message falls into keyed items, an item replaces one of the same key, and items make messages. */
import type { EventPatternName, Outgoing } from '../topology.js';

/** Merges the messages of one pattern until they are taken. */
export interface Coalescer<M> {
  /** Items that wait. */
  readonly size: number;
  /** Returns how many items did not fit. */
  add(message: M): number;
  /** The oldest items as one message, and how many they are. Undefined when there is none. */
  take(): { message: M; count: number } | undefined;
  /** Forgets everything; returns how many items that were. */
  clear(): number;
}

interface Merging<M, I> {
  /** Most items that fit in one message (max_items in proto/broker). */
  readonly perMessage: number;
  split(message: M): Iterable<readonly [key: string, item: I]>;
  /** Which of two items of the same key stays; the newer one when left out. */
  pick?(older: I, newer: I): I;
  join(items: I[]): M;
}

class KeyedCoalescer<M, I> implements Coalescer<M> {
  private readonly items = new Map<string, I>();

  constructor(
    private readonly merging: Merging<M, I>,
    private readonly bound: number,
  ) {}

  get size(): number {
    return this.items.size;
  }

  add(message: M): number {
    let refused = 0;
    for (const [key, item] of this.merging.split(message)) {
      const older = this.items.get(key);
      if (older !== undefined) this.items.set(key, this.merging.pick?.(older, item) ?? item);
      else if (this.items.size < this.bound) this.items.set(key, item);
      else refused += 1;
    }
    return refused;
  }

  take(): { message: M; count: number } | undefined {
    const taken: I[] = [];
    for (const [key, item] of this.items) {
      if (taken.length === this.merging.perMessage) break;
      taken.push(item);
      this.items.delete(key);
    }
    return taken.length === 0 ? undefined : { message: this.merging.join(taken), count: taken.length };
  }

  clear(): number {
    const { size } = this.items;
    this.items.clear();
    return size;
  }
}

/** Messages that do not merge, except with their likes. */
function whole<M>(key: (message: M) => string): (bound: number) => Coalescer<M> {
  const merging: Merging<M, M> = {
    perMessage: 1,
    split: (message) => [[key(message), message]],
    join: ([only]) => only!,
  };
  return (bound) => new KeyedCoalescer(merging, bound);
}

function merged<M, I>(merging: Merging<M, I>): (bound: number) => Coalescer<M> {
  return (bound) => new KeyedCoalescer(merging, bound);
}

/** A destination with work. */
interface Woken {
  domain: string;
  isAfresh: boolean;
}

type Growth = NonNullable<Outgoing<'mailbox.grown'>['entries']>[number];

const COALESCERS: { readonly [P in EventPatternName]: (bound: number) => Coalescer<Outgoing<P>> } = {
  'delivery.wake': merged<Outgoing<'delivery.wake'>, Woken>({
    perMessage: 1000,
    split: ({ domains = [], afresh = [] }) =>
      domains.map((domain) => [domain, { domain, isAfresh: afresh.includes(domain) }] as const),
    pick: (older, newer) => (older.isAfresh ? older : newer),
    join: (woken) => {
      const afresh = woken.filter(({ isAfresh }) => isAfresh);
      const domains = woken.map(({ domain }) => domain);
      return afresh.length === 0 ? { domains } : { domains, afresh: afresh.map(({ domain }) => domain) };
    },
  }),
  'mailbox.grown': merged<Outgoing<'mailbox.grown'>, Growth>({
    perMessage: 5000,
    split: ({ entries = [] }) => entries.map((entry) => [entry.userId ?? '', entry]),
    pick: (older, newer) => (BigInt(older.seq ?? 0) > BigInt(newer.seq ?? 0) ? older : newer),
    join: (entries) => ({ entries }),
  }),
  // What a worker says last of itself is what counts.
  'delivery.here': whole((message) => message.worker ?? ''),
  'delivery.heard': whole((message) => message.domain ?? ''),
  'attachments.fetch': whole((message) => `${message.origin} ${message.attachmentId}`),
  'policy.changed': whole(() => ''),
  'domains.changed': whole(() => ''),
};

/** An empty coalescer for a pattern that keeps at most `bound` items. */
export function coalescerOf<P extends EventPatternName>(pattern: P, bound: number): Coalescer<Outgoing<P>> {
  return COALESCERS[pattern](bound);
}
