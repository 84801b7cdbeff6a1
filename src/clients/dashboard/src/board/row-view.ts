import { age, clockTime, dash, decimal, percent, short, signed, size } from '../figures.js';
import { none } from '../frame.js';
import type { InstrumentRow } from '../market/instrument-row.js';
import { bare, element } from '../dom.js';
import { columns, type ColumnName } from './columns.js';

export const rowHeight = 26;
const flashMs = 300;
const causes = ['rate', 'socket', 'budget', 'server', 'client'] as const;
/** What nothing was heard of for so long is dimmed. */
export const agedMs = 30_000;

/** One line of the board: elements that are made once and show one instrument after another as the board is scrolled. */
export class RowView {
  readonly element: HTMLElement;
  readonly cells = {} as Record<ColumnName, HTMLElement>;
  readonly #texts = new Map<ColumnName, Text>();
  readonly #venue = document.createTextNode('');
  readonly #takeOut = element('button', { type: 'button', class: 'take-out', tabindex: '-1', title: 'Take out of the list (Del)' }, '×');
  readonly #marks = new Map<string, string>();
  row: InstrumentRow | null = null;
  index = -1;
  /** Until when something of it is lit. */
  #litUntil = 0;

  constructor(readonly place: number) {
    this.element = element('div', { role: 'row', class: 'row', hidden: true });
    for (const { name } of columns) {
      const cell = this.cells[name] = element('div', { role: 'gridcell', class: `cell ${name}` });
      const text = document.createTextNode('');
      this.#texts.set(name, text);
      cell.append(name === 'name' ? element('bdi', {}, text) : text);
      this.element.append(cell);
    }
    this.cells.name.append(element('bdi', { class: 'venue' }, this.#venue));
    // By the keyboard the line is taken out; this is for pointers, and for who reads by touch.
    this.element.append(element('div', { role: 'gridcell', class: 'at-end' }, this.#takeOut));
  }

  /** Shows an instrument at an index of the list from now on. */
  assign(row: InstrumentRow | null, index: number): void {
    if (this.index !== index) {
      this.index = index;
      this.element.style.transform = `translateY(${index * rowHeight}px)`;
      this.element.setAttribute('aria-rowindex', String(index + 2));
      this.#mark('odd', index % 2 ? 'true' : '');
    }
    if (this.row === row) return;
    this.row = row;
    this.element.hidden = row === null;
    this.#litUntil = 0;
    for (const name of ['bid', 'ask', 'last']) this.#mark(`${name}-flash`, '');
    if (row) {
      this.#put('name', bare(row.name));
      const venue = bare(row.venue);
      if (this.#venue.data !== venue) this.#venue.data = venue;
      this.#takeOut.setAttribute('aria-label', `Take ${row.symbol} out`);
      this.cells.name.title = row.symbol;
      row.isDirty = true;
      row.isNews = false;
    }
  }

  /** Draws what changed; returns whether anything had. `flashes` is false where motion is not wanted. */
  draw(now: number, flashes: boolean): boolean {
    const { row } = this;
    if (!row) return false;
    if (!row.isDirty) {
      if (this.#litUntil > 0 && now >= this.#litUntil) this.#flash(row, now, flashes);
      return false;
    }
    row.isDirty = false;
    const { priceScale: scale, sizeScale, decimals } = row;
    this.#put('bid', decimal(row.bid, scale, decimals));
    this.#put('ask', decimal(row.ask, scale, decimals));
    this.#put('bidSize', row.bidSize === none ? '' : size(row.bidSize, sizeScale));
    this.#put('askSize', row.askSize === none ? '' : size(row.askSize, sizeScale));
    this.#put('spread', row.bid === none || row.ask === none ? '' : decimal(row.ask - row.bid, scale, decimals));
    this.#put('last', decimal(row.last, scale, decimals));
    this.#change(row);
    this.#put('state', row.isStale ? 'stale' : row.state === 'trading' ? '' : row.state);
    this.cells.state.title = row.reason;
    this.#mark('stale', row.isStale ? 'true' : '');
    this.#mark('state', row.state);
    this.#flash(row, now, flashes);
    return true;
  }

  /** What nobody reads digit by digit, drawn at a slower pace: age and counts. `serverNow` is ms on the server's clock. */
  drawSlowly(serverNow: number): void {
    const { row } = this;
    if (!row) return;
    this.#put('updates', short(row.updates));
    this.#collapsed(row);
    const old = row.received > 0 ? serverNow - row.received : NaN;
    this.#put('age', Number.isNaN(old) ? dash : age(old));
    this.#mark('aged', old > agedMs ? 'true' : '');
  }

  /** Says more of what a pointer is over: only then, since nobody reads it before. */
  explain(): void {
    const { row } = this;
    if (!row) return;
    const base = decimal(row.base, row.priceScale, row.decimals);
    this.cells.change.title = row.base === none ? '' : row.isBaseClose ? `since the previous close, ${base}` : `since ${base}, the first trade that this page saw, at ${clockTime(row.firstAt)}`;
    this.cells.collapsed.title = `${row.updates} received; collapsed: ${causes.map((cause) => `${cause} ${row[cause]}`).join(', ')}`;
    this.cells.age.title = row.received > 0 ? `the server received it at ${clockTime(row.received)}, on its clock` : '';
  }

  /** The characters of its longest price. */
  get digits(): number {
    let most = 0;
    for (const name of ['bid', 'ask', 'last'] as const) most = Math.max(most, this.#texts.get(name)!.length);
    return this.row ? most : 0;
  }

  #change(row: InstrumentRow): void {
    if (row.last === none || row.base === none) {
      this.#put('change', '');
      this.#mark('way', '');
      return;
    }
    const difference = row.last - row.base;
    const text = percent(difference, row.base) || signed(difference, row.priceScale, row.decimals);
    this.#put('change', row.isBaseClose ? text : `${text}°`);
    // What is too small to be shown has no colour either.
    this.#mark('way', !/[1-9]/.test(text) ? '' : difference > 0n ? 'up' : 'down');
  }

  #collapsed(row: InstrumentRow): void {
    const { collapsed } = row;
    const share = collapsed === 0 ? 0 : (100 * collapsed) / (collapsed + row.updates);
    this.#put('collapsed', collapsed === 0 ? '' : `${share < 10 ? share.toFixed(1) : Math.round(share)}% ${causeOfMost(row)}`);
  }

  #flash(row: InstrumentRow, now: number, flashes: boolean): void {
    let until = 0;
    for (const [name, way, changedAt] of [['bid', row.bidWay, row.bidChangedAt], ['ask', row.askWay, row.askChangedAt], ['last', row.lastWay, row.lastChangedAt]] as const) {
      const isLit = flashes && way !== 0 && now - changedAt < flashMs;
      if (isLit) until = Math.max(until, changedAt + flashMs);
      this.#markCell(name, isLit ? (way > 0 ? 'up' : 'down') : '');
    }
    this.#litUntil = until;
  }

  #put(name: ColumnName, text: string): void {
    const node = this.#texts.get(name)!;
    if (node.data !== text) node.data = text;
  }

  #mark(name: string, value: string): void {
    if (this.#marks.get(name) === value) return;
    this.#marks.set(name, value);
    this.element.dataset[name.replace(/-./g, (two) => two[1]!.toUpperCase())] = value;
  }

  #markCell(name: ColumnName, value: string): void {
    if (this.#marks.get(`cell ${name}`) === value) return;
    this.#marks.set(`cell ${name}`, value);
    this.cells[name].dataset.flash = value;
  }
}

function causeOfMost(row: InstrumentRow): string {
  let [name, most]: [string, number] = ['', 0];
  for (const cause of causes) if (row[cause] > most) [name, most] = [cause, row[cause]];
  return name;
}
