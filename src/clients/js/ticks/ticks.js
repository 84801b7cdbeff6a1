// The three kinds of tick. What is asked for seldom is worked out when it is asked for, so that a tick costs little to make.
import { exactText, nearest } from './decimal.js';

/** Flags of a tick: bits. */
export const flag = { snapshot: 1, stale: 2, afterGap: 4, outOfHours: 8, replayed: 16, hashedId: 32 };

const big = (mantissa) => (mantissa === null ? null : BigInt(mantissa));
const nanoseconds = (high, low) => (high === 0 && low === 0 ? null : (BigInt(high) << 32n) | BigInt(low));
const milliseconds = (high, low) => (high === 0 && low === 0 ? null : high * 4294.967296 + low / 1e6);

/** What every tick has. */
class Tick {
  constructor(instrument, sequence, timeHigh, timeLow, flags) {
    this.instrument = instrument;
    this.sequence = sequence;
    this.timeHigh = timeHigh;
    this.timeLow = timeLow;
    this.flags = flags;
    this.collapsed = null;
    this.receivedHigh = 0;
    this.receivedLow = 0;
  }

  get symbol() { return this.instrument.symbol; }

  /** Its place in the stream. */
  get seq() { return BigInt(this.sequence); }

  /** When it happened: nanoseconds since 1970; null if the feed did not say. */
  get time() { return nanoseconds(this.timeHigh, this.timeLow); }

  /** The same in milliseconds, as the nearest number. */
  get timeMs() { return milliseconds(this.timeHigh, this.timeLow); }

  /** When the server received it, with `times`: nanoseconds since 1970; otherwise null. */
  get received() { return nanoseconds(this.receivedHigh, this.receivedLow); }

  /** Whether it is state rather than news. */
  get isSnapshot() { return (this.flags & flag.snapshot) !== 0; }
}

/** The best bid and ask. A side that is not there is null. */
export class Quote extends Tick {
  constructor(instrument, sequence, timeHigh, timeLow, bid, bidSize, ask, askSize, flags) {
    super(instrument, sequence, timeHigh, timeLow, flags);
    this.rawBid = bid;
    this.rawBidSize = bidSize;
    this.rawAsk = ask;
    this.rawAskSize = askSize;
  }

  get kind() { return 'quote'; }

  get bid() { return nearest(this.rawBid, this.instrument.priceScale); }
  get bidText() { return exactText(this.rawBid, this.instrument.priceScale); }
  get bidMantissa() { return big(this.rawBid); }

  get bidSize() { return nearest(this.rawBidSize, this.instrument.sizeScale); }
  get bidSizeText() { return exactText(this.rawBidSize, this.instrument.sizeScale); }
  get bidSizeMantissa() { return big(this.rawBidSize); }

  get ask() { return nearest(this.rawAsk, this.instrument.priceScale); }
  get askText() { return exactText(this.rawAsk, this.instrument.priceScale); }
  get askMantissa() { return big(this.rawAsk); }

  get askSize() { return nearest(this.rawAskSize, this.instrument.sizeScale); }
  get askSizeText() { return exactText(this.rawAskSize, this.instrument.sizeScale); }
  get askSizeMantissa() { return big(this.rawAskSize); }
}

/** Something was bought and sold. */
export class Trade extends Tick {
  constructor(instrument, sequence, timeHigh, timeLow, price, size, side, flags, id) {
    super(instrument, sequence, timeHigh, timeLow, flags);
    this.rawPrice = price;
    this.rawSize = size;
    this.rawSide = side;
    this.rawId = id;
  }

  get kind() { return 'trade'; }

  get price() { return nearest(this.rawPrice, this.instrument.priceScale); }
  get priceText() { return exactText(this.rawPrice, this.instrument.priceScale); }
  get priceMantissa() { return big(this.rawPrice); }

  get size() { return nearest(this.rawSize, this.instrument.sizeScale); }
  get sizeText() { return exactText(this.rawSize, this.instrument.sizeScale); }
  get sizeMantissa() { return big(this.rawSize); }

  /** Who wanted it: `buy`, `sell`, or null if it is not known. */
  get side() { return [null, 'buy', 'sell'][this.rawSide] ?? null; }

  /** The venue's number of it; null if it gave none. */
  get tradeId() { return this.rawId === 0 ? null : BigInt(this.rawId); }
}

const states = [null, 'trading', 'halted', 'paused', 'closed', 'pre-open'];

/** Whether an instrument is traded. */
export class Status extends Tick {
  constructor(instrument, sequence, timeHigh, timeLow, state, flags, reason) {
    super(instrument, sequence, timeHigh, timeLow, flags);
    this.rawState = state;
    this.reason = reason;
  }

  get kind() { return 'status'; }

  /** `trading`, `halted`, `paused`, `closed`, `pre-open`; null if the feed did not say. */
  get state() { return states[this.rawState] ?? null; }
}
