// One subscription to everything, kept alive: it connects, notices silence, and comes back by the protocol's rules.

const capMs = 30_000;
const firstMs = 500;
const welcomeMs = 10_000;
const missedBeats = 3;
// Coming back at once would change nothing: the client or its rights are at fault.
const final = new Set([1002, 1003, 1007, 1009, 4400, 4401, 4403, 4413]);
// The server is short of something: give it more time than a broken line would get.
const crowded = new Set([1013, 4409, 4429]);

/** How long to wait before the next attempt, in ms; null = not at all. Full jitter: anything up to a doubling ceiling. */
export function retryDelay(code, attempt, random = Math.random()) {
  if (final.has(code)) return null;
  const doublings = Math.min(attempt + (crowded.has(code) ? 3 : 0), 16);
  return Math.round(random * Math.min(capMs, firstMs * 2 ** doublings));
}

/** Decimals as their own text, so that no digit is lost on the way to the screen. Keys inside strings are escaped, thus safe. */
export const parseMessage = (text) => JSON.parse(text.replace(/"(bp|bs|ap|as|p|s)":(-?[\d.]+)/g, '"$1":"$2"'));

export class TickerStream {
  #url;
  #on;
  #key;
  #showsKey = false;
  #socket = null;
  #attempt = 0;
  #deadlineMs = welcomeMs;
  #heardAt = 0;
  #watch = null;
  #retry = null;
  #notBeforeMs = 0;

  /** `on` has state(name, detail), control(message) and ticks(list); `key`, where a server may ask for one, has value, taken() and ask(why). */
  constructor(url, on, key = null) {
    this.#url = url;
    this.#on = on;
    this.#key = key;
  }

  connect() {
    clearTimeout(this.#retry);
    this.#on.state('connecting', '');
    this.#deadlineMs = welcomeMs;
    this.#notBeforeMs = 0;
    this.#showsKey = false;
    this.#heard();
    const socket = this.#socket = new WebSocket(this.#url, 'ticker.v1.json');
    socket.onmessage = ({ data }) => { if (socket === this.#socket) this.#receive(data); };
    socket.onclose = ({ code, reason }) => this.#ended(socket, code, reason);
    clearInterval(this.#watch);
    this.#watch = setInterval(() => this.#checkSilence(socket), 1_000);
  }

  #heard() { this.#heardAt = performance.now(); }

  #checkSilence(socket) {
    if (performance.now() - this.#heardAt < this.#deadlineMs) return;
    // A dead line does not answer a close either, so this does not wait for one.
    this.#ended(socket, 1006, 'silence');
    socket.close();
  }

  #receive(text) {
    this.#heard();
    const message = parseMessage(text);
    if (message.ticks) { this.#on.ticks(message.ticks); return; }
    switch (message.ev) {
      case 'welcome':
        this.#deadlineMs = missedBeats * message.heartbeat_ms;
        if (message.auth === 'required') { this.#showKey(); return; }
        if (message.auth === 'ok' && this.#showsKey) this.#key.taken();
        this.#socket.send(JSON.stringify({ op: 'subscribe', id: 1, symbols: ['*'], kinds: ['quote', 'trade', 'status'] }));
        break;
      case 'subscribed':
        this.#on.state('live', '');
        break;
      case 'heartbeat':
        this.#attempt = 0;
        break;
      case 'notice':
        if (message.code === 'draining') this.#notBeforeMs = message.retry_ms ?? 0;
        break;
      case 'error':
        this.#on.state('refused', message.message);
        break;
    }
    this.#on.control(message);
  }

  /** In a message, never in the address: that would stand in logs. */
  #showKey() {
    if (this.#key?.value) {
      this.#showsKey = true;
      this.#socket.send(JSON.stringify({ op: 'auth', token: this.#key.value }));
    } else {
      // A person takes longer than the server waits.
      this.#lock('');
    }
  }

  #lock(why) {
    const socket = this.#socket;
    this.#socket = null;
    clearInterval(this.#watch);
    socket?.close(1000);
    this.#on.state('locked', why);
    this.#key?.ask(why);
  }

  #ended(socket, code, reason) {
    if (socket !== this.#socket) return;
    if (this.#showsKey && (code === 4401 || code === 4403)) { this.#lock(reason || 'this key is not taken'); return; }
    this.#socket = null;
    clearInterval(this.#watch);
    const why = reason || (code === 1006 ? 'connection lost' : `closed with ${code}`);
    const delay = retryDelay(code, this.#attempt++);
    if (delay === null) { this.#on.state('stopped', why); return; }
    const wait = Math.max(delay, this.#notBeforeMs);
    this.#on.state('waiting', `${why}, next attempt in ${(wait / 1000).toFixed(1)} s`);
    this.#retry = setTimeout(() => this.connect(), wait);
  }
}
