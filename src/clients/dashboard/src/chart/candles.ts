// Prices of even spans of time. All is kept by the second; longer spans are put together from that.
import type { ShownTrade } from '../trades/trade-ring.js';

/** `time`: the span's beginning, in seconds since 1970. A price that nobody traded at has no candle, or one of volume 0. */
export interface Candle { time: number; open: number; high: number; low: number; close: number; volume: number }

/** What a chart shows where nothing was: nothing, with its place on the axis of time. */
export interface Blank { time: number }

/** Two hours: what is older is forgotten. */
const most = 7_200;
/** A silence that is longer has no place of its own on the axis. */
const longestSilence = 600;

/** Two pieces of one span, the older first. */
export const joined = (older: Candle, newer: Candle): Candle => ({
  time: older.time, open: older.open, high: Math.max(older.high, newer.high), low: Math.min(older.low, newer.low), close: newer.close,
  volume: older.volume + newer.volume,
});

/** Candles of one second, ascending. */
export class Candles {
  #list: Candle[] = [];
  /** Grows with each change that is more than something new at the end. */
  version = 0;

  get list(): readonly Candle[] { return this.#list; }

  /** Takes a trade, or many that were summed up: what the first of those was at is not told, so the newest's price is where a candle of them opens. */
  trade({ timeMs, price, size, high, low, priceScale, sizeScale }: ShownTrade): void {
    const unit = 10 ** priceScale;
    this.add(timeMs, Number(price) / unit, Number(size) / 10 ** sizeScale, Number(high) / unit, Number(low) / unit);
  }

  /** Takes what comes next. What says that it is older than the newest counts there: it came then. */
  add(timeMs: number, price: number, volume: number, high = price, low = price): void {
    const time = Math.floor(timeMs / 1000);
    const last = this.#list[this.#list.length - 1];
    if (!last || time > last.time) {
      this.#list.push({ time, open: price, high, low, close: price, volume });
      if (this.#list.length > most + 600) this.#list.splice(0, this.#list.length - most);
      return;
    }
    if (high > last.high) last.high = high;
    if (low < last.low) last.low = low;
    last.close = price;
    last.volume += volume;
  }

  /** Takes what was before all that is here. */
  prepend(older: readonly Candle[]): void {
    if (older.length === 0) return;
    this.version++;
    const first = this.#list[0];
    // Clocks of venues may overlap by a moment: what lies over the seam is one candle.
    let before = first ? older.findIndex(({ time }) => time >= first.time) : -1;
    if (before < 0) before = older.length;
    const over = older.slice(before).reduce<Candle | null>((sum, one) => (sum ? joined(sum, one) : one), null);
    if (over && first) this.#list[0] = { ...joined(over, first), time: first.time };
    this.#list = [...older.slice(0, before), ...this.#list].slice(-most);
  }

  clear(): void {
    this.#list = [];
    this.version++;
  }

  /** Candles of so many seconds that begin at `from` or later, without those in between in which nothing was. */
  every(seconds: number, from = -Infinity): Candle[] {
    let at = this.#list.length;
    while (at > 0 && this.#list[at - 1]!.time >= from) at--;
    const made: Candle[] = [];
    for (; at < this.#list.length; at++) {
      const piece = this.#list[at]!;
      const time = Math.floor(piece.time / seconds) * seconds;
      const last = made[made.length - 1];
      if (last?.time === time) made[made.length - 1] = joined(last, piece);
      else made.push({ ...piece, time });
    }
    return made;
  }
}

/**
 * The same with a place for each span in which nothing was: blank, or, where a price holds until there is another, flat at the close before.
 * @param before the candle before the first
 */
export function spaced(candles: readonly Candle[], seconds: number, holds: boolean, before: Candle | null = null): (Candle | Blank)[] {
  const made: (Candle | Blank)[] = [];
  let last = before;
  for (const candle of candles) {
    if (last && candle.time - last.time <= longestSilence * seconds) {
      const { close } = last;
      for (let time = last.time + seconds; time < candle.time; time += seconds) {
        made.push(holds ? { time, open: close, high: close, low: close, close, volume: 0 } : { time });
      }
    }
    made.push(candle);
    last = candle;
  }
  return made;
}

export const isCandle = (one: Candle | Blank): one is Candle => 'close' in one;
