import { element, put } from '../dom.js';
import { clockTime, decimal, grouped, size } from '../figures.js';
import type { InstrumentRow } from '../market/instrument-row.js';
import { Reading } from './reading.js';
import type { ShownTrade, TradeRing } from './trade-ring.js';

const rowHeight = 20;
const spare = 2;

interface Line { element: HTMLElement; cells: HTMLElement[]; trade: ShownTrade | null; decimals: number }

/**
 * Trades, newest on top. It has as many lines as fit, whatever the number of trades: each shows one after another. Who has scrolled
 * down reads on undisturbed, for as long as they like, and is told how many came meanwhile; what is not listed any more is told below.
 */
export class TradesView {
  readonly element: HTMLElement;
  readonly #canvas: HTMLElement;
  readonly #scroll: HTMLElement;
  readonly #empty = element('p', { class: 'empty' });
  readonly #newer = element('button', { type: 'button', class: 'small trades-newer', hidden: true, onclick: () => { this.#scroll.scrollTop = 0; this.#scroll.focus({ preventScroll: true }); } });
  readonly #note = element('p', { class: 'trades-note', hidden: true });
  readonly #lines: Line[] = [];
  readonly #reading: Reading;
  #height = 0;
  #version = -1;
  #isMoved = true;
  /** The line that a person has chosen with the keyboard. It goes down with its trade as others come. */
  #chosen: ShownTrade | null = null;

