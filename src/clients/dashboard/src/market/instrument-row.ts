import { digitsOf, mantissaOf } from '../figures.js';
import { none } from '../frame.js';
import type { Known } from '../search/catalogue.js';
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
  /** The previous close, as far as the server's catalogue has it. */
  close = none;
  /** The first trade that this page saw, and when the server had received it; of a tape the first by its time. */
  first = none;
  firstAt = 0;
  #isElsewhere = false;
  /** When the server received the newest live tick, ms on its clock; 0 = not known. */
  received = 0;
  updates = 0;
  rate = 0;
  socket = 0;
  budget = 0;
  server = 0;
  client = 0;
  /** The least distance of two prices, as text; null where the server's catalogue does not say. */
  tickSize: string | null = null;
  /** Digits behind the point: those of the tick size, and what prices needed so far. */
  #told: number;
  #needed = 0;
  state = '';
  reason = '';
  isStale = false;
  /** Whether live ticks came that were not shown yet. */
  isNews = false;
  /** Whether the server knows it: one that began anew may not, or not yet. */
  isKnown = true;
  /** Whether the server's catalogue was asked about it. */
  isDescribed = false;
  /** Whether anything changed since it was drawn. */
  isDirty = true;
  readonly history = new History();

  constructor(readonly slot: number, readonly symbol: string, readonly priceScale: number, readonly sizeScale: number) { this.#told = this.#digits(); }

  /** What `change` is measured from. */
  get base(): bigint { return this.isBaseClose ? this.close : this.first; }

  /** Whether the base is the previous close; otherwise it is the first trade. */
  get isBaseClose(): boolean { return this.close !== none; }

  /**
   * Digits behind the point of all its prices, so that they stand below each other: those of the tick size; where that is not told, two, if there are so
   * many. More where a price needed more: no digit is left out.
   */
  get decimals(): number { return Math.max(this.#told, this.#needed); }

  /** Learns how many digits prices need. */
  need(digits: number): void {
    if (digits <= this.#needed) return;
    this.#needed = digits;
    this.isDirty = true;
  }

  /** Learns it from a price, which may be of other scales. */
  learn(mantissa: bigint, scale: number): void { this.need(digitsOf(mantissa, scale, this.#needed)); }

  /** Takes what the catalogue says, in place of what it said before. */
  describe({ tickSize, previousClose }: Known): void {
    this.close = (previousClose === null ? null : mantissaOf(previousClose, this.priceScale)) ?? none;
    this.tickSize = tickSize;
    this.#told = this.#digits();
    this.isDirty = true;
  }

  /** A trade is there that the server received at a time, ms. */
  traded(price: bigint, at: number): void {
    if (this.first === none || (this.#isElsewhere && at < this.firstAt)) [this.first, this.firstAt] = [price, at];
    this.#isElsewhere = false;
  }

  /** The tape is elsewhere: what was there is not here. What was traded first stays a measure, unless this is before it. */
  begin(): void {
    this.#isElsewhere = true;
    this.bid = this.bidSize = this.ask = this.askSize = this.last = this.lastSize = none;
    this.received = 0;
    this.state = this.reason = '';
    this.isStale = false;
    this.history.clear();
    this.isDirty = true;
  }

  #digits(): number { return this.tickSize === null ? Math.min(this.priceScale, 2) : this.tickSize.split('.')[1]?.length ?? 0; }

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
