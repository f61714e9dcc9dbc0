import type { AdminDestination, AdminDestinationDetail } from '@iimp/proto/admin-types';
import type { Act, Api } from './api.js';
import { aside, button, el, setAttributes, setText } from './dom.js';
import { ago, clock, count, many, span, until } from './format.js';

export interface RowTools {
  api: Pick<Api, 'destination'>;
  mayAct: boolean;
  act(domain: string, act: Act): Promise<void>;
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
  private readonly detail = el('div', { class: 'detail' });
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
    this.under = el('tr', { id, class: 'under', hidden: true }, el('td', { colspan: columns }, this.detail));
    this.element = el('tbody', { 'data-domain': domain }, line, this.under);
  }

  show(destination: AdminDestination, now: number): void {
    const { state, backlog, oldest_at, next_attempt_at, last_error, down_since } = destination;
    this.seenAt = now;
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
    if (!this.under.hidden) void this.load();
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
    if (!isOpen) return;
    if (!this.detail.hasChildNodes()) this.detail.replaceChildren(el('p', { class: 'hint' }, 'Loading…'));
    await this.load();
  }

  private async load(): Promise<void> {
    try {
      const found = await this.tools.api.destination(this.domain);
      this.detail.replaceChildren(...detailsOf(found, this.seenAt));
      const { state, backlog } = found;
      setAttributes(this.cells.state, { 'data-state': state });
      setText(this.cells.state, state);
      setText(this.cells.backlog, count(backlog));
      this.offer(state, backlog);
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

function detailsOf(found: AdminDestinationDetail, now: number): HTMLElement[] {
  const { last_success_at, down_since, failures, leases, attempts } = found;
  const facts: [string, string][] = [
    ['Last success', last_success_at === null ? 'never' : ago(last_success_at, now)],
    ['Down since', down_since === null ? '–' : clock(down_since, now)],
    ['Failures in a row', count(failures)],
    ['Delivering now', leases.length === 0 ? 'nobody' : many(leases.length, 'worker')],
  ];
  const list = el('dl', { class: 'facts' });
  for (const [name, value] of facts) list.append(el('div', {}, el('dt', {}, name), el('dd', {}, value)));
  if (attempts.length === 0) return [list, el('p', { class: 'hint' }, 'No failed attempt is on record.')];
  const rows = attempts.map(({ at, outcome, code, detail, duration_ms }) =>
    el(
      'tr',
      {},
      el('td', { class: 'number' }, clock(at, now)),
      el('td', {}, el('span', { class: 'state', 'data-state': outcome === 'failed' ? 'down' : 'up' }, outcome)),
      el('td', { class: 'number' }, duration_ms === null ? '–' : `${count(duration_ms)} ms`),
      el('td', { class: 'error' }, [code, detail].filter(Boolean).join(': ') || '–'),
    ),
  );
  const heads = ['Time', 'Outcome', 'Took', 'What was said'].map((name) => el('th', { scope: 'col' }, name));
  const table = el('table', {}, el('thead', {}, el('tr', {}, ...heads)), el('tbody', {}, ...rows));
  return [list, el('h3', {}, 'Recent attempts'), table];
}