  /** @param open where it is there, each line names its instrument, and a click on it, or Enter, calls this */
  constructor(private readonly ring: TradeRing, private readonly rowOf: (slot: number) => InstrumentRow | undefined, private readonly why: string, private readonly open?: (row: InstrumentRow) => void) {
    this.#reading = new Reading(ring);
    const titles = ['Time', ...(open ? ['Instrument'] : []), 'Price', 'Size', ''];
    const head = element('div', { class: 'trade head' }, ...titles.map((title) => element('div', { class: `trade-${title.toLowerCase() || 'mark'}` }, title)));
    this.#canvas = element('div', { class: 'canvas', role: open ? 'presentation' : undefined });
    this.#scroll = element('div', {
      class: 'trades-scroll', tabindex: '0', role: open ? 'listbox' : 'region', 'aria-label': 'Trades', onkeydown: (event: KeyboardEvent) => this.#key(event),
    }, this.#canvas, this.#empty);
    this.element = element('section', { class: `trades${open ? ' of-list' : ''}` }, head, this.#newer, this.#scroll, this.#note);
    this.#scroll.addEventListener('scroll', () => { this.#isMoved = true; }, { passive: true });
    this.#canvas.addEventListener('click', (event) => {
      const line = this.#lines.find((one) => one.element.contains(event.target as Node));
      this.#open(line?.trade ?? null);
    });
    new ResizeObserver(([entry]) => { this.#height = entry!.contentRect.height; this.#isMoved = true; }).observe(this.#scroll);
  }

  focus(): void { this.#scroll.focus({ preventScroll: true }); }

  draw(): void {
    const reading = this.#reading;
    if (this.ring.version === this.#version && !this.#isMoved) return;
    this.#isMoved = false;
    this.#version = this.ring.version;
    const came = reading.look(this.#scroll.scrollTop > 0);
    this.#canvas.style.height = `${reading.count * rowHeight}px`;
    if (came > 0) this.#scroll.scrollTop += came * rowHeight;
    this.#say();
    const fit = Math.ceil(this.#height / rowHeight) + spare;
    while (this.#lines.length < fit) this.#lines.push(this.#make());
    const first = Math.floor(this.#scroll.scrollTop / rowHeight);
    this.#lines.forEach((line, n) => this.#show(line, first + n));
    if (this.open) this.#mark();
  }

  // What the board does with these keys it does not do from here.
  #key(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const page = Math.max(1, Math.floor(this.#height / rowHeight) - 1);
    const now = this.#chosen ? this.#indexOf(this.#chosen) : -1;
    const last = this.#reading.count - 1;
    const to = { ArrowDown: now + 1, ArrowUp: now - 1, PageDown: now + page, PageUp: now - page, Home: 0, End: last }[event.key];
    if (to === undefined && !(event.key === 'Enter' && this.#chosen)) return;
    event.stopPropagation();
    // Where there is nothing to choose they scroll.
    if (!this.open) return;
    event.preventDefault();
    if (to === undefined) this.#open(this.#chosen);
    else this.#choose(Math.max(0, Math.min(last, to)));
  }

  #choose(index: number): void {
    this.#chosen = this.#reading.at(index);
    const [top, bottom] = [index * rowHeight, (index + 1) * rowHeight];
    if (top < this.#scroll.scrollTop) this.#scroll.scrollTop = top;
    else if (bottom > this.#scroll.scrollTop + this.#height) this.#scroll.scrollTop = bottom - this.#height;
    this.#isMoved = true;
  }

  /** Its place, from the newest; -1 if it is not there any more. */
  #indexOf(trade: ShownTrade): number {
    for (let n = 0; n < this.#reading.count; n++) if (this.#reading.at(n) === trade) return n;
    return -1;
  }

  #open(trade: ShownTrade | null): void {
    const row = trade && this.rowOf(trade.slot);
    if (row) this.open?.(row);
  }

  /** Shows which line is chosen, if it is on the screen. */
  #mark(): void {
    let shown = '';
    for (const { element: line, trade } of this.#lines) {
      const isChosen = trade !== null && trade === this.#chosen;
      if ((line.getAttribute('aria-selected') === 'true') !== isChosen) line.setAttribute('aria-selected', String(isChosen));
      if (isChosen) shown = line.id;
    }
    if (shown) this.#scroll.setAttribute('aria-activedescendant', shown);
    else this.#scroll.removeAttribute('aria-activedescendant');
  }

  #say(): void {
    const { dropped, passed } = this.ring;
    const { count, newer } = this.#reading;
    put(this.#empty, count > 0 ? '' : this.why);
    put(this.#newer, `${grouped(String(newer))} newer ↑`);
    this.#newer.hidden = newer === 0;
    put(this.#note, [dropped && `${grouped(String(dropped))} older ones are not listed any more`, passed && `${grouped(String(passed))} came too fast to be listed`].filter(Boolean).join(' · '));
    this.#note.hidden = dropped + passed === 0;
  }

  #make(): Line {
    const cells = ['time', ...(this.open ? ['instrument'] : []), 'price', 'size', 'mark'].map((name) => element('div', { class: `trade-${name}` }));
    const line = element('div', { class: 'trade', ...(this.open && { role: 'option', id: `trade-${this.#lines.length}`, 'aria-selected': 'false' }) }, ...cells);
    this.#canvas.append(line);
    return { element: line, cells, trade: null, decimals: 0 };
  }

  #show(line: Line, index: number): void {
    const trade = this.#reading.at(index);
    const row = trade && this.rowOf(trade.slot);
    if (line.element.hidden !== !row) line.element.hidden = !row;
    if (!trade || !row) {
      line.trade = null;
      return;
    }
    const transform = `translateY(${index * rowHeight}px)`;
    if (line.element.style.transform !== transform) line.element.style.transform = transform;
    const { decimals } = row;
    if (line.trade === trade && line.decimals === decimals) return;
    Object.assign(line, { trade, decimals });
    const { dataset } = line.element;
    const [side, isBroken] = [trade.side ?? '', String((trade.passed ?? 0) > 0)];
    if (dataset.side !== side) dataset.side = side;
    if (dataset.broken !== isBroken) dataset.broken = isBroken;
    const texts = [timeText(trade.timeMs), ...(this.open ? [row.name] : []), decimal(trade.price, trade.priceScale, decimals), size(trade.size, trade.sizeScale), marks(trade)];
    texts.forEach((text, n) => put(line.cells[n]!, text));
    const title = explained(trade, decimals);
    if (line.element.title !== title) line.element.title = title;
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

/** What a line that stands for many says of them, and what is missing before it. */
export function explained({ count, size: all, high, low, priceScale, sizeScale, passed = 0 }: ShownTrade, decimals: number): string {
  const words = [];
  if (count > 1) words.push(`${grouped(String(count))} trades in one: ${size(all, sizeScale)} in all, from ${decimal(low, priceScale, decimals)} to ${decimal(high, priceScale, decimals)}; the price is the newest one’s`);
  if (passed > 0) words.push(`${grouped(String(passed))} before it came too fast to be listed`);
  return words.join('. ');
}
