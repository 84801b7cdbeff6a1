// A publisher of two instruments whose trades are numbered, which goes on where the server says that it stands.
import { Publication } from '../js/publication.mjs';

/** The instruments: prices have two decimals, sizes none. */
export const symbols = ['XTST:A', 'XTST:B'];

export class Feed extends Publication {
  constructor(address, key, channel) {
    super(address, { feed: 'feed', software: 'feed.mjs' }, { key, channel });
    for (const [n, symbol] of symbols.entries()) {
      const [venue, name] = symbol.split(':');
      this.write({ instrument: { number: n + 1, venue, symbol: name, priceScale: 2, sizeScale: 0, assetClass: 'ASSET_CLASS_EQUITY' } });
    }
  }

  async begin() {
    await this.ready();
    return this;
  }

  /** Publishes ticks, numbered on from the last, which is the id of a trade too, and waits until the server has them. */
  publish(ticks) {
    return this.publishAll(ticks, (tick, sequence) => ({ ...tick, sequence, ...(tick.trade ? { trade: { ...tick.trade, tradeId: sequence } } : {}) }));
  }

  /** Trades of the first instrument, or another. */
  trades(count, instrument = 1, more = {}) {
    return this.publish(Array.from({ length: count }, (_, n) => ({ ...trade(instrument, 10_000 + ((this.sent + n + 1) % 100)), ...more })));
  }
}

export const trade = (instrument, price, size = 1) => ({ instrument, trade: { price, size, side: 'SIDE_BUY' } });
export const quote = (instrument, bid, ask) => ({ instrument, quote: { bidPrice: bid, bidSize: 1, askPrice: ask, askSize: 2 } });
export const status = (instrument, reason) => ({ instrument, status: { state: 'TRADING_STATE_HALTED', reason } });
