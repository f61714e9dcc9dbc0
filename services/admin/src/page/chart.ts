/** A line chart over the last minutes, drawn as SVG: it follows the colours of the page and the width that it is given. */
import { el, setAttributes, setText, svg } from './dom.js';
import { clock, span } from './format.js';
import { runs, ticks, windowOf } from './scale.js';

export interface Line {
  readonly name: string;
  /** Class of its colour. */
  readonly kind: string;
  /** One more than the samples' times; null: not known. */
  readonly values: readonly (number | null)[];
}

export interface ChartData {
  readonly times: readonly number[];
  readonly lines: readonly Line[];
}

const HEIGHT = 190;
const PAD = { left: 46, right: 12, top: 10, bottom: 24 };
const GRID_X = 5;

export class Chart {
  readonly element: HTMLElement;
  private readonly drawing = svg('svg', { class: 'plot', role: 'img', height: HEIGHT });
  private readonly legend = el('ul', { class: 'legend' });
  private readonly waiting = el('p', { class: 'collecting' }, 'Collecting readings…');
  private data: ChartData = { times: [], lines: [] };
  private pointer: number | undefined;

  constructor(
    private readonly title: string,
    private readonly tell: (value: number) => string,
    private readonly windowMs: number,
  ) {
    const head = el('header', {}, el('h2', {}, title), this.legend);
    this.element = el('section', { class: 'card chart', 'aria-label': title }, head, this.drawing, this.waiting);
    new ResizeObserver(() => this.draw()).observe(this.drawing);
    this.drawing.addEventListener('pointermove', (event) => this.point(event.offsetX));
    this.drawing.addEventListener('pointerleave', () => this.point(undefined));
  }

  show(data: ChartData): void {
    this.data = data;
    this.draw();
  }

  private point(x: number | undefined): void {
    this.pointer = x;
    this.draw();
  }

  private draw(): void {
    const { times, lines } = this.data;
    const width = this.drawing.clientWidth;
    const isReady = times.length > 1;
    this.waiting.hidden = isReady;
    const end = times.at(-1);
    if (end === undefined || width === 0) return;
    const axis = ticks(Math.max(0, ...lines.flatMap(({ values }) => values.map((value) => value ?? 0))));
    const top = axis.at(-1) ?? 1;
    const shownMs = windowOf(end - (times[0] ?? end), this.windowMs);
    const x = (at: number): number => PAD.left + ((at - end + shownMs) / shownMs) * (width - PAD.left - PAD.right);
    const y = (value: number): number => HEIGHT - PAD.bottom - (value / top) * (HEIGHT - PAD.top - PAD.bottom);
    const chosen = this.pointer === undefined ? times.length - 1 : nearest(times.map(x), this.pointer);
    const parts = [
      ...this.grid(axis, x, y, { end, shownMs, width }),
      ...lines.flatMap((line) => [...this.line(line, times, x, y)]),
    ];
    if (this.pointer !== undefined && isReady) parts.push(...this.cursor(chosen, x, y));
    this.drawing.replaceChildren(...parts);
    this.tellValues(chosen, end);
  }

  private *grid(
    axis: readonly number[],
    x: (at: number) => number,
    y: (value: number) => number,
    { end, shownMs, width }: { end: number; shownMs: number; width: number },
  ): Generator<SVGElement> {
    for (const value of axis) {
      yield svg('line', { class: 'grid', x1: PAD.left, x2: width - PAD.right, y1: y(value), y2: y(value) });
      yield svg('text', { class: 'tick', x: PAD.left - 8, y: y(value) + 4, 'text-anchor': 'end' }, this.tell(value));
    }
    for (let step = 0; step <= GRID_X; step++) {
      const back = (shownMs / GRID_X) * (GRID_X - step);
      const anchor = step === 0 ? 'start' : step === GRID_X ? 'end' : 'middle';
      const label = back === 0 ? 'now' : `−${span(back)}`;
      yield svg('text', { class: 'tick', x: x(end - back), y: HEIGHT - 6, 'text-anchor': anchor }, label);
    }
  }

  private *line(
    { values, kind }: Line,
    times: readonly number[],
    x: (at: number) => number,
    y: (value: number) => number,
  ): Generator<SVGElement> {
    for (const [from, to] of runs(values)) {
      const points = times
        .slice(from, to + 1)
        .map((at, index) => `${x(at).toFixed(1)},${y(values[from + index] ?? 0).toFixed(1)}`);
      const [first, last] = [times[from] ?? 0, times[to] ?? 0];
      yield svg('path', { class: `area ${kind}`, d: `M${x(first)},${y(0)}L${points.join('L')}L${x(last)},${y(0)}Z` });
      yield svg('path', { class: `stroke ${kind}`, d: `M${points.join('L')}` });
    }
  }

  private *cursor(chosen: number, x: (at: number) => number, y: (value: number) => number): Generator<SVGElement> {
    const at = this.data.times[chosen] ?? 0;
    yield svg('line', { class: 'cursor', x1: x(at), x2: x(at), y1: PAD.top, y2: HEIGHT - PAD.bottom });
    for (const { values, kind } of this.data.lines) {
      const value = values[chosen] ?? null;
      if (value !== null) yield svg('circle', { class: `dot ${kind}`, cx: x(at), cy: y(value), r: 4 });
    }
  }

  /** In the legend for people who see, in the label for those who do not. */
  private tellValues(chosen: number, end: number): void {
    const { times, lines } = this.data;
    const at = times[chosen] ?? end;
    const told = lines.map(({ name, kind, values }) => {
      const value = values[chosen] ?? null;
      return { name, kind, text: value === null ? '–' : this.tell(value) };
    });
    const time = chosen === times.length - 1 ? 'now' : clock(at, end);
    while (this.legend.children.length > told.length + 1) this.legend.lastElementChild?.remove();
    while (this.legend.children.length < told.length + 1)
      this.legend.append(el('li', {}, el('i'), el('span'), el('b')));
    told.forEach(({ name, kind, text }, index) => {
      const [mark, label, value] = [...(this.legend.children[index]?.children ?? [])];
      if (!mark || !label || !value) return;
      setAttributes(mark, { class: kind });
      setText(label, name);
      setText(value, text);
    });
    const last = this.legend.lastElementChild;
    if (last?.children[1]) setText(last.children[1], time);
    setAttributes(this.drawing, {
      'aria-label': `${this.title}, ${time}: ${told.map(({ name, text }) => `${name} ${text}`).join(', ')}`,
    });
  }
}

function nearest(places: readonly number[], x: number): number {
  return places.reduce(
    (best, place, index) => (Math.abs(place - x) < Math.abs((places[best] ?? 0) - x) ? index : best),
    0,
  );
}
