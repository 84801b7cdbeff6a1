// Follows instruments over an unmodified `ws` until their feed has ended, and tells what it got, exactly.
import { decode, encode } from '@msgpack/msgpack';
import WebSocket from 'ws';
import { isOver } from './statement-client.mjs';

const SNAPSHOT = 1;
const [QUOTE, TRADE] = [1, 2];

/** An exact decimal, without trailing zeros. */
export function plain(mantissa, scale) {
  const negative = mantissa < 0n;
  const digits = (negative ? -mantissa : mantissa).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '');
  return `${negative ? '-' : ''}${whole}${fraction ? `.${fraction}` : ''}`;
}

class Tally {
  quotes = 0; // with those that a quote stood for
  trades = 0;
  size = 0n;
  #newest = 0;
  #lastQuote;

  constructor(name, priceScale, sizeScale) {
    Object.assign(this, { name, priceScale, sizeScale });
  }

  add(tick) {
    const [kind, , sequence] = tick;
    if (sequence <= this.#newest) throw new Error(`${this.name}: ${sequence} came after ${this.#newest}`);
    this.#newest = sequence;
    if (kind === TRADE && !(tick[7] & SNAPSHOT)) {
      if (tick[9]) throw new Error(`${this.name}: trade ${sequence} stands for more than itself`);
      this.trades += 1;
      this.size += BigInt(tick[5]);
    } else if (kind === QUOTE) {
      this.quotes += tick[9]?.[0] ?? 1;
      this.#lastQuote = tick.slice(4, 8);
    }
  }

  get result() {
    const scales = [this.priceScale, this.sizeScale, this.priceScale, this.sizeScale];
    return {
      quotes: this.quotes,
      trades: this.trades,
      size: plain(this.size, this.sizeScale),
      lastQuote: this.#lastQuote.map((value, n) => plain(BigInt(value), scales[n])),
    };
  }
}

/**
 * Subscribes and follows.
 * @returns {{subscribed: Promise<void>, result: Promise<object>, close: () => void}} when the server has taken the
 * subscription; and for each symbol what came, once the feed has ended.
 */
export function follow(url, feed, symbols) {
  const socket = new WebSocket(url, 'ticker.v1.msgpack');
  const tallies = new Map();
  const subscribed = withResolvers();
  const result = withResolvers();
  const fail = (error) => { subscribed.reject(error); result.reject(error); socket.terminate(); };
  const take = (message) => {
    if (Array.isArray(message)) {
      for (const tick of message.slice(1)) tallies.get(tick[1]).add(tick);
    } else if (message.ev === 'subscribed') {
      for (const [ref, ...rest] of message.instruments) if (!tallies.has(ref)) tallies.set(ref, new Tally(...rest));
      subscribed.resolve();
    } else if (message.ev === 'error') {
      throw new Error(JSON.stringify(message));
    } else if (isOver(message, feed)) {
      result.resolve(Object.fromEntries([...tallies.values()].map((tally) => [tally.name, tally.result])));
      socket.close(1000);
    }
  };
  socket.on('open', () => socket.send(encode({ op: 'subscribe', id: 1, symbols })));
  socket.on('message', (data) => { try { take(decode(data, { useBigInt64: true })); } catch (error) { fail(error); } });
  socket.on('error', fail);
  socket.on('close', (code, reason) => fail(new Error(`the server closed the stream: ${code} ${reason}`)));
  return { subscribed: subscribed.promise, result: result.promise, close: () => socket.terminate() };
}

function withResolvers() {
  let resolve;
  let reject;
  const promise = new Promise((good, bad) => { resolve = good; reject = bad; });
  promise.catch(() => {});
  return { promise, resolve, reject };
}
