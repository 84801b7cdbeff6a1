// A connection that keeps every message in the order of its bytes, to be gone through when all is over: so it reads as
// fast as its socket gives, and nothing that it does with ticks slows it. Only control messages are looked at at once.
import { decode, encode } from '@msgpack/msgpack';
import WebSocket from 'ws';

/** Numbers of JSON ticks as texts, so that no digit is lost; nothing else of these messages looks like them. */
const decimals = /"(bp|bs|ap|as|p|s|bh|bl|ah|al|v|h|l|notional)":(-?[\d.]+)/g;

// In MessagePack a map, in JSON an object that begins with `ev`.
const isControl = (bytes, encoding) => (encoding === 'json' ? bytes[2] === 0x65 : (bytes[0] & 0xf0) === 0x80 || bytes[0] >= 0xde);

/** A message: data as [id, tick, ..] or { id, ticks }; positions as numbers, for both encodings. */
export function decodeMessage(bytes, encoding) {
  if (encoding === 'msgpack') return decode(bytes, { useBigInt64: true });
  const text = String(bytes);
  return JSON.parse(isControl(bytes, encoding) ? text.replace(/"(seq|from|to|first_seq|last_seq)":"(\d+)"/g, '"$1":$2') : text.replace(decimals, '"$1":"$2"'));
}

export class StatementClient {
  /** Every message that came, decoded when asked for; `{ sent }` marks what was asked in between. */
  #messages = [];
  #waiting = [];
  #encoding;

  constructor(url, { name = 'subscriber', encoding = 'msgpack', onControl = () => {}, onData = () => {} } = {}) {
    this.#encoding = encoding;
    this.dataFrames = 0;
    this.socket = new WebSocket(url, `ticker.v1.${encoding}`, { perMessageDeflate: false });
    this.opened = new Promise((resolve, reject) => { this.socket.on('open', resolve); this.socket.on('error', reject); });
    this.closed = new Promise((resolve) => { this.socket.on('close', (code, reason) => resolve({ code, reason: String(reason) })); });
    this.closed.then(({ code, reason }) => {
      this.ended = true;
      for (const { reject } of this.#waiting.splice(0)) reject(new Error(`${name}: the server closed the stream: ${code} ${reason}`));
    });
    this.socket.on('message', (bytes) => {
      if (!isControl(bytes, encoding)) {
        this.#messages.push(bytes);
        this.dataFrames += 1;
        onData(this);
        return;
      }
      const message = decodeMessage(bytes, encoding);
      this.#messages.push(message);
      this.#waiting = this.#waiting.filter((one) => !one.wanted(message) || one.resolve(message));
      onControl(message, this);
    });
  }

  /** Asks for something; remembered among what came. */
  send(message) {
    if (this.ended) return;
    this.#messages.push({ sent: message });
    this.socket.send(this.#encoding === 'json' ? JSON.stringify(message) : encode(message));
  }

  /** The next control message of a kind. */
  next(wanted) {
    const promise = new Promise((resolve, reject) => { this.#waiting.push({ wanted, resolve, reject }); });
    promise.catch(() => {});
    return promise;
  }

  /** All that came and was sent, in order. */
  * messages() {
    for (const message of this.#messages) yield Buffer.isBuffer(message) ? decodeMessage(message, this.#encoding) : message;
  }

  close() { this.socket.terminate(); }
}

/** Whether a heartbeat says that a feed is over and nothing of the connection's subscriptions is pending. */
export const isOver = ({ ev, seq, subs, feeds }, feed) =>
  ev === 'heartbeat' && feeds[feed] === 'ended' && subs.length > 0 && subs.every(([, position]) => Number(position) >= Number(seq));
