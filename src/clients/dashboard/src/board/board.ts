import { element, put } from '../dom.js';
import type { InstrumentRow } from '../market/instrument-row.js';
import { columns } from './columns.js';
import { Reorder } from './reorder.js';
import { RowView, rowHeight } from './row-view.js';
import type { Trends } from './trends.js';

/** What a person does with lines. */
export interface BoardUse {
  open(row: InstrumentRow): void;
  moved(from: number, to: number): void;
  takenOut(symbol: string): void;
}

const spare = 4;

/**
 * The quote board. It holds as many lines as fit on the screen and a few more, whatever the length of the list: a line that is
 * scrolled out shows the instrument that comes in.
 */
export class Board {
  readonly element: HTMLElement;
  readonly #scroll: HTMLElement;
  readonly #canvas: HTMLElement;
  readonly #empty = element('p', { class: 'empty' });
  readonly #rest = element('ul', { class: 'rest', 'aria-label': 'Also in this list' });
  readonly #views: RowView[] = [];
  #list: InstrumentRow[] = [];
  #selected = -1;
  #top = 0;
  #height = 0;
  #digits = 6;
  #isMoved = true;
  readonly #reorder: Reorder;
  /** Whether the columns stand where they were when they were measured, and whether there is room for sparklines. */
  #isMeasured = false;
  #showsTrends = false;

  constructor(private readonly use: BoardUse, private readonly trends: Trends) {
    const head = element('div', { role: 'row', class: 'row head', 'aria-rowindex': '1' },
      ...columns.map(({ name, title, explains }) => element('div', { role: 'columnheader', class: `cell ${name}`, title: explains }, title)));
    this.#canvas = element('div', { class: 'canvas', role: 'presentation' });
    this.#scroll = element('div', { class: 'scroll', role: 'grid', tabindex: '0', 'aria-label': 'Quotes' }, head, this.#canvas, this.#rest, this.#empty);
    this.element = this.#scroll;
    this.#scroll.addEventListener('scroll', () => { this.#top = this.#scroll.scrollTop; this.#isMoved = true; }, { passive: true });
    this.#canvas.addEventListener('click', (event) => {
      const view = this.#views.find(({ element: line }) => line.contains(event.target as Node));
      if (!view?.row) return;
      if ((event.target as Element).closest('.take-out')) {
        use.takenOut(view.row.symbol);
        this.focus();
        return;
      }
      this.select(view.index);
      this.use.open(view.row);
    });
    this.#canvas.addEventListener('pointerover', ({ target }) => this.#views.find(({ element: line }) => line.contains(target as Node))?.explain());
    this.#canvas.append(trends.layer);
    this.#reorder = new Reorder(this.#canvas, () => this.#list.length, (from, to) => use.moved(from, to));
    new ResizeObserver(([entry]) => {
      this.#height = entry!.contentRect.height;
      this.#isMoved = true;
      this.#isMeasured = false;
    }).observe(this.#scroll);
  }

  get list(): readonly InstrumentRow[] { return this.#list; }
  get selected(): InstrumentRow | null { return this.#list[this.#selected] ?? null; }
  get visible(): readonly RowView[] { return this.#views; }

  /** Shows these, in this order; `why` stands there if there are none. */
  show(list: InstrumentRow[], why: string): void {
    const before = this.selected;
    if (list[0] !== this.#list[0]) this.#digits = 6;
    this.#list = list;
    this.#canvas.style.height = `${list.length * rowHeight}px`;
    this.#scroll.setAttribute('aria-rowcount', String(list.length + 1));
    put(this.#empty, list.length ? '' : why);
    this.#selected = before ? list.indexOf(before) : -1;
    this.#isMoved = true;
  }

  /** What else is in the list, below the lines: patterns, and names that no instrument has yet. */
  rest(entries: readonly { entry: string; note: string }[]): void {
    this.#rest.replaceChildren(...entries.map(({ entry, note }) => element('li', {}, element('span', {}, entry), element('span', { class: 'note' }, note),
      element('button', { type: 'button', class: 'quiet', title: 'Take out', 'aria-label': `Take ${entry} out`, onclick: () => this.use.takenOut(entry) }, '×'))));
  }

  /** Selects a line, and brings it into view. */
  select(index: number): void {
    this.#selected = Math.max(0, Math.min(this.#list.length - 1, index));
    const [top, bottom] = [this.#selected * rowHeight, (this.#selected + 1) * rowHeight];
    const room = this.#scroll.clientHeight - rowHeight;
    if (top < this.#scroll.scrollTop) this.#scroll.scrollTop = top;
    else if (bottom > this.#scroll.scrollTop + room) this.#scroll.scrollTop = bottom - room;
    this.#isMoved = true;
  }

  get selectedIndex(): number { return this.#selected; }

  move(by: number): void { this.select(this.#selected < 0 ? 0 : this.#selected + by); }

  /** Lines on one screen. */
  get page(): number { return Math.max(1, Math.floor(this.#height / rowHeight) - 2); }

  focus(): void { this.#scroll.focus({ preventScroll: true }); }

  /** Draws what changed; `shown` is told of each line that was. */
  draw(now: number, flashes: boolean, shown: (row: InstrumentRow) => void): void {
    if (this.#isMoved) this.#place();
    for (const view of this.#views) if (view.draw(now, flashes)) shown(view.row!);
    if (this.#showsTrends) this.trends.draw(this.#views);
  }

  /** Whether lines can be moved and removed: those of the list with everything cannot. */
  set isFixed(isFixed: boolean) { this.element.toggleAttribute('data-fixed', isFixed); }

  /** What is shown may no longer be true: the stream is not open. */
  set isConnected(isConnected: boolean) { this.element.toggleAttribute('data-cut', !isConnected); }

  /** Draws ages and counts, and gives prices the room that they need. */
  drawSlowly(serverNow: number): void {
    for (const view of this.#views) {
      view.drawSlowly(serverNow);
      if (view.digits <= this.#digits) continue;
      this.#digits = view.digits;
      this.element.style.setProperty('--price', String(this.#digits));
      this.#isMeasured = false;
    }
    if (!this.#isMeasured) this.#measure();
  }

  // The sparklines stand above their column, wherever it is.
  #measure(): void {
    const column = this.#scroll.querySelector<HTMLElement>('.head .trend')!;
    this.#isMeasured = true;
    this.#showsTrends = column.offsetParent !== null;
    this.trends.layer.hidden = !this.#showsTrends;
    if (this.#showsTrends) this.trends.stand(column.offsetLeft, column.clientWidth);
  }

  // Index n is always shown by line n modulo their count, so that scrolling by one line changes one line.
  #place(): void {
    this.#isMoved = false;
    const fit = Math.ceil(this.#height / rowHeight) + spare;
    while (this.#views.length < fit) {
      const view = new RowView(this.#views.length);
      view.element.id = `line-${view.place}`;
      this.#reorder.equip(view);
      this.#views.push(view);
      this.#canvas.insertBefore(view.element, this.trends.layer);
    }
    const count = this.#views.length;
    const first = Math.max(0, Math.floor(this.#top / rowHeight) - spare / 2);
    for (let n = 0; n < count; n++) {
      const index = first + ((n - first) % count + count) % count;
      const view = this.#views[n]!;
      view.assign(this.#list[index] ?? null, index);
      const isSelected = index === this.#selected;
      if ((view.element.getAttribute('aria-selected') === 'true') !== isSelected) view.element.setAttribute('aria-selected', String(isSelected));
      if (isSelected) this.#scroll.setAttribute('aria-activedescendant', view.element.id);
    }
  }
}
