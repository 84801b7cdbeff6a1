// A market of two instruments in which the n-th tick is known by its number, and a publisher of it that never ends: when a
// server goes it waits for the next, and goes on after what that one has.
import { setTimeout as pause } from 'node:timers/promises';
import { Feed, symbols } from '../conformance/feed.mjs';

const batch = 40;

// What a server that is not there yet must not cost: the channel's own pauses grow from a second on.
const channel = { 'grpc.use_local_subchannel_pool': 1, 'grpc.initial_reconnect_backoff_ms': 100, 'grpc.max_reconnect_backoff_ms': 100 };

/** The n-th tick, from 1 on, as subscribers read it: it says its number as the id of a trade, as the size of a quote's bid. */
export function numbered(n) {
  const [name, price] = [symbols[(n >> 1) % symbols.length], 10_000 + (n % 100)];
  return n % 2 ? { n, name, kind: 'trade', body: [price, 1, 1, n] } : { n, name, kind: 'quote', body: [price, n, price + 1, 2] };
}

/** The number that a tick says. */
export const numberOf = ({ kind, body }) => (kind === 'trade' ? body[3] : body[1]);

function published(n) {
  const { name, kind, body: [one, two, three, four] } = numbered(n);
  const tick = kind === 'trade' ? { trade: { price: one, size: two, side: 'SIDE_BUY' } } : { quote: { bidPrice: one, bidSize: two, askPrice: three, askSize: four } };
  return { instrument: symbols.indexOf(name) + 1, ...tick };
}

export class NumberedFlow {
  /** How often a server took it in. */
  starts = 0;
  #isOver = false;

  /** @param {string} address where servers come and go */
  constructor(address) { this.#running = this.#run(address); }

  #running;

  /** Publishes no more; the number of the last tick, which a server has. */
  end() {
    this.#isOver = true;
    return this.#running;
  }

  async #run(address) {
    for (;;) {
      const feed = new Feed(address, undefined, channel);
      try {
        await feed.begin();
        this.starts += 1;
        while (!this.#isOver) {
          const first = feed.sent + 1;
          await feed.publish(Array.from({ length: batch }, (_, n) => published(first + n)));
          await pause(5);
        }
        return feed.sent;
      } catch (error) {
        if (error.code === undefined) throw error;
      } finally {
        feed.stop();
      }
      await pause(50);
    }
  }
}
