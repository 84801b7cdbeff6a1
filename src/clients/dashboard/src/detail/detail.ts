import { ChartView } from '../chart/chart-view.js';
import type { FollowedTick } from '../contract.js';
import { element, put } from '../dom.js';
import { dash, decimal, size } from '../figures.js';
import { none } from '../frame.js';
import type { InstrumentRow } from '../market/instrument-row.js';
import type { Market } from '../market/market.js';
import { TradeRing } from '../trades/trade-ring.js';
import { TradesView } from '../trades/trades-view.js';
import type { WorkerLink } from '../worker-link.js';

const kept = 500;

/**
 * What is shown beside the board: one instrument closely, with its chart and its trades, for which the worker sends its single ticks
 * (`followed`) for as long as it is open; or the trades of the whole list.
 */
export class Detail {
  readonly #title = element('h2');
  readonly #standing = element('p', { class: 'detail-standing', role: 'status' });
  readonly #quote = element('p', { class: 'detail-quote' });
  readonly #chart = new ChartView();
  readonly #trades = new TradeRing(kept);
  readonly #tradesView: TradesView;
  readonly #listTrades = new TradeRing(kept);
  readonly #listView: TradesView;
  readonly #body = element('div', { class: 'detail-body' });
  row: InstrumentRow | null = null;
  #isList = false;
  /** Whether the stream is open. */
  isConnected = true;
  /** What is opened again when another stream knows it. */
  #wanted: string | null = null;

  constructor(
    private readonly panel: HTMLElement,
    private readonly worker: WorkerLink,
    private readonly market: Market,
    /** Whether the list that is shown has an instrument: of no other anything comes. */
    private readonly isListed: (row: InstrumentRow) => boolean,
  ) {
    const rowOf = (slot: number): InstrumentRow | undefined => market.rows[slot];
    this.#tradesView = new TradesView(this.#trades, rowOf, 'No trade yet');
    this.#listView = new TradesView(this.#listTrades, rowOf, 'No trade yet', (row) => {
      this.open(row);
      // What had the focus is gone.
      this.#tradesView.focus();
    });
    const close = element('button', { type: 'button', class: 'quiet', title: 'Close (Esc)', 'aria-label': 'Close', onclick: () => this.close() }, '×');
    panel.append(element('header', { class: 'detail-head' }, this.#title, close), this.#standing, this.#body);
    worker.on('followed', ({ slot, ticks }) => { if (slot === this.row?.slot) for (const tick of ticks) this.#take(tick); });
    worker.on('past', (past) => {
      if (past.slot !== this.row?.slot) return;
      this.#chart.past(past);
      this.#trades.prepend(past.tape);
      for (const { price, priceScale } of past.tape) this.row.learn(price, priceScale);
    });
    worker.on('trades', ({ trades, passed }) => {
      trades.forEach((trade, n) => this.#listTrades.push(n === 0 && passed > 0 ? { ...trade, passed } : trade));
    });
  }

  get isOpen(): boolean { return this.row !== null || this.#isList; }

  open(row: InstrumentRow): void {
    if (this.row === row) return;
    this.#show([this.#quote, this.#chart.element, this.#tradesView.element]);
    this.row = row;
    this.#wanted = row.symbol;
    put(this.#title, row.symbol);
    this.panel.setAttribute('aria-label', row.symbol);
    this.#chart.begin(row);
    this.#trades.clear();
    this.worker.send({ kind: 'follow', slot: row.slot });
    this.worker.send({ kind: 'past' });
  }

  /** Shows the trades of all that the list holds; again: closes them. */
  toggleTrades(): void {
    if (this.#isList) {
      this.close();
      return;
    }
    this.close();
    this.#isList = true;
    this.#listTrades.clear();
    put(this.#title, 'Trades of the list');
    this.panel.setAttribute('aria-label', 'Trades of the list');
    this.#show([this.#listView.element]);
    this.worker.send({ kind: 'trades', isOn: true });
  }

  /** The worker is another, and knows nothing of what is open. */
  begin(): void { if (this.#isList) this.worker.send({ kind: 'trades', isOn: true }); }

  close(): void {
    if (this.row) this.worker.send({ kind: 'follow', slot: null });
    if (this.#isList) this.worker.send({ kind: 'trades', isOn: false });
    this.row = this.#wanted = null;
    this.#isList = false;
    this.panel.hidden = true;
  }

  draw(): void {
    if (!this.#isList && this.#wanted === null) return;
    this.#stand();
    if (this.#isList) this.#listView.draw();
    const { row } = this;
    if (!row) {
      put(this.#quote, '');
      return;
    }
    this.#chart.draw();
    this.#tradesView.draw();
    const { priceScale: scale, sizeScale, decimals } = row;
    const side = (price: bigint, amount: bigint): string => (price === none ? dash : `${decimal(price, scale, decimals)} × ${amount === none ? dash : size(amount, sizeScale)}`);
    put(this.#quote, `bid ${side(row.bid, row.bidSize)}   ask ${side(row.ask, row.askSize)}   last ${decimal(row.last, scale, decimals)}`);
  }

  // As the line of the board says it, and for the same reasons.
  #stand(): void {
    const [standing, text] = this.#isList || this.row ? standingOf(this.isConnected, this.row, this.isListed) : ['unknown', 'Not known here, or not yet'];
    const { dataset } = this.panel;
    if (dataset.standing !== standing) dataset.standing = standing;
    put(this.#standing, text);
  }

  #show(parts: HTMLElement[]): void {
    if (this.#isList && parts.length > 1) {
      this.#isList = false;
      this.worker.send({ kind: 'trades', isOn: false });
    }
    this.#body.replaceChildren(...parts);
    this.panel.hidden = false;
  }

  #take(tick: FollowedTick): void {
    const row = this.row!;
    // State was before: it is in the past, if that is known.
    if (tick.isState) return;
    if (tick.type === 'trade') {
      this.#chart.trade(tick.trade);
      this.#trades.push(tick.trade);
      row.learn(tick.trade.price, tick.trade.priceScale);
    } else if (tick.bid !== null && tick.ask !== null) this.#chart.middle(tick.timeMs, tick.bid, tick.ask, row);
  }

  /** Nothing of what was told holds any more. */
  cleared(isOther: boolean): void {
    this.#trades.clear();
    this.#listTrades.clear();
    this.#chart.clear();
    if (isOther) this.row = null;
    else if (this.row) this.worker.send({ kind: 'past' });
  }

  /** Instruments were named: one of another stream, or with other scales, is another row. */
  named(): void {
    const row = this.#wanted === null ? undefined : this.market.bySymbol(this.#wanted);
    if (row && row !== this.row) this.open(row);
  }
}

/** Why what is shown may no longer be true, in a word and in words; empty if it is. */
function standingOf(isConnected: boolean, row: InstrumentRow | null, isListed: (row: InstrumentRow) => boolean): [standing: string, text: string] {
  if (!isConnected) return ['cut', 'Connection cut: this is as it was last'];
  if (row && !isListed(row)) return ['unlisted', 'Not in the list any more: nothing new of it comes'];
  if (row?.isStale) return ['stale', 'Stale: it may no longer be so'];
  if (row && row.state !== '' && row.state !== 'trading') return ['state', row.reason ? `${row.state}: ${row.reason}` : row.state];
  return ['', ''];
}
