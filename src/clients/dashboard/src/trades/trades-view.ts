import { element, put } from '../dom.js';
import { clockTime, decimal, size } from '../figures.js';
import type { InstrumentRow } from '../market/instrument-row.js';
import type { ShownTrade, TradeRing } from './trade-ring.js';

const rowHeight = 20;
const spare = 2;

interface Line { element: HTMLElement; cells: HTMLElement[]; trade: ShownTrade | null }

/**
 * Trades, newest on top. It has as many lines as fit, whatever the number of trades: each shows one after another. Who has scrolled
 * down reads on undisturbed: what is looked at stays where it is.
 */
export class TradesView {
  readonly element: HTMLElement;
  readonly #canvas = element('div', { class: 'canvas' });
  readonly #scroll: HTMLElement;
  readonly #empty = element('p', { class: 'empty' });
  readonly #lines: Line[] = [];
  #height = 0;
  #version = -1;
  #total = 0;
  #isMoved = true;

  /** @param open where it is there, each line names its instrument, and a click on it calls this */
  constructor(private readonly ring: TradeRing, private readonly rowOf: (slot: number) => InstrumentRow | undefined, private readonly why: string, private readonly open?: (row: InstrumentRow) => void) {
    const titles = ['Time', ...(open ? ['Instrument'] : []), 'Price', 'Size', ''];
    const head = element('div', { class: 'trade head' }, ...titles.map((title) => element('div', { class: `trade-${title.toLowerCase() || 'mark'}` }, title)));
    this.#scroll = element('div', { class: 'trades-scroll', tabindex: '0', role: 'region', 'aria-label': 'Trades' }, this.#canvas, this.#empty);
    this.element = element('section', { class: `trades${open ? ' of-list' : ''}` }, head, this.#scroll);
    this.#scroll.addEventListener('scroll', () => { this.#isMoved = true; }, { passive: true });
    this.#canvas.addEventListener('click', (event) => {
      const line = this.#lines.find((one) => one.element.contains(event.target as Node));
      const row = line?.trade && rowOf(line.trade.slot);
      if (row) this.open?.(row);
    });
    new ResizeObserver(([entry]) => { this.#height = entry!.contentRect.height; this.#isMoved = true; }).observe(this.#scroll);
  }

  draw(): void {
    const { ring } = this;
    if (ring.version === this.#version && !this.#isMoved) return;
    this.#isMoved = false;
    if (ring.version !== this.#version) {
      this.#version = ring.version;
      this.#canvas.style.height = `${ring.count * rowHeight}px`;
      put(this.#empty, ring.count > 0 ? '' : this.why);
      const came = ring.total - this.#total;
      this.#total = ring.total;
      if (this.#scroll.scrollTop > rowHeight && came > 0) this.#scroll.scrollTop += came * rowHeight;
    }
    const fit = Math.ceil(this.#height / rowHeight) + spare;
    while (this.#lines.length < fit) this.#lines.push(this.#make());
    const first = Math.floor(this.#scroll.scrollTop / rowHeight);
    this.#lines.forEach((line, n) => this.#show(line, first + n));
  }

  #make(): Line {
    const cells = ['time', ...(this.open ? ['instrument'] : []), 'price', 'size', 'mark'].map((name) => element('div', { class: `trade-${name}` }));
    const line = element('div', { class: 'trade' }, ...cells);
    this.#canvas.append(line);
    return { element: line, cells, trade: null };
  }

  #show(line: Line, index: number): void {
    const trade = this.ring.at(index);
    const row = trade && this.rowOf(trade.slot);
    if (line.element.hidden !== !row) line.element.hidden = !row;
    if (!trade || !row) {
      line.trade = null;
      return;
    }
    const transform = `translateY(${index * rowHeight}px)`;
    if (line.element.style.transform !== transform) line.element.style.transform = transform;
    if (line.trade === trade) return;
    line.trade = trade;
    const side = trade.side ?? '';
    if (line.element.dataset.side !== side) line.element.dataset.side = side;
    const texts = [timeText(trade.timeMs), ...(this.open ? [row.name] : []), decimal(trade.price, row.priceScale, row.decimals), size(trade.size, row.sizeScale), marks(trade)];
    texts.forEach((text, n) => put(line.cells[n]!, text));
  }
}

const timeText = (ms: number): string => `${clockTime(ms)}.${String(Math.floor(ms) % 1000).padStart(3, '0')}`;

const [stale, afterGap, outOfHours] = [2, 4, 8];

/** The aggressor, and what is unusual about a trade, in a few letters. */
export function marks({ side, flags, count }: ShownTrade): string {
  const words = [side ?? ''];
  if (count > 1) words.push(`×${count}`);
  if (flags & outOfHours) words.push('ext');
  if (flags & afterGap) words.push('gap');
  if (flags & stale) words.push('stale');
  return words.filter(Boolean).join(' ');
}
