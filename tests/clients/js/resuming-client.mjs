// A subscriber that does as src/docs/resuming.md says: when its connection is gone it comes back and goes on where it was.
import WebSocket from 'ws';

export class ResumingClient {
  /** The ids of the trades that came, in order. */
  trades = [];
  /** How often it connected. */
  connections = 0;
  heartbeats = 0;
  /** What told it of something missing. */
  gaps = [];
  #from = 'now';
  #waiting = [];
  #stopped = false;

  constructor(url, symbol, options = {}) {
    Object.assign(this, { url, symbol, options });
    this.#connect();
  }

  /** Waits until something holds; looked at whenever something came. */
  until(holds) {
    return new Promise((resolve) => { this.#waiting.push({ holds, resolve }); this.#look(); });
  }

  stop() {
    this.#stopped = true;
    this.socket.terminate();
  }

  #connect() {
    this.socket = new WebSocket(this.url, 'ticker.v1.json', { perMessageDeflate: false, ...this.options });
    this.socket.on('open', () => this.socket.send(JSON.stringify({ op: 'subscribe', id: 1, symbols: [this.symbol], mode: 'all', from: this.#from })));
    this.socket.on('message', (text) => this.#take(JSON.parse(text)));
    this.socket.on('error', () => {});
    this.socket.on('close', () => { if (!this.#stopped) setTimeout(() => this.#connect(), 50); });
  }

  #take(message) {
    if (message.ev === 'subscribed' && this.#epoch === undefined) {
      [this.#epoch, this.#from] = [message.epoch, { epoch: message.epoch, seq: message.seq }];
      this.connections += 1;
    } else if (message.ev === 'subscribed' && !this.#isBack) this.connections += 1;
    if (message.ev === 'subscribed') this.#isBack = true;
    if (message.ev === 'welcome') this.#isBack = false;
    if (message.ev === 'gap') this.gaps.push(message);
    if (message.ev === 'heartbeat') this.heartbeats += 1;
    for (const { T, seq, i } of message.ticks ?? []) {
      this.#from = { epoch: this.#epoch, seq };
      if (T === 't') this.trades.push(Number(i));
    }
    this.#look();
  }

  #epoch;
  #isBack = false;

  #look() {
    this.#waiting = this.#waiting.filter(({ holds, resolve }) => {
      if (!holds(this)) return true;
      resolve();
      return false;
    });
  }
}
