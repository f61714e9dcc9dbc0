import type { AdminOverview, AdminQuarantineCounts } from '@iimp/proto/admin-types';
import { el, setAttributes, setText } from './dom.js';
import { count, many, rate, span } from './format.js';
import type { Sample } from './history.js';

/** The numbers to look at first. */
export class Tiles {
  readonly element: HTMLElement;
  private readonly backlog = tile('Messages waiting');
  private readonly oldest = tile('Oldest waits');
  private readonly stuck = tile('Destinations down');
  private readonly speed = tile('Finished per second');
  private readonly jobs = tile('In quarantine');

  constructor() {
    const all = [this.backlog, this.oldest, this.stuck, this.speed, this.jobs];
    this.element = el('dl', { class: 'tiles' }, ...all.map(({ element }) => element));
  }

  show({ at, backlog }: AdminOverview, last: Sample | undefined): void {
    const { messages, oldest_at, destinations, down, paused } = backlog;
    this.backlog.set(count(messages), `for ${many(destinations, 'known destination')}`);
    this.oldest.set(
      oldest_at === null ? '–' : span(at - oldest_at),
      oldest_at === null ? 'nothing waits' : 'since it was accepted',
    );
    this.stuck.set(count(down), `${count(paused)} paused`, down > 0 ? 'bad' : 'good');
    const perSecond = (value: number | null | undefined): string => (value == null ? '–' : rate(value));
    this.speed.set(perSecond(last?.finished), `${perSecond(last?.accepted)} accepted per second`);
  }

  /** undefined: the broker does not say. */
  quarantine(patterns: AdminQuarantineCounts['patterns'] | undefined): void {
    if (patterns === undefined) return this.jobs.set('–', 'the broker does not answer', 'bad');
    const filled = patterns.filter(({ messages }) => messages > 0);
    const sum = filled.reduce((all, { messages }) => all + messages, 0);
    const names = filled.map(({ pattern, messages }) => `${pattern} ${count(messages)}`).join(', ');
    this.jobs.set(count(sum), names || 'no job failed for good', sum > 0 ? 'warn' : 'good');
  }
}

function tile(name: string) {
  const value = el('dd', { class: 'value' }, '…');
  const note = el('dd', { class: 'note' });
  const element = el('div', { class: 'card tile' }, el('dt', {}, name), value, note);
  return {
    element,
    set: (text: string, more: string, level = 'good'): void => {
      setText(value, text);
      setText(note, more);
      setAttributes(element, { 'data-level': level });
    },
  };
}
