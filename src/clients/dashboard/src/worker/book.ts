import type { Instrument, Tick } from '../../../js/index.js';
import type { NewInstrument, Totals } from '../contract.js';
import { mark, newFrame, none, type FrameColumns } from '../frame.js';
import { placeOf } from './causes.js';
import { Holding } from './holding.js';

/** The newest values of every instrument, and which of them the page has not seen. */
export class Book {
  readonly #holdings: (Holding | undefined)[] = [];
  readonly #slots = new Map<string, number>();
  #dirty: Holding[] = [];
  #totals: Totals = { updates: 0, collapsed: [0, 0, 0, 0, 0] };
  #epoch: number | null = null;

  get hasNews(): boolean { return this.#dirty.length > 0; }

  symbolOf(slot: number): string | undefined { return this.#holdings[slot]?.instrument.symbol; }

  slotOf(symbol: string): number | undefined { return this.#slots.get(symbol); }

  /** Takes in instruments that the server named; returns those that are new or have changed. */
  name(instruments: Instrument[]): NewInstrument[] {
    const news: NewInstrument[] = [];
    for (const instrument of instruments) {
      const { symbol, priceScale, sizeScale } = instrument;
      const known = this.#of(symbol);
      if (known && isOfScales(known.instrument, instrument)) {
        known.instrument = instrument;
        continue;
      }
      const slot = known?.slot ?? this.#holdings.length;
      this.#slots.set(symbol, slot);
      this.#holdings[slot] = new Holding(slot, instrument);
      news.push({ slot, symbol, priceScale, sizeScale });
    }
    return news;
  }

  /** Takes in a quote or a trade; a status goes its own way. */
  take(tick: Tick): Holding | undefined {
    const holding = this.#of(tick.symbol);
    if (!holding || !isOfScales(holding.instrument, tick.instrument)) return undefined;
    if (tick.kind === 'quote') {
      holding.quote = tick;
      holding.isNewQuote = true;
    } else if (tick.kind === 'trade') {
      holding.trade = tick;
      holding.isNewTrade = true;
    }
    if (!tick.isSnapshot) this.#count(holding, tick);
    const { received } = tick;
    if (received !== null) holding.received = Number(received / 1000n) / 1000;
    if (!holding.isDirty) {
      holding.isDirty = true;
      this.#dirty.push(holding);
    }
    return holding;
  }

  /** The server's epoch is told. Of another, every value is forgotten: what holds still is given as state. Returns whether it is another. */
  isOtherEpoch(epoch: number): boolean {
    const isOther = this.#epoch !== null && this.#epoch !== epoch;
    this.#epoch = epoch;
    if (isOther) this.forget(false);
    return isOther;
  }

  /** Another stream begins: its counts begin at 0. What is held stays, until it is replaced. */
  beginAnew(): void {
    this.#totals = { updates: 0, collapsed: [0, 0, 0, 0, 0] };
    for (const holding of this.#holdings) {
      if (!holding) continue;
      holding.updates = 0;
      holding.collapsed.fill(0);
    }
  }

  /** Forgets every value; of another market, every instrument too. A slot is never given twice. */
  forget(isOther: boolean): void {
    if (isOther) {
      this.#epoch = null;
      this.#slots.clear();
      this.#dirty = [];
      this.#holdings.fill(undefined);
      return;
    }
    for (const slot of this.#slots.values()) {
      const holding = this.#holdings[slot]!;
      holding.quote = holding.trade = null;
      holding.received = 0;
      if (holding.isDirty) continue;
      holding.isDirty = true;
      this.#dirty.push(holding);
    }
  }

  totals(): Totals { return { updates: this.#totals.updates, collapsed: [...this.#totals.collapsed] }; }

  /** Writes what changed into a frame's memory, or into more if it is too small, and forgets that it changed. */
  fill(columns: FrameColumns | null): { columns: FrameColumns; rows: number } {
    // Scales that changed made another holding: what waited in the one before is of another unit.
    const dirty = this.#dirty.filter((holding) => this.#holdings[holding.slot] === holding);
    const rows = dirty.length;
    const into = columns && columns.capacity >= rows ? columns : newFrame(Math.max(64, rows * 2));
    for (let row = 0; row < rows; row++) write(dirty[row]!, into, row);
    this.#dirty = [];
    return { columns: into, rows };
  }

  #of(symbol: string): Holding | undefined {
    const slot = this.#slots.get(symbol);
    return slot === undefined ? undefined : this.#holdings[slot];
  }

  #count(holding: Holding, tick: Tick): void {
    holding.isLive = true;
    holding.updates++;
    this.#totals.updates++;
    if (tick.collapsed === null) return;
    const place = placeOf(tick.collapsed.cause);
    if (place < 0) return;
    holding.collapsed[place]! += tick.collapsed.count - 1;
    this.#totals.collapsed[place]! += tick.collapsed.count - 1;
  }
}

const isOfScales = (one: Instrument, other: Instrument): boolean => one.priceScale === other.priceScale && one.sizeScale === other.sizeScale;

function write(holding: Holding, into: FrameColumns, row: number): void {
  const { quote, trade, collapsed } = holding;
  holding.learn(quote?.bidMantissa ?? null);
  holding.learn(quote?.askMantissa ?? null);
  holding.learn(trade?.priceMantissa ?? null);
  into.slot[row] = holding.slot;
  into.bid[row] = quote?.bidMantissa ?? none;
  into.bidSize[row] = quote?.bidSizeMantissa ?? none;
  into.ask[row] = quote?.askMantissa ?? none;
  into.askSize[row] = quote?.askSizeMantissa ?? none;
  into.last[row] = trade?.priceMantissa ?? none;
  into.lastSize[row] = trade?.sizeMantissa ?? none;
  into.received[row] = holding.received;
  into.updates[row] = holding.updates;
  [into.rate[row], into.socket[row], into.budget[row], into.server[row], into.client[row]] = collapsed as unknown as [number, number, number, number, number];
  into.decimals[row] = holding.decimals;
  into.marks[row] = (holding.isNewQuote ? mark.quote : 0) | (holding.isNewTrade ? mark.trade : 0) | (holding.isLive ? mark.live : 0);
  holding.isNewQuote = holding.isNewTrade = holding.isLive = holding.isDirty = false;
}
