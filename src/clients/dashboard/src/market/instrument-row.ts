import { none } from '../frame.js';
import { History } from './history.js';

/** What the page knows of one instrument. Prices and sizes are mantissas of its scales; `none` = not there. */
export class InstrumentRow {
  bid = none;
  bidSize = none;
  ask = none;
  askSize = none;
  last = none;
  lastSize = none;
  /** 1 = the newest differs upward from the one before, -1 = downward, 0 = not known. */
  bidWay = 0;
  askWay = 0;
  lastWay = 0;
  /** When each last changed, ms of `performance.now()`; 0 = never. */
  bidChangedAt = 0;
  askChangedAt = 0;
  lastChangedAt = 0;
  /** What `change` is measured from. */
  base = none;
  /** Whether the base is the previous close; otherwise it is the first trade that this page saw, at `baseAt`. */
  isBaseClose = false;
  baseAt = 0;
  /** When the server received the newest live tick, ms on its clock; 0 = not known. */
  received = 0;
  updates = 0;
  rate = 0;
  socket = 0;
  budget = 0;
  server = 0;
  client = 0;
  decimals: number;
  state = '';
  reason = '';
  isStale = false;
  /** Whether live ticks came that were not shown yet. */
  isNews = false;
  /** Whether the server's catalogue was asked about it. */
  isDescribed = false;
  /** Whether anything changed since it was drawn. */
  isDirty = true;
  readonly history = new History();

  constructor(readonly slot: number, readonly symbol: string, readonly priceScale: number, readonly sizeScale: number) {
    this.decimals = Math.min(priceScale, 2);
  }

  /** What was is no measure for what comes. */
  begin(): void {
    this.bid = this.bidSize = this.ask = this.askSize = this.last = this.lastSize = none;
    if (!this.isBaseClose) this.base = none;
    this.received = 0;
    this.state = this.reason = '';
    this.isStale = false;
    this.history.clear();
    this.isDirty = true;
  }

  get venue(): string { return this.symbol.slice(0, Math.max(0, this.symbol.indexOf(':'))); }

  /** The venue's text for it, which may hold colons of its own. */
  get name(): string { return this.symbol.slice(this.symbol.indexOf(':') + 1); }

  get collapsed(): number { return this.rate + this.socket + this.budget + this.server + this.client; }

  /** The middle of bid and ask as the nearest number, or the last trade where there is no quote; NaN where there is neither. */
  get middle(): number {
    const unit = 10 ** this.priceScale;
    if (this.bid !== none && this.ask !== none) return Number(this.bid + this.ask) / 2 / unit;
    return this.last === none ? NaN : Number(this.last) / unit;
  }
}
