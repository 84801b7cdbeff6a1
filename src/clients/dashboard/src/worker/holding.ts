import type { Instrument, Quote, Trade } from '../../../js/index.js';
import { digitsOf } from '../figures.js';
import { causeOrder } from './causes.js';

/** What is held of one instrument. */
export class Holding {
  quote: Quote | null = null;
  trade: Trade | null = null;
  /** Whether each came since the last frame. */
  isNewQuote = false;
  isNewTrade = false;
  isLive = false;
  isDirty = false;
  received = 0;
  updates = 0;
  readonly collapsed = new Float64Array(causeOrder.length);
  /** The most digits behind the point that any price needed. */
  decimals = 0;

  constructor(readonly slot: number, public instrument: Instrument) {}

  /** Learns from a price how many digits behind the point are needed. */
  learn(mantissa: bigint | null): void {
    if (mantissa !== null) this.decimals = digitsOf(mantissa, this.instrument.priceScale, this.decimals);
  }
}
