// What a tick stands for beside itself.
import { Decimal } from './decimal.js';

/** Who collapsed ticks, by the number of the protocol; 5 is this client's own buffer. */
export const causes = ['', 'rate', 'socket', 'budget', 'server', 'client'];
const CLIENT = 5;

const decimal = (mantissa, scale) => (mantissa === null ? null : new Decimal(mantissa, scale));

/** So many ticks, from the first sequence on, became one. */
export class Collapsed {
  constructor(instrument, count, first, cause) {
    this.instrument = instrument;
    this.count = count;
    this.rawFirst = first;
    this.rawCause = cause;
    this.extremes = null;
    this.sums = null;
  }

  /** The sequence of the first of them. */
  get first() { return BigInt(this.rawFirst); }

  /** `rate`, `socket`, `budget`, `server`, or `client` for the buffer of this client. */
  get cause() { return causes[this.rawCause] ?? 'other'; }

  #extreme(n) { return this.extremes ? decimal(this.extremes[n], this.instrument.priceScale) : null; }

  // Of quotes with `summary`.
  get bidHigh() { return this.#extreme(0); }
  get bidLow() { return this.#extreme(1); }
  get askHigh() { return this.#extreme(2); }
  get askLow() { return this.#extreme(3); }

  // Of trades.
  get volume() { return this.sums ? new Decimal(this.sums[0], this.instrument.sizeScale) : null; }
  get high() { return this.sums ? new Decimal(this.sums[1], this.instrument.priceScale) : null; }
  get low() { return this.sums ? new Decimal(this.sums[2], this.instrument.priceScale) : null; }
  get notional() { return this.sums ? new Decimal(this.sums[3], this.instrument.priceScale + this.instrument.sizeScale) : null; }
}

const ownExtremes = (quote) => [quote.rawBid, quote.rawBid, quote.rawAsk, quote.rawAsk];
const further = (left, right, isFurther) => (left === null ? right : right === null ? left : isFurther(left, right) ? left : right);
const higher = (left, right) => left > right;
const lower = (left, right) => left < right;

/** Makes the newer of two quotes of an instrument stand for the older one too. */
export function standFor(newer, older) {
  const [first, last] = [older.collapsed, newer.collapsed];
  const both = new Collapsed(newer.instrument, (first?.count ?? 1) + (last?.count ?? 1), first?.rawFirst ?? older.sequence, CLIENT);
  if (first?.extremes || last?.extremes) {
    const [a, b] = [first?.extremes ?? ownExtremes(older), last?.extremes ?? ownExtremes(newer)];
    both.extremes = [further(a[0], b[0], higher), further(a[1], b[1], lower), further(a[2], b[2], higher), further(a[3], b[3], lower)];
  }
  newer.collapsed = both;
  return newer;
}
