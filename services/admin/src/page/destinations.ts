/** The destinations: those that need attention, or all that are known. */
import type { AdminDestination, AdminOverview } from '@iimp/proto/admin-types';
import type { Act, Api } from './api.js';
import { DestinationRow } from './destination-row.js';
import { button, el, setAttributes, setText } from './dom.js';
import { many } from './format.js';

const HEADS = ['Domain', 'State', 'Backlog', 'Oldest waits', 'Next attempt', 'Last error'];

export class DestinationTable {
  readonly element: HTMLElement;
  private readonly rows = new Map<string, DestinationRow>();
  private readonly table: HTMLTableElement;
  private readonly empty = el('p', { class: 'empty', role: 'status' }, 'Loading…');
  private readonly choice: Readonly<Record<'some' | 'all', HTMLButtonElement>>;
  private readonly further: HTMLButtonElement;
  /** Destinations of the list of all; undefined while only those that need attention are shown. */
  private all: AdminDestination[] | undefined;
  private next: string | null = null;
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
    this.further = button('Show more', 'quiet', () => this.more());
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
      this.further,
    );
    this.mark();
  }

  show(overview: AdminOverview): void {
    this.overview = overview;
    this.draw();
  }

  close(): void {
    this.isClosed = true;
  }

  private async choose(all: boolean): Promise<void> {
    this.all = all ? [] : undefined;
    this.next = null;
    this.mark();
    if (all) await this.more();
    else this.draw();
  }

  private async more(): Promise<void> {
    try {
      const { destinations, next } = await this.api.destinations(this.next ?? undefined);
      // The other list may have been chosen meanwhile.
      if (this.isClosed || this.all === undefined) return;
      this.all.push(...destinations);
      this.next = next;
      this.draw();
    } catch (error) {
      this.failed(error);
    }
  }

  private mark(): void {
    setAttributes(this.choice.some, { 'aria-pressed': String(this.all === undefined) });
    setAttributes(this.choice.all, { 'aria-pressed': String(this.all !== undefined) });
  }

  private draw(): void {
    if (!this.overview) return;
    const { at, backlog, destinations } = this.overview;
    const fresh = new Map(destinations.map((each) => [each.domain, each]));
    const list = this.all?.map((each) => fresh.get(each.domain) ?? each) ?? destinations;
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
    const nothing =
      backlog.destinations === 0 ? 'No message went to another domain yet.' : 'No destination needs attention.';
    setText(
      this.empty,
      `${nothing} ${backlog.destinations > 0 ? `${many(backlog.destinations, 'destination')} known.` : ''}`,
    );
    this.further.hidden = this.next === null;
  }

  private rowOf(domain: string): DestinationRow {
    const known = this.rows.get(domain);
    if (known) return known;
    const columns = HEADS.length + (this.mayAct ? 1 : 0);
    const { api, mayAct, act, failed } = this;
    const row = new DestinationRow(domain, columns, { api, mayAct, act, failed });
    this.rows.set(domain, row);
    return row;
  }
}
