// A feed whose every tick a test decides, over @grpc/grpc-js. Between ticks it says that it is there.
import path from 'node:path';
import grpc from '@grpc/grpc-js';
import protoLoader from '@grpc/proto-loader';
import { repository } from '../server.mjs';

const protos = path.join(repository, 'src/Ticker.Feeds.Grpc/Protos');
const contract = protoLoader.loadSync('ticker/feed/v1/feed.proto', { includeDirs: [protos], longs: String, enums: String, defaults: true, oneofs: true });
const { FeedService } = grpc.loadPackageDefinition(contract).ticker.feed.v1;
const heartbeatMs = 500;

export class Market {
  #client;
  #call;
  #beat;
  #sent = 0;
  #acked = 0;
  #isReady = false;
  #error = null;
  #waiting = new Set();
  #numbers = new Map();

  constructor(address, feed) {
    this.#client = new FeedService(address, grpc.credentials.createInsecure());
    this.#call = this.#client.publish();
    this.#call.on('error', (error) => { this.#error = error; this.#look(); });
    this.#call.on('data', ({ ready, ack }) => {
      if (ready) [this.#sent, this.#acked, this.#isReady] = [Number(ready.lastSequence), Number(ready.lastSequence), true];
      if (ack) this.#acked = Math.max(this.#acked, Number(ack.received));
      this.#look();
    });
    this.#call.write({ hello: { feed, protocol: 1, runId: 1, software: 'market.mjs' } });
    this.#beat = setInterval(() => this.#call.write({ heartbeat: {} }), heartbeatMs);
  }

  /**
   * Opens a feed with instruments: `{ 'XTST:A': 2 }`, a name and how many decimals its prices have, or more of its definition; sizes have none.
   * @param {{ grpcAddress: string }} server where
   */
  static async open(server, instruments, feed = 'market') {
    const market = new Market(server.grpcAddress, feed);
    for (const [symbol, scale] of Object.entries(instruments)) {
      const more = typeof scale === 'number' ? { priceScale: scale } : scale;
      const number = market.#numbers.size + 1;
      market.#numbers.set(symbol, number);
      const at = symbol.indexOf(':');
      market.#call.write({ instrument: { number, venue: symbol.slice(0, at), symbol: symbol.slice(at + 1), sizeScale: 0, assetClass: 'ASSET_CLASS_EQUITY', currency: 'USD', ...more } });
    }
    await market.#until(() => market.#isReady);
    return market;
  }

  get symbols() { return [...this.#numbers.keys()]; }

  /** Publishes ticks (`quote`, `trade`, `status`) and waits until the server has them. */
  async publish(...ticks) {
    const numbered = ticks.map(({ symbol, ...body }) => ({ instrument: this.#numbers.get(symbol), sequence: ++this.#sent, eventTime: String(BigInt(Date.now()) * 1_000_000n), ...body }));
    for (let n = 0; n < numbered.length; n += 1_000) this.#call.write({ batch: { ticks: numbered.slice(n, n + 1_000) } });
    const last = this.#sent;
    await this.#until(() => this.#acked >= last);
  }

  /** Leaves numbers of its own out, as a feed does that has lost something. */
  lose(count) { this.#sent += count; }

  /** Says nothing more, and stays. */
  hush() { clearInterval(this.#beat); }

  /** Says that it ends. */
  async end(reason) {
    this.hush();
    this.#call.write({ end: { reason } });
    this.#call.end();
    await new Promise((resolve) => this.#call.on('status', resolve));
    this.#client.close();
  }

  /** Leaves without a word. */
  stop() {
    this.hush();
    this.#call.cancel();
    this.#client.close();
  }

  #until(holds) {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (this.#error) reject(this.#error);
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

// Ticks; prices are mantissas.
export const quote = (symbol, bidPrice, askPrice, { bidSize = 1, askSize = 2 } = {}) => ({ symbol, quote: { bidPrice, bidSize, askPrice, askSize } });
export const trade = (symbol, price, { size = 1, side = 'SIDE_BUY' } = {}) => ({ symbol, trade: { price, size, side, tradeId: 1 } });
export const status = (symbol, state, reason = '') => ({ symbol, status: { state: `TRADING_STATE_${state}`, reason } });
