import type { AdminOverview } from '@iimp/proto/admin-types';
import { el, setAttributes, setText } from './dom.js';
import { many } from './format.js';

type Level = 'unknown' | 'good' | 'warn' | 'bad';

/** One line that says whether somebody has to do something, and what it is made of. */
export class Health {
  readonly element: HTMLElement;
  private readonly sentence = el('p', { class: 'verdict', role: 'status' });
  private down = 0;
  private readonly chips = {
    service: chip('Service and database'),
    broker: chip('Broker'),
    deliveries: chip('Deliveries'),
  };

  constructor() {
    const list = el('ul', { class: 'chips' }, ...Object.values(this.chips).map(({ element }) => element));
    this.element = el('section', { class: 'card health', 'aria-label': 'Health' }, this.sentence, list);
    this.judge();
  }

  service(isThere: boolean): void {
    this.chips.service.set(isThere ? 'good' : 'bad', isThere ? 'answer' : 'do not answer');
    this.judge();
  }

  broker(isThere: boolean, quarantined: number): void {
    const level = isThere ? (quarantined > 0 ? 'warn' : 'good') : 'bad';
    this.chips.broker.set(
      level,
      isThere ? (quarantined > 0 ? `${many(quarantined, 'job')} in quarantine` : 'answers') : 'does not answer',
    );
    this.judge();
  }

  deliveries({ down, paused }: AdminOverview['backlog']): void {
    this.down = down;
    const parts = [down > 0 && `${down} down`, paused > 0 && `${paused} paused`].filter(Boolean);
    this.chips.deliveries.set(down > 0 ? 'bad' : paused > 0 ? 'warn' : 'good', parts.join(', ') || 'all flow');
    this.judge();
  }

  private judge(): void {
    const { service, broker, deliveries } = this.chips;
    const all = [service, broker, deliveries].map(({ level }) => level);
    const worst = (['bad', 'warn', 'unknown'] as const).find((level) => all.includes(level)) ?? 'good';
    setAttributes(this.element, { 'data-level': worst });
    setText(this.sentence, verdict(service.level, broker.level, deliveries.level, this.down));
  }
}

function verdict(service: Level, broker: Level, deliveries: Level, down: number): string {
  if (service === 'bad') return 'The service does not answer';
  if (broker === 'bad') return 'The broker does not answer: deliveries are slower, nothing is lost';
  if (deliveries === 'bad') return `${many(down, 'destination')} ${down === 1 ? 'is' : 'are'} down`;
  if (broker === 'warn') return 'Jobs wait in quarantine';
  if (deliveries === 'warn') return 'Some destinations are paused';
  if ([service, broker, deliveries].includes('unknown')) return 'Looking…';
  return 'All is well';
}

function chip(name: string) {
  const state = el('span', {}, '…');
  const element = el(
    'li',
    { class: 'chip', 'data-level': 'unknown' },
    el('i', { 'aria-hidden': 'true' }),
    el('b', {}, name),
    state,
  );
  const made = {
    element,
    level: 'unknown' as Level,
    set: (level: Level, text: string): void => {
      made.level = level;
      setAttributes(element, { 'data-level': level });
      setText(state, text);
    },
  };
  return made;
}
