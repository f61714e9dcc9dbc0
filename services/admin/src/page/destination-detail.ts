import type { AdminDestinationDetail } from '@iimp/proto/admin-types';
import { el, setText } from './dom.js';
import { ago, clock, count, many, span } from './format.js';

const FACTS = ['Last success', 'Down since', 'Failures in a row', 'Delivering now'] as const;
type Fact = (typeof FACTS)[number];

/** What happened lately with a destination. What is the same stays as it is, so that a text can be marked and copied. */
export class DestinationDetail {
  readonly element = el('div', { class: 'detail' }, el('p', { class: 'hint' }, 'Loading…'));
  private readonly values = new Map<Fact, HTMLElement>(FACTS.map((name) => [name, el('dd')]));
  private readonly attempts = el('div');
  private shown = '';

  show({ last_success_at, down_since, failures, leases, attempts }: AdminDestinationDetail, now: number): void {
    this.set('Last success', last_success_at === null ? 'never' : ago(last_success_at, now));
    this.set('Down since', down_since === null ? '–' : clock(down_since, now));
    this.set('Failures in a row', count(failures));
    this.set('Delivering now', leases.length === 0 ? 'nobody' : many(leases.length, 'worker'));
    const key = JSON.stringify(attempts);
    if (key === this.shown) return;
    if (this.shown === '') this.begin();
    this.shown = key;
    this.attempts.replaceChildren(...tableOf(attempts, now));
  }

  private begin(): void {
    const list = el('dl', { class: 'facts' });
    for (const [name, value] of this.values) list.append(el('div', {}, el('dt', {}, name), value));
    this.element.replaceChildren(list, this.attempts);
  }

  private set(name: Fact, text: string): void {
    const value = this.values.get(name);
    if (value) setText(value, text);
  }
}

const took = (outcome: 'failed' | 'recovered', ms: number): string =>
  outcome === 'failed' ? `${count(ms)} ms` : `away ${span(ms)}`;

function tableOf(attempts: AdminDestinationDetail['attempts'], now: number): HTMLElement[] {
  if (attempts.length === 0) return [el('p', { class: 'hint' }, 'No failed attempt is on record.')];
  const rows = attempts.map(({ at, outcome, code, detail, duration_ms }) =>
    el(
      'tr',
      {},
      el('td', { class: 'number' }, clock(at, now)),
      el('td', {}, el('span', { class: 'state', 'data-state': outcome === 'failed' ? 'down' : 'up' }, outcome)),
      el('td', { class: 'number' }, duration_ms === null ? '–' : took(outcome, duration_ms)),
      el('td', { class: 'error' }, [code, detail].filter(Boolean).join(': ') || '–'),
    ),
  );
  const heads = ['Time', 'Outcome', 'Took', 'What was said'].map((name) => el('th', { scope: 'col' }, name));
  const table = el('table', {}, el('thead', {}, el('tr', {}, ...heads)), el('tbody', {}, ...rows));
  return [el('h3', {}, 'Recent attempts'), table];
}
