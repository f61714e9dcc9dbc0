import type { Pool } from 'undici';
import { percentiles } from '../measure/latency.js';
import { poolsOf } from './http.js';
import type { Account, Outcome, ReadsPlan, Run } from './plan.js';
import { readPage } from './receiving.js';

/** Entries of a page of a first sync: the most that a server gives. */
export const PAGE = 1_000;
const NEW_ENTRIES = 10;

/** Reads mailboxes as clients do that come (back): no long poll waits here. */
export class ReadsRun implements Run {
  private readonly pools: Map<string, Pool>;
  private readonly ends = new Map<string, number>();
  private readonly times: number[] = [];
  private readonly errors: string[] = [];
  private entries = 0;

  constructor(private readonly plan: ReadsPlan) {
    this.pools = poolsOf(plan.readers, plan.readers.length);
  }

  /** Finds where mailboxes end, which opens the connections and warms the way. */
  async prepare(): Promise<void> {
    for (const reader of this.plan.readers) {
      let end = 0;
      // A cursor beyond the end is refused: the end is found by halves.
      for (let step = 2 ** 25; step >= 1; step /= 2) if (await this.isInside(reader, end + step)) end += step;
      this.ends.set(reader.address, end);
    }
  }

  async run(): Promise<Outcome> {
    const { what, readers, requests } = this.plan;
    const begun = performance.now();
    const each = Math.ceil(requests / readers.length);
    if (what === 'first') await Promise.all(readers.map((reader) => this.readAll(reader, each)));
    else {
      await Promise.all(readers.map((reader) => this.poll(reader, each, what === 'idle' ? 0 : NEW_ENTRIES)));
    }
    const seconds = (performance.now() - begun) / 1_000;
    const count = what === 'first' ? this.entries : this.times.length;
    const latencyMs = percentiles(this.times);
    return {
      sent: count,
      received: count,
      receiptsExpected: count,
      seconds,
      retries: 0,
      errors: this.errors,
      ...(latencyMs && { latencyMs }),
      figures: { entries: this.entries },
    };
  }

  async close(): Promise<void> {
    await Promise.all([...this.pools.values()].map((pool) => pool.destroy()));
  }

  /** A small mailbox is read several times: the slowest of five pages is no percentile that compares with that of a hundred. */
  private async readAll(reader: Account, leastPages: number): Promise<void> {
    for (let pages = 0; pages < leastPages;) pages += await this.readOnce(reader);
  }

  /** @returns how many pages it took */
  private async readOnce(reader: Account): Promise<number> {
    let [entries, cursor, pages] = [0, 0, 0];
    for (let more = true; more; pages++) {
      const page = await this.timed(() => this.read(reader, cursor, PAGE));
      entries += page.messages.length;
      cursor = page.next_cursor;
      more = page.has_more;
    }
    const end = this.ends.get(reader.address) ?? 0;
    if (entries !== end) this.errors.push(`${reader.address}: ${entries} entries read of ${end}`);
    this.entries += entries;
    return pages;
  }

  private async poll(reader: Account, times: number, expected: number): Promise<void> {
    const end = this.ends.get(reader.address) ?? 0;
    for (let turn = 0; turn < times; turn++) {
      const { messages } = await this.timed(() => this.read(reader, end - expected, 100));
      this.entries += messages.length;
      if (messages.length !== expected && this.errors.length < 5)
        this.errors.push(`${reader.address}: ${messages.length} entries after ${end - expected}, expected ${expected}`);
    }
  }

  /** Whether the mailbox reaches so far. */
  private async isInside(reader: Account, seq: number): Promise<boolean> {
    try {
      return (await this.read(reader, seq - 1, 1)).messages.length > 0;
    } catch (error) {
      if (String(error).includes('"cursor_ahead"')) return false;
      throw error;
    }
  }

  private read(reader: Account, cursor: number, limit: number) {
    return readPage(reader, this.pools.get(reader.apiUrl) as Pool, `cursor=${cursor}&limit=${limit}`);
  }

  private async timed<T>(work: () => Promise<T>): Promise<T> {
    const begun = performance.now();
    const result = await work();
    this.times.push(performance.now() - begun);
    return result;
  }
}
