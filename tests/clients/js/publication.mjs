// One call of the feed contract's publish method, over @grpc/grpc-js: what is written, what the server has, and waiting for that.
import path from 'node:path';
import grpc from '@grpc/grpc-js';
import protoLoader from '@grpc/proto-loader';
import { repository } from './server.mjs';

const protos = path.join(repository, 'src/Ticker.Feeds.Grpc/Protos');
const contract = protoLoader.loadSync('ticker/feed/v1/feed.proto', { includeDirs: [protos], longs: String, enums: String, defaults: true, oneofs: true });
const { FeedService } = grpc.loadPackageDefinition(contract).ticker.feed.v1;
const mostTicks = 1_000;

export class Publication {
  /** The sequence of the last tick: the server's at first, where it is asked to go on. */
  sent = 0;
  #client;
  #call;
  #acked = 0;
  #isReady = false;
  #error = null;
  #waiting = new Set();

  /**
   * @param {string} address where
   * @param {{ feed: string, software: string }} hello who
   * @param {{ key?: string, channel?: object }} [how] what proves who, and the channel's options
   */
  constructor(address, hello, { key, channel = {} } = {}) {
    this.#client = new FeedService(address, grpc.credentials.createInsecure(), channel);
    const metadata = new grpc.Metadata();
    if (key) metadata.set('authorization', `Bearer ${key}`);
    this.#call = this.#client.publish(metadata);
    this.#call.on('error', (error) => { this.#error = error; this.#look(); });
    this.#call.on('data', ({ ready, ack }) => {
      if (ready) [this.sent, this.#acked, this.#isReady] = [Number(ready.lastSequence), Number(ready.lastSequence), true];
      if (ack) this.#acked = Math.max(this.#acked, Number(ack.received));
      this.#look();
    });
    this.write({ hello: { protocol: 1, runId: 1, ...hello } });
  }

  /** Sends a request of the contract. */
  write(request) { this.#call.write(request); }

  /** Waits until the server takes ticks. */
  ready() { return this.#until(() => this.#isReady); }

  /** Publishes ticks, each of which `numbered` gives its sequence, and waits until the server has them. */
  async publishAll(ticks, numbered = (tick, sequence) => ({ ...tick, sequence })) {
    for (let n = 0; n < ticks.length; n += mostTicks) {
      this.write({ batch: { ticks: ticks.slice(n, n + mostTicks).map((tick) => numbered(tick, ++this.sent)) } });
    }
    const last = this.sent;
    await this.#until(() => this.#acked >= last);
  }

  /** Leaves numbers of its own out, as a feed does that has lost something. */
  skip(count) { this.sent += count; }

  /** Says that it ends, and waits until the server has closed. */
  async end(reason) {
    this.write({ end: { reason } });
    this.#call.end();
    await new Promise((resolve) => this.#call.on('status', resolve));
    this.#client.close();
  }

  /** Leaves without a word. */
  stop() {
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
