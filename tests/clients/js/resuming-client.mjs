// Subscribers that do as src/docs/resuming.md says: when their connection is gone they come back and go on where they were.
// One for each road.
import http from 'node:http';
import https from 'node:https';
import WebSocket from 'ws';

const pause = 50;
const get = (url, options) => (url.startsWith('https:') ? https : http).get(url, options);

/** What they have in common: one instrument's trades, each tick as it comes. */
class Resuming {
  /** The ids of the trades that came, in order. */
  trades = [];
  /** How often it was let in. */
  connections = 0;
  heartbeats = 0;
  /** What told it of something missing. */
  gaps = [];
  /** The statuses with which it was refused. */
  refusals = [];
  stopped = false;
  #waiting = [];

  constructor(base, symbol, options = {}) { Object.assign(this, { base, symbol, options }); }

  /** Waits until something holds; looked at whenever something came. */
  until(holds) {
    return new Promise((resolve) => { this.#waiting.push({ holds, resolve }); this.look(); });
  }

  take(message) {
    if (message.ev === 'gap') this.gaps.push(message);
    if (message.ev === 'heartbeat') this.heartbeats += 1;
    for (const { T, i } of message.ticks ?? []) if (T === 't') this.trades.push(Number(i));
  }

  look() {
    this.#waiting = this.#waiting.filter(({ holds, resolve }) => {
      if (!holds(this)) return true;
      resolve();
      return false;
    });
  }

  again(connect) { if (!this.stopped) setTimeout(connect, pause); }
}

/** By WebSocket. */
export class ResumingClient extends Resuming {
  #from = 'now';
  #epoch;
  #isIn;

  constructor(...args) {
    super(...args);
    this.#connect();
  }

  stop() {
    this.stopped = true;
    this.socket.terminate();
  }

  #connect() {
    this.#isIn = false;
    this.socket = new WebSocket(`${this.base.replace('http', 'ws')}/v1/stream`, 'ticker.v1.json', { perMessageDeflate: false, ...this.options });
    this.socket.on('open', () => this.socket.send(JSON.stringify({ op: 'subscribe', id: 1, symbols: [this.symbol], mode: 'all', from: this.#from })));
    this.socket.on('message', (text) => this.#read(JSON.parse(text)));
    this.socket.on('error', () => {});
    this.socket.on('close', () => this.again(() => this.#connect()));
  }

  #read(message) {
    if (message.ev === 'subscribed' && !this.#isIn) {
      this.#isIn = true;
      this.connections += 1;
      if (this.#epoch === undefined) {
        this.#epoch = message.epoch;
        this.#from = { epoch: message.epoch, seq: message.seq };
      }
    }
    for (const { seq } of message.ticks ?? []) this.#from = { epoch: this.#epoch, seq };
    this.take(message);
    this.look();
  }
}

/** By server-sent events, as a browser's EventSource does. */
export class ResumingEvents extends Resuming {
  #id;

  constructor(...args) {
    super(...args);
    this.#connect();
  }

  stop() {
    this.stopped = true;
    this.request.destroy();
  }

  #connect() {
    const headers = { ...this.options.headers, ...(this.#id ? { 'Last-Event-ID': this.#id } : {}) };
    this.request = get(`${this.base}/v1/events?symbol=${this.symbol}&mode=all&from=now`, { agent: false, ...this.options, headers });
    this.request.on('response', (answer) => {
      let rest = '';
      let isIn = false;
      if (answer.statusCode !== 200) this.refusals.push(answer.statusCode);
      answer.setEncoding('utf8').on('data', (piece) => {
        if (answer.statusCode !== 200) return;
        const blocks = (rest + piece).split('\n\n');
        rest = blocks.pop();
        for (const block of blocks) {
          if (!isIn && block.startsWith('event: subscribed')) { isIn = true; this.connections += 1; }
          this.#read(block.split('\n'));
        }
        this.look();
      });
      answer.on('error', () => {});
      this.look();
    });
    this.request.on('error', () => {});
    this.request.on('close', () => this.again(() => this.#connect()));
  }

  #read(lines) {
    for (const line of lines) {
      const [, name, value] = /^(\w*): (.*)$/.exec(line);
      if (name === 'id') this.#id = value;
      if (name === 'data' || name === '') this.take(JSON.parse(value));
    }
  }
}

/** By polls, each from the cursor of the last. */
export class ResumingPoll extends Resuming {
  #cursor = 'now';

  constructor(...args) {
    super(...args);
    this.#ask();
  }

  stop() {
    this.stopped = true;
    this.request.destroy();
  }

  #ask() {
    let body = '';
    let next = () => this.again(() => this.#ask());
    this.request = get(`${this.base}/v1/poll?symbol=${this.symbol}&mode=all&from=${this.#cursor}&wait_ms=1000`, { agent: false, ...this.options });
    this.request.on('response', (answer) => {
      answer.setEncoding('utf8').on('data', (piece) => { body += piece; });
      answer.on('error', () => {});
      answer.on('end', () => {
        if (answer.statusCode !== 200) {
          this.refusals.push(answer.statusCode);
          return;
        }
        const { messages, cursor } = JSON.parse(body);
        this.#cursor = cursor ?? this.#cursor;
        this.connections += 1;
        messages.forEach((message) => this.take(message));
        next = () => { if (!this.stopped) this.#ask(); };
        this.look();
      });
    });
    this.request.on('error', () => {});
    this.request.on('close', () => next());
  }
}
