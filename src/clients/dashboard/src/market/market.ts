import type { Known } from '../search/catalogue.js';
import { nowMs, type Frame, type NewInstrument, type Totals } from '../contract.js';
import { frameIn, mark, none, type FrameColumns } from '../frame.js';
import { InstrumentRow } from './instrument-row.js';

/** The newest values of all instruments that the page was told of: what every part of it reads. */
export class Market {
  readonly rows: InstrumentRow[] = [];
  readonly #bySymbol = new Map<string, InstrumentRow>();
  totals: Totals = { updates: 0, collapsed: [0, 0, 0, 0, 0] };
  /** When the server received the newest of all that came, ms on its clock; 0 = not known. */
  newest = 0;
  /** How far the server's clock is ahead of this machine's; null before it is known. */
  clock: { aheadMs: number; uncertainMs: number | null } | null = null;

  bySymbol(symbol: string): InstrumentRow | undefined {
    const row = this.#bySymbol.get(symbol);
    return row?.isKnown ? row : undefined;
  }

  /** All that the server knows. */
  get known(): InstrumentRow[] { return this.rows.filter((row) => row?.isKnown); }

  /** Takes in new ones, and that the server named others again. */
  announce(instruments: readonly NewInstrument[], again: readonly number[] = []): void {
    for (const slot of again) Object.assign(this.rows[slot] ?? {}, { isKnown: true, isDescribed: false });
    for (const { slot, symbol, priceScale, sizeScale } of instruments) {
      const row = new InstrumentRow(slot, symbol, priceScale, sizeScale);
      this.rows[slot] = row;
      this.#bySymbol.set(symbol, row);
    }
  }

  /** Takes in what the server's catalogue says: previous closes, and tick sizes, whose digits all prices of theirs get. */
  describe(known: readonly Known[]): void { for (const one of known) this.#bySymbol.get(one.symbol)?.describe(one); }

  /** Takes in a frame. */
  take({ rows, buffer, totals }: Frame): void {
    const columns = frameIn(buffer);
    const at = performance.now();
    for (let n = 0; n < rows; n++) {
      const row = this.rows[columns.slot[n]!];
      if (!row) continue;
      apply(row, columns, n, at);
      if (row.received > this.newest) this.newest = row.received;
    }
    this.totals = totals;
  }

  /** Forgets every value: they were of another stream, or of another place of the tape. Of another market, every instrument too. */
  clear(isOther: boolean): void {
    this.newest = 0;
    if (isOther) {
      this.rows.length = 0;
      this.#bySymbol.clear();
    } else for (const row of this.rows) row?.begin();
  }

  /** The server began anew: what it said of trading is not known any more, and it knows only what it names again; the values are told. */
  restarted(): void {
    for (const row of this.rows) if (row) Object.assign(row, { isKnown: false, state: '', reason: '', isStale: false, isDirty: true });
  }

  /** What is shown of all instruments is drawn anew. */
  touchAll(): void { for (const row of this.rows) if (row) row.isDirty = true; }
}

function apply(row: InstrumentRow, from: FrameColumns, n: number, at: number): void {
  const [bid, ask, last] = [from.bid[n]!, from.ask[n]!, from.last[n]!];
  if (bid !== row.bid) {
    row.bidWay = way(row.bid, bid);
    row.bid = bid;
    row.bidChangedAt = at;
  }
  if (ask !== row.ask) {
    row.askWay = way(row.ask, ask);
    row.ask = ask;
    row.askChangedAt = at;
  }
  if (last !== row.last) {
    row.lastWay = way(row.last, last);
    row.last = last;
    row.lastChangedAt = at;
  }
  if (last !== none) row.traded(last, from.received[n]! || nowMs());
  row.bidSize = from.bidSize[n]!;
  row.askSize = from.askSize[n]!;
  row.lastSize = from.lastSize[n]!;
  row.received = from.received[n]!;
  row.updates = from.updates[n]!;
  row.rate = from.rate[n]!;
  row.socket = from.socket[n]!;
  row.budget = from.budget[n]!;
  row.server = from.server[n]!;
  row.client = from.client[n]!;
  row.need(from.decimals[n]!);
  row.isNews = (from.marks[n]! & mark.live) !== 0 && row.received > 0;
  row.isDirty = true;
}

/** A side that appears or goes has no direction. */
const way = (before: bigint, after: bigint): number => (before === none || after === none ? 0 : after > before ? 1 : -1);
