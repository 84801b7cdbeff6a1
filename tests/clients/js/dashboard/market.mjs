// A feed whose every tick a test decides. Between ticks it says that it is there.
import { Publication } from '../publication.mjs';

const heartbeatMs = 500;

export class Market extends Publication {
  #beat = setInterval(() => this.write({ heartbeat: {} }), heartbeatMs);
  #numbers = new Map();

  /**
   * Opens a feed with instruments: `{ 'XTST:A': 2 }`, a name and how many decimals its prices have, or more of its definition; sizes have none.
   * @param {{ grpcAddress: string }} server where
   */
  static async open(server, instruments, feed = 'market') {
    const market = new Market(server.grpcAddress, { feed, software: 'market.mjs' });
    for (const [symbol, scale] of Object.entries(instruments)) {
      const more = typeof scale === 'number' ? { priceScale: scale } : scale;
      const number = market.#numbers.size + 1;
      market.#numbers.set(symbol, number);
      const at = symbol.indexOf(':');
      market.write({ instrument: { number, venue: symbol.slice(0, at), symbol: symbol.slice(at + 1), sizeScale: 0, assetClass: 'ASSET_CLASS_EQUITY', currency: 'USD', ...more } });
    }
    await market.ready();
    return market;
  }

  get symbols() { return [...this.#numbers.keys()]; }

  /** Publishes ticks (`quote`, `trade`, `status`) and waits until the server has them. */
  publish(...ticks) {
    const eventTime = String(BigInt(Date.now()) * 1_000_000n);
    return this.publishAll(ticks, ({ symbol, ...body }, sequence) => ({ instrument: this.#numbers.get(symbol), sequence, eventTime, ...body }));
  }

  /** Says nothing more, and stays. */
  hush() { clearInterval(this.#beat); }

  async end(reason) {
    this.hush();
    await super.end(reason);
  }

  stop() {
    this.hush();
    super.stop();
  }
}

// Ticks; prices are mantissas.
export const quote = (symbol, bidPrice, askPrice, { bidSize = 1, askSize = 2 } = {}) => ({ symbol, quote: { bidPrice, bidSize, askPrice, askSize } });
export const trade = (symbol, price, { size = 1, side = 'SIDE_BUY' } = {}) => ({ symbol, trade: { price, size, side, tradeId: 1 } });
export const status = (symbol, state, reason = '') => ({ symbol, status: { state: `TRADING_STATE_${state}`, reason } });
