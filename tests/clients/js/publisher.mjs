// A publisher of one instrument, over @grpc/grpc-js: trades whose ids count up from 1, so that a reader sees what it missed.
import path from 'node:path';
import grpc from '@grpc/grpc-js';
import protoLoader from '@grpc/proto-loader';
import { repository } from './server.mjs';

const protos = path.join(repository, 'src/Ticker.Feeds.Grpc/Protos');
const contract = protoLoader.loadSync('ticker/feed/v1/feed.proto', { includeDirs: [protos], longs: String, enums: String, defaults: true, oneofs: true });
const { FeedService } = grpc.loadPackageDefinition(contract).ticker.feed.v1;

export class Publisher {
  #sent = 0;
  #acked = 0;
  #waiting = [];

  /**
   * @param {string} address where
   * @param {string} feed its name
   * @param {Buffer} [authority] what it trusts, over TLS
   */
  constructor(address, feed, authority) {
    this.feed = feed;
    this.#client = new FeedService(address, authority ? grpc.credentials.createSsl(authority) : grpc.credentials.createInsecure());
    this.#call = this.#client.publish();
    this.#call.on('data', ({ ready, ack }) => {
      if (ready) this.#ready();
      if (ack) this.#acked = Number(ack.received);
      this.#look();
    });
    this.#call.on('error', () => {});
    this.status = new Promise((resolve) => this.#call.on('status', resolve));
    this.status.then(({ code, details }) => { this.#ended = new Error(`the stream of ${feed} ended: ${code} ${details}`); this.#look(); });
  }

  #client;
  #call;
  #ended;
  #ready = () => {};

  /** The number of trades so far, which is the id of the last. */
  get sent() { return this.#sent; }

  get symbol() { return `XTST:${this.feed}`; }

  async begin() {
    const ready = new Promise((resolve, reject) => { this.#ready = resolve; this.status.then(() => reject(this.#ended)); });
    ready.catch(() => {});
    this.#call.write({ hello: { feed: this.feed, protocol: 1, runId: 1, software: 'publisher.mjs' } });
    this.#call.write({ instrument: { number: 1, venue: 'XTST', symbol: this.feed, priceScale: 2, sizeScale: 0, assetClass: 'ASSET_CLASS_EQUITY', currency: 'USD' } });
    await ready;
    return this;
  }

  /** Publishes so many trades, and waits until the server has them. */
  async trades(count) {
    const ticks = Array.from({ length: count }, () => ({ instrument: 1, sequence: ++this.#sent, trade: { price: 10_000 + this.#sent % 100, size: 1, side: 'SIDE_BUY', tradeId: this.#sent } }));
    this.#call.write({ batch: { ticks } });
    await new Promise((resolve, reject) => { this.#waiting.push({ until: this.#sent, resolve, reject }); this.#look(); });
  }

  /** Says that it is silent but there. */
  heartbeat() { this.#call.write({ heartbeat: {} }); }

  async end() {
    this.#call.end();
    const status = await this.status;
    this.#client.close();
    return status;
  }

  /** Leaves without a word. */
  abandon() {
    this.#call.cancel();
    this.#client.close();
  }

  #look() {
    this.#waiting = this.#waiting.filter(({ until, resolve, reject }) => {
      if (this.#acked >= until) resolve();
      else if (this.#ended) reject(this.#ended);
      return this.#acked < until && !this.#ended;
    });
  }
}
