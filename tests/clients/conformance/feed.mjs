// A publisher of two instruments whose trades are numbered, which goes on where the server says that it stands.
import path from 'node:path';
import { grpc, protoLoader } from './packages.mjs';
import { repository } from '../js/server.mjs';

const protos = path.join(repository, 'src/Ticker.Feeds.Grpc/Protos');
const contract = protoLoader.loadSync('ticker/feed/v1/feed.proto', { includeDirs: [protos], longs: String, enums: String, defaults: true, oneofs: true });
const { FeedService } = grpc.loadPackageDefinition(contract).ticker.feed.v1;

/** The instruments: prices have two decimals, sizes none. */
export const symbols = ['XTST:A', 'XTST:B'];

export class Feed {
  /** The sequence of the last tick, which is the id of a trade too. */
  sent = 0;
  #acked = 0;
  #isReady = false;
  #waiting = new Set();

  constructor(address, key, channel = {}) {
    this.client = new FeedService(address, grpc.credentials.createInsecure(), channel);
    const metadata = new grpc.Metadata();
    if (key) metadata.set('authorization', `Bearer ${key}`);
    this.call = this.client.publish(metadata);
    this.call.on('error', (error) => { this.error = error; this.#look(); });
    this.call.on('data', ({ ready, ack }) => {
      if (ready) [this.sent, this.#acked, this.#isReady] = [Number(ready.lastSequence), Number(ready.lastSequence), true];
      if (ack) this.#acked = Math.max(this.#acked, Number(ack.received));
      this.#look();
    });
    this.call.write({ hello: { feed: 'feed', protocol: 1, runId: 1, software: 'feed.mjs' } });
    for (const [n, symbol] of symbols.entries()) {
      const [venue, name] = symbol.split(':');
      this.call.write({ instrument: { number: n + 1, venue, symbol: name, priceScale: 2, sizeScale: 0, assetClass: 'ASSET_CLASS_EQUITY' } });
    }
  }

  async begin() {
    await this.#until(() => this.#isReady);
    return this;
  }

  /** Publishes ticks, numbered on from the last, and waits until the server has them. */
  async publish(ticks) {
    for (let n = 0; n < ticks.length; n += 1_000) {
      const part = ticks.slice(n, n + 1_000).map((tick) => ({ ...tick, sequence: ++this.sent, ...(tick.trade ? { trade: { ...tick.trade, tradeId: this.sent } } : {}) }));
      this.call.write({ batch: { ticks: part } });
    }
    const last = this.sent;
    await this.#until(() => this.#acked >= last);
  }

  /** Leaves numbers out, as a feed does that has lost messages. */
  skip(count) { this.sent += count; }

  /** Trades of the first instrument, or another. */
  trades(count, instrument = 1, more = {}) {
    return this.publish(Array.from({ length: count }, (_, n) => ({ ...trade(instrument, 10_000 + ((this.sent + n + 1) % 100)), ...more })));
  }

  stop() {
    this.call.cancel();
    this.client.close();
  }

  #until(holds) {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (this.error) reject(this.error);
        else if (holds()) resolve();
        else return;
        this.#waiting.delete(look);
      };
      this.#waiting.add(look);
      look();
    });
  }

  #look() { for (const look of this.#waiting) look(); }
}

export const trade = (instrument, price, size = 1) => ({ instrument, trade: { price, size, side: 'SIDE_BUY' } });
export const quote = (instrument, bid, ask) => ({ instrument, quote: { bidPrice: bid, bidSize: 1, askPrice: ask, askSize: 2 } });
export const status = (instrument, reason) => ({ instrument, status: { state: 'TRADING_STATE_HALTED', reason } });
