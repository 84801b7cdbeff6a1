import type { Past } from '../contract.js';
import { element, put } from '../dom.js';
import { clockTime } from '../figures.js';
import { keep, recall } from '../kept.js';
import type { InstrumentRow } from '../market/instrument-row.js';
import type { ShownTrade } from '../trades/trade-ring.js';
import { Candles, type Candle } from './candles.js';
import type { Chart } from './chart.js';

const spans = [{ seconds: 1, says: '1 s' }, { seconds: 5, says: '5 s' }, { seconds: 60, says: '1 min' }] as const;
const kinds = [{ kind: 'trades', says: 'Trades' }, { kind: 'middles', says: 'Mid' }] as const;
type Kind = (typeof kinds)[number]['kind'];

/** The chart of one instrument, its choices, and whose work it is. */
export class ChartView {
  readonly element: HTMLElement;
  readonly #place = element('div', { class: 'chart' });
  readonly #says = element('span', { class: 'chart-says' });
  readonly #empty = element('p', { class: 'chart-empty soft' });
  readonly #candles: Record<Kind, Candles> = { trades: new Candles(), middles: new Candles() };
  #chart: Chart | null = null;
  #loading: Promise<void> | null = null;
  #seconds: number = spans.find(({ seconds }) => seconds === recall('chart-seconds'))?.seconds ?? 1;
  /** What a person chose; null = trades where there are any. */
  #chosen: Kind | null = null;
  #row: InstrumentRow | null = null;
  #shown = '';
  #isWaiting = false;

  constructor() {
    const choice = <T>(says: string, of: readonly T[], text: (one: T) => string, choose: (one: T) => void): HTMLElement => element('div', { class: 'choice', role: 'group', 'aria-label': says },
      ...of.map((one) => element('button', { type: 'button', class: 'quiet', onclick: () => choose(one) }, text(one))));
    const kind = choice('Prices', kinds, ({ says }) => says, (one) => { this.#chosen = one.kind; });
    const span = choice('A candle for each', spans, ({ says }) => says, ({ seconds }) => keep('chart-seconds', this.#seconds = seconds));
    this.#choices = [[kind, () => kinds.findIndex((one) => one.kind === this.#kind)], [span, () => spans.findIndex(({ seconds }) => seconds === this.#seconds)]];
    this.element = element('section', { class: 'chart-view', 'aria-label': 'Chart' },
      element('div', { class: 'chart-head' }, kind, span),
      element('div', { class: 'chart-frame' }, this.#place, this.#says, this.#empty),
      element('p', { class: 'attribution' }, 'Chart: ', link('https://www.tradingview.com/', 'TradingView'), ' Lightweight Charts™, © TradingView, Inc. ', link('licences.txt', 'Licences')));
    new MutationObserver(() => this.#chart?.paint()).observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  }

  readonly #choices: [HTMLElement, () => number][];

  get #kind(): Kind {
    if (this.#chosen) return this.#chosen;
    return this.#candles.trades.list.length > 0 || this.#candles.middles.list.length === 0 ? 'trades' : 'middles';
  }

  /** Shows another instrument. Until its past has come, only what comes now is there. */
  begin(row: InstrumentRow): void {
    this.#row = row;
    this.#chosen = null;
    this.clear();
    this.#loading ??= import('./chart.js').then(
      ({ Chart: Made }) => { this.#chart = new Made(this.#place, (candle) => this.#say(candle)); },
      () => {
        put(this.#empty, 'The chart could not be loaded');
        this.#loading = null;
      });
  }

  clear(): void {
    for (const { kind } of kinds) this.#candles[kind].clear();
    this.#isWaiting = true;
  }

  trade(trade: ShownTrade): void { this.#candles.trades.trade(trade); }

  middle(timeMs: number, bid: bigint, ask: bigint, { priceScale }: InstrumentRow): void {
    this.#candles.middles.add(timeMs, Number(bid + ask) / 2 / 10 ** priceScale, 0);
  }

  past({ trades, middles, isLast }: Past): void {
    this.#candles.trades.prepend(trades);
    this.#candles.middles.prepend(middles);
    if (isLast) this.#isWaiting = false;
  }

  draw(): void {
    const [row, chart] = [this.#row, this.#chart];
    if (!row || !chart) return;
    const kind = this.#kind;
    const shown = `${row.slot} ${kind} ${this.#seconds} ${row.decimals} ${row.tickSize}`;
    if (shown !== this.#shown) {
      this.#shown = shown;
      const holds = kind === 'middles';
      // The middle of two prices lies between them.
      const [decimals, step] = [row.decimals + (holds ? 1 : 0), (Number(row.tickSize) || 10 ** -row.decimals) / (holds ? 2 : 1)];
      chart.begin({ seconds: this.#seconds, decimals, step, holds });
      for (const [choice, chosen] of this.#choices) [...choice.children].forEach((button, n) => button.setAttribute('aria-pressed', String(n === chosen())));
    }
    chart.draw(this.#candles[kind]);
    put(this.#empty, this.#candles[kind].list.length > 0 ? '' : this.#isWaiting ? 'Asking for what was before …' : kind === 'trades' ? 'No trade yet' : 'No quote yet');
  }

  #say(candle: Candle | null): void {
    put(this.#says, candle ? `${clockTime(candle.time * 1000)}  O ${this.#text(candle.open)}  H ${this.#text(candle.high)}  L ${this.#text(candle.low)}  C ${this.#text(candle.close)}` : '');
  }

  #text(price: number): string { return price.toFixed((this.#row?.decimals ?? 2) + (this.#kind === 'middles' ? 1 : 0)); }
}

const link = (href: string, says: string): HTMLElement => element('a', { href, target: '_blank', rel: 'noopener noreferrer' }, says);
