import type { AdminDestination } from '@iimp/proto/admin-types';
import type { Act, Api } from './api.js';
import { DestinationDetail } from './destination-detail.js';
import { aside, button, el, setAttributes, setText } from './dom.js';
import { clock, count, span, until } from './format.js';

export interface RowTools {
  api: Pick<Api, 'destination'>;
  mayAct: boolean;
  act(domain: string, act: Act): Promise<void>;
  /** Is told what a destination is now, as the service says when it is asked for this one. */
  found(destination: AdminDestination): void;
  failed(error: unknown): void;
}

type State = AdminDestination['state'];
const ACTS: Readonly<Record<Act, [label: string, kind: string]>> = {
  retry: ['Retry now', ''],
  pause: ['Pause', ''],
  resume: ['Resume', 'primary'],
};

/** A destination: its line, and below it, on demand, what happened lately. */
export class DestinationRow {
  readonly element: HTMLTableSectionElement;
  private readonly cells = {
    state: el('span', { class: 'state' }),
    backlog: el('td', { class: 'number' }),
    oldest: el('td', { class: 'number' }),
    next: el('td', { class: 'number' }),
    error: el('span', { class: 'clamp' }),
  };
  private readonly buttons: Partial<Record<Act, HTMLButtonElement>> = {};
  private readonly opener: HTMLButtonElement;
  private readonly detail = new DestinationDetail();
  private readonly under: HTMLTableRowElement;
  private seenAt = 0;

  constructor(
    private readonly domain: string,
    columns: number,
    private readonly tools: RowTools,
  ) {
    const id = `detail-${domain}`;
    this.opener = button(domain, 'opener', () => this.toggle());
    setAttributes(this.opener, { 'aria-expanded': 'false', 'aria-controls': id });
    const { state, backlog, oldest, next, error } = this.cells;
    const line = el(
      'tr',
      {},
      el('th', { scope: 'row' }, this.opener),
      el('td', {}, state),
      backlog,
      oldest,
      next,
      el('td', { class: 'error' }, error),
    );
    if (tools.mayAct) line.append(el('td', { class: 'acts' }, ...this.makeButtons()));
    this.under = el('tr', { id, class: 'under', hidden: true }, el('td', { colspan: columns }, this.detail.element));
    this.element = el('tbody', { 'data-domain': domain }, line, this.under);
  }

  show(destination: AdminDestination, now: number): void {
    this.seenAt = now;
    this.paint(destination);
    if (!this.under.hidden) void this.load();
  }

  private paint(destination: AdminDestination): void {
    const { state, backlog, oldest_at, next_attempt_at, last_error, down_since } = destination;
    const now = this.seenAt;
    setAttributes(this.cells.state, {
      'data-state': state,
      title: down_since === null ? null : `since ${clock(down_since, now)}`,
    });
    setText(this.cells.state, state);
    setText(this.cells.backlog, count(backlog));
    setText(this.cells.oldest, oldest_at === null ? '–' : span(now - oldest_at));
    setText(this.cells.next, nextOf(state, next_attempt_at, backlog, now));
    setText(this.cells.error, last_error === null || state === 'up' ? '–' : `${last_error.code}: ${last_error.detail}`);
    setAttributes(this.cells.error, { title: last_error === null ? null : last_error.detail });
    this.offer(state, backlog);
  }

  private *makeButtons(): Generator<HTMLButtonElement> {
    for (const [act, [label, kind]] of Object.entries(ACTS) as [Act, [string, string]][]) {
      const made = button(label, kind, () => this.perform(act));
      made.append(aside(` ${this.domain}`));
      this.buttons[act] = made;
      yield made;
    }
  }

  /** Only what makes sense now. */
  private offer(state: State, backlog: number): void {
    const sensible: Record<Act, boolean> = {
      retry: state === 'down' || (state === 'up' && backlog > 0),
      pause: state !== 'paused',
      resume: state === 'paused',
    };
    for (const act of Object.keys(ACTS) as Act[]) {
      const made = this.buttons[act];
      if (!made || made.hidden !== sensible[act]) continue;
      const hadFocus = document.activeElement === made;
      made.hidden = !sensible[act];
      // Who pressed it by the keyboard stays in this row.
      if (hadFocus && made.hidden) this.opener.focus();
    }
  }

  private async perform(act: Act): Promise<void> {
    await this.tools.act(this.domain, act);
    await this.load();
  }

  private async toggle(): Promise<void> {
    const isOpen = this.under.hidden;
    this.under.hidden = !isOpen;
    setAttributes(this.opener, { 'aria-expanded': String(isOpen) });
    if (isOpen) await this.load();
  }

  private async load(): Promise<void> {
    try {
      const found = await this.tools.api.destination(this.domain);
      this.tools.found(found);
      this.paint(found);
      this.detail.show(found, this.seenAt);
    } catch (error) {
      this.tools.failed(error);
    }
  }
}

function nextOf(state: State, at: number | null, backlog: number, now: number): string {
  if (state === 'paused') return 'when resumed';
  if (at !== null) return until(at, now);
  return backlog > 0 ? 'now' : '–';
}
