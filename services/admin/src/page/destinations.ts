/** The destinations: those that need attention, or all that are known. */
import type { AdminDestination, AdminOverview } from '@iimp/proto/admin-types';
import type { Act, Api } from './api.js';
import { DestinationRow } from './destination-row.js';
import { button, el, setAttributes, setText } from './dom.js';
import { many } from './format.js';
import { Listing } from './listing.js';

const HEADS = ['Domain', 'State', 'Backlog', 'Oldest waits', 'Next attempt', 'Last error'];

export class DestinationTable {
  readonly element: HTMLElement;
  private readonly rows = new Map<string, DestinationRow>();
  private readonly table: HTMLTableElement;
  private readonly empty = el('p', { class: 'empty', role: 'status' }, 'Loading…');
  private readonly choice: Readonly<Record<'some' | 'all', HTMLButtonElement>>;
  /** Below a list that is cut. */
  private readonly further: Readonly<Record<'some' | 'all', HTMLElement>>;
  private readonly listing: Listing;
  private overview: AdminOverview | undefined;
  private isClosed = false;

  constructor(
    private readonly api: Api,
    private readonly mayAct: boolean,
    private readonly act: (domain: string, act: Act) => Promise<void>,
    private readonly failed: (error: unknown) => void,
  ) {
    const heads = HEADS.map((name) => el('th', { scope: 'col' }, name));
    if (mayAct) heads.push(el('th', { scope: 'col', class: 'acts' }, 'Act'));
    this.table = el('table', {}, el('thead', {}, el('tr', {}, ...heads)));
    this.choice = {
      some: button('Need attention', 'choice', () => this.choose(false)),
      all: button('All known', 'choice', () => this.choose(true)),
    };
    this.listing = new Listing(api);
    this.further = {
      some: el(
        'p',
        { class: 'hint', hidden: true },
        'Those whose messages wait for longest. Others may wait too: ',
        button('Show all', 'quiet', () => this.choose(true)),
      ),
      all: button('Show more', 'quiet', () => this.more()),
    };
    this.further.all.hidden = true;
    const { some, all } = this.choice;
    const choices = el('div', { class: 'choices', role: 'group', 'aria-label': 'Which destinations' }, some, all);
    const head = el('header', {}, el('h2', { id: 'destinations', tabindex: -1 }, 'Destinations'), choices);
    const scroll = el('div', { class: 'scroll' }, this.table);
    this.element = el(
      'section',
      { class: 'card destinations', 'aria-label': 'Destinations' },
      head,
      scroll,
      this.empty,
      this.further.some,
      this.further.all,
    );
    this.mark();
  }

  show(overview: AdminOverview): void {
    this.overview = overview;
    this.draw();
  }

  /** Asks again for what the overview does not tell. */
  async refresh(): Promise<void> {
    if (this.listing.isOfAll && (await this.listing.ask()) && !this.isClosed) this.draw();
  }

  close(): void {
    this.isClosed = true;
  }

  private async choose(all: boolean): Promise<void> {
    this.listing.choose(all);
    // The button that was pressed may go.
    this.choice[all ? 'all' : 'some'].focus();
    this.mark();
    this.draw();
    await this.refresh().catch(this.failed);
  }

  private async more(): Promise<void> {
    this.listing.wantMore();
    await this.refresh().catch(this.failed);
  }

  private mark(): void {
    const { isOfAll } = this.listing;
    setAttributes(this.choice.some, { 'aria-pressed': String(!isOfAll) });
    setAttributes(this.choice.all, { 'aria-pressed': String(isOfAll) });
  }

  private draw(): void {
    if (!this.overview) return;
    const { at, backlog } = this.overview;
    const seen = this.listing.seen(this.overview);
    const list = seen ?? [];
    const shown = new Set(list.map(({ domain }) => domain));
    for (const [domain, row] of this.rows) {
      if (shown.has(domain)) continue;
      row.element.remove();
      this.rows.delete(domain);
    }
    let before: Element | null = this.table.tHead;
    for (const each of list) {
      const row = this.rowOf(each.domain);
      row.show(each, at);
      // Only what is out of place is moved: focus stays where it is.
      if (before && before.nextElementSibling !== row.element) before.after(row.element);
      before = row.element;
    }
    this.table.hidden = list.length === 0;
    this.empty.hidden = list.length > 0;
    setText(this.empty, seen === undefined ? 'Loading…' : nothingOf(backlog.destinations));
    const { isOfAll } = this.listing;
    const isCut = this.listing.hasMore(this.overview);
    this.further.some.hidden = isOfAll || !isCut;
    this.further.all.hidden = !isOfAll || !isCut;
  }

  private rowOf(domain: string): DestinationRow {
    const known = this.rows.get(domain);
    if (known) return known;
    const columns = HEADS.length + (this.mayAct ? 1 : 0);
    const { api, mayAct, act, failed, listing } = this;
    const found = (destination: AdminDestination): void => listing.keep(destination);
    const row = new DestinationRow(domain, columns, { api, mayAct, act, found, failed });
    this.rows.set(domain, row);
    return row;
  }
}

function nothingOf(known: number): string {
  if (known === 0) return 'No message went to another domain yet.';
  return `No destination needs attention. ${many(known, 'destination')} known.`;
}
