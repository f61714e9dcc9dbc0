/** The console of somebody who is logged in: what is well, how much waits, how fast it goes, and where it is stuck. */
import type { AdminIdentity, AdminOverview } from '@iimp/proto/admin-types';
import { type Act, type Api, ApiFailure } from './api.js';
import { Chart } from './chart.js';
import { DestinationTable } from './destinations.js';
import { button, el, setText } from './dom.js';
import { clock, count, many, rate, span } from './format.js';
import { Health } from './health.js';
import { History, HISTORY_MS } from './history.js';
import { poll } from './poll.js';
import { Tiles } from './tiles.js';

export interface OpenConsole {
  readonly element: HTMLElement;
  close(): void;
}

const INTERVAL_MS = 2_000;
const SLOW_INTERVAL_MS = 10_000;
/** How long news stay on the page. */
const NEWS_MS = 8_000;
const DONE: Readonly<Record<Act, [done: string, nothing: string]>> = {
  retry: ['is tried again now', 'has nothing to try'],
  pause: ['is paused', 'was paused already'],
  resume: ['goes on', 'was not paused'],
};

/** @param leave logs out, with a notice for the log-in form */
export function openConsole(api: Api, identity: AdminIdentity, leave: (notice?: string) => void): OpenConsole {
  const history = new History();
  const health = new Health();
  const tiles = new Tiles();
  const backlog = new Chart('Backlog', count, HISTORY_MS);
  const throughput = new Chart('Throughput, per second', rate, HISTORY_MS);
  const news = el('p', { class: 'toast', role: 'status' });
  const served = el('p', { class: 'served' });
  const stale = el('p', { class: 'banner', role: 'alert', hidden: true });
  const table = new DestinationTable(api, identity.role !== 'viewer', act, told);

  /** A token that is good for nothing any more ends the session, wherever that is seen. */
  function told(error: unknown): void {
    if (error instanceof ApiFailure && error.code === 'unauthorized')
      return leave('Your token has expired or was revoked. Log in with another one.');
    announce(error instanceof ApiFailure ? `That did not work: ${error.message}.` : 'That did not work.', true);
  }

  let fading: ReturnType<typeof setTimeout> | undefined;
  function announce(text: string, isProblem = false): void {
    clearTimeout(fading);
    news.classList.toggle('bad', isProblem);
    setText(news, text);
    fading = setTimeout(() => setText(news, ''), NEWS_MS);
  }

  async function act(domain: string, what: Act): Promise<void> {
    try {
      const { changed } = await api.act(domain, what);
      announce(`${domain} ${DONE[what][changed ? 0 : 1]}.`);
    } catch (error) {
      told(error);
    }
  }

  function show(overview: AdminOverview): void {
    stale.hidden = true;
    history.add(overview);
    const { samples } = history;
    const times = samples.map(({ at }) => at);
    backlog.show({
      times,
      lines: [
        line(
          'messages that wait',
          'queue',
          samples.map(({ messages }) => messages),
        ),
      ],
    });
    throughput.show({
      times,
      lines: [
        line(
          'accepted',
          'accepted',
          samples.map(({ accepted }) => accepted),
        ),
        line(
          'finished deliveries',
          'finished',
          samples.map(({ finished }) => finished),
        ),
      ],
    });
    tiles.show(overview, samples.at(-1));
    health.deliveries(overview.backlog);
    table.show(overview);
    document.title = `${titleOf(overview)} – IIMP administration`;
  }

  const fast = poll(
    async () => {
      show(await api.overview());
      health.service(true);
    },
    INTERVAL_MS,
    (error, pauseMs) => {
      if (error instanceof ApiFailure && error.code === 'unauthorized') return told(error);
      health.service(false);
      const last = history.samples.at(-1)?.at;
      const since = last === undefined ? '' : ` What you see is of ${clock(last, Date.now())}.`;
      setText(stale, `${sentence(error)} Trying again in ${span(pauseMs)}.${since}`);
      stale.hidden = false;
    },
  );
  const slow = poll(
    async () => {
      const { patterns } = await api.quarantine();
      const jobs = patterns.reduce((sum, { messages }) => sum + messages, 0);
      tiles.quarantine(patterns);
      health.broker(true, jobs);
    },
    SLOW_INTERVAL_MS,
    () => {
      tiles.quarantine(undefined);
      health.broker(false, 0);
    },
  );
  // Failures are seen by the one that is asked for more often.
  const listed = poll(
    () => table.refresh(),
    SLOW_INTERVAL_MS,
    () => undefined,
  );
  api.domains().then(
    ({ domains }) => setText(served, domains.map(({ domain }) => domain).join(', ')),
    () => undefined,
  );

  const who = el(
    'p',
    { class: 'who' },
    el('b', {}, identity.name),
    ` ${identity.role}`,
    el('span', { class: 'hint' }, `token ends ${clock(identity.expires_at, Date.now())}`),
  );
  const element = el(
    'div',
    { class: 'console' },
    el('a', { class: 'skip', href: '#destinations' }, 'Skip to destinations'),
    el(
      'header',
      { class: 'top' },
      el('div', { class: 'brand' }, el('h1', {}, 'IIMP administration'), served),
      who,
      button('Log out', 'quiet', () => leave()),
    ),
    el(
      'main',
      {},
      stale,
      health.element,
      tiles.element,
      el('div', { class: 'charts' }, backlog.element, throughput.element),
      table.element,
    ),
    news,
  );
  return {
    element,
    close: () => {
      fast.stop();
      slow.stop();
      listed.stop();
      table.close();
    },
  };
}

const line = (name: string, kind: string, values: (number | null)[]) => ({ name, kind, values });

function titleOf({ backlog }: AdminOverview): string {
  if (backlog.down > 0) return `${backlog.down} down`;
  return backlog.messages > 0 ? `${many(backlog.messages, 'message')} waiting` : 'All delivered';
}

function sentence(error: unknown): string {
  if (!(error instanceof ApiFailure)) return 'This page cannot show the answer.';
  return `${error.message.charAt(0).toUpperCase()}${error.message.slice(1)}.`;
}
