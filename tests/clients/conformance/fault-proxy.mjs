// Stands between a client and a server and makes the faults of networks, when it is told to.
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';

export class FaultProxy {
  #server = http.createServer();
  #clients = new Set();
  #pairs = new Set();
  #rules = { upgrade: null, cutAfter: [], isCuttingAtAsk: false, isRefusing: false, isHoldingBack: false };
  /** The requests that came, in order: method, path with query, headers, and whether it asked for an upgrade. */
  requests = [];
  #waiting = new Set();

  /** @param {string} prefix the path that the server is behind, such as `/market` */
  constructor(upstreamPort, prefix = '') {
    this.upstreamPort = upstreamPort;
    this.prefix = prefix;
    this.#server.on('connection', (socket) => {
      if (this.#rules.isRefusing) {
        socket.resetAndDestroy();
        return;
      }
      this.#clients.add(socket);
      socket.setNoDelay(true).on('error', () => {}).on('close', () => this.#clients.delete(socket));
    });
    this.#server.on('request', (request, answer) => {
      if (this.#takes(request, false)) this.#pass(request, answer);
      else answer.writeHead(404).end();
    });
    this.#server.on('upgrade', (request, socket, head) => {
      if (this.#takes(request, true)) this.#upgrade(request, socket, head);
      else socket.end('HTTP/1.1 404 Not Found\r\n\r\n');
    });
    this.#server.keepAliveTimeout = 60_000;
  }

  async listen() {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.port = this.#server.address().port;
    return this;
  }

  get url() { return `ws://127.0.0.1:${this.port}${this.prefix}`; }

  // --- the faults

  /** Ends every connection now, in the middle of whatever it says. */
  cut() { for (const socket of this.#clients) socket.resetAndDestroy(); }

  /** Ends each of the next WebSockets after so many bytes of the server. */
  cutAfter(...bytes) { this.#rules.cutAfter = bytes; }

  /** Ends the WebSocket by which a client next asks for something; the server never hears of that. */
  cutAtAsk() { this.#rules.isCuttingAtAsk = true; }

  /** Passes nothing more on, either way, of the connections that there are; new ones pass. */
  mute() {
    for (const pair of this.#pairs) {
      pair.isMute = true;
      for (const socket of pair.sockets) {
        socket.unpipe?.();
        socket.pause();
      }
    }
  }

  /** Keeps what the server says on the WebSockets that there are, until `release`; what the client says passes. */
  hold() { this.#holdBack(true); }

  /** Passes on what was kept, and what comes. */
  release() { this.#holdBack(false); }

  /** Resets every new connection, until it is told otherwise. */
  refuse(is = true) {
    this.#rules.isRefusing = is;
    if (is) this.cut();
  }

  /**
   * Answers upgrades in the place of the server: `{ status, headers, body }`; `'broken'` = lets the handshake through and
   * ends the connection; null = passes them.
   */
  answerUpgrades(answer) { this.#rules.upgrade = answer; }

  /** Passes the head of an answer of `/v1/events`, and keeps its body. */
  holdBack(is = true) { this.#rules.isHoldingBack = is; }

  // --- what a scenario looks at

  /** Waits until so many requests of a path came. */
  until(path, count = 1) {
    return new Promise((resolve) => {
      const look = () => {
        if (this.of(path).length < count) return;
        this.#waiting.delete(look);
        resolve(this.of(path));
      };
      this.#waiting.add(look);
      look();
    });
  }

  of(path) { return this.requests.filter(({ url }) => url.startsWith(path)); }

  async stop() {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #holdBack(is) {
    for (const pair of this.#pairs) {
      if (!pair.onward) continue;
      pair.isHeld = is;
      if (is) pair.onward.pause(); else pair.onward.resume();
    }
  }

  // Notes a request, and takes the prefix off; false: it is for somebody else.
  #takes(request, isUpgrade) {
    const { method, url, headers } = request;
    this.requests.push({ method, url, headers, isUpgrade });
    for (const look of this.#waiting) look();
    request.url = url.slice(this.prefix.length);
    return url.startsWith(`${this.prefix}/`);
  }

  #pass(request, answer) {
    const onward = http.request({ host: '127.0.0.1', port: this.upstreamPort, method: request.method, path: request.url, headers: request.headers, agent: false });
    const pair = { isMute: false, sockets: [request.socket, onward] };
    onward.on('response', (from) => {
      if (pair.isMute) return;
      pair.sockets.push(from);
      answer.writeHead(from.statusCode, from.rawHeaders);
      answer.flushHeaders();
      if (this.#rules.isHoldingBack && request.url.startsWith('/v1/events')) from.resume();
      else from.pipe(answer);
      from.on('error', () => request.socket.destroy());
      from.on('close', () => { if (!from.complete) request.socket.destroy(); });
    });
    onward.on('error', () => { if (!answer.headersSent) request.socket.destroy(); });
    onward.on('socket', (socket) => socket.on('error', () => {}));
    this.#pairs.add(pair);
    answer.on('close', () => { onward.destroy(); this.#pairs.delete(pair); });
    request.pipe(onward);
  }

  #upgrade(request, socket, head) {
    const { upgrade } = this.#rules;
    if (upgrade && upgrade !== 'broken') {
      const { status, headers = {}, body = '' } = upgrade;
      const lines = Object.entries({ 'Content-Length': Buffer.byteLength(body), Connection: 'close', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`).join('');
      socket.end(`HTTP/1.1 ${status} ${http.STATUS_CODES[status]}\r\n${lines}\r\n${body}`);
      return;
    }
    const cutAfter = this.#rules.cutAfter.shift() ?? null;
    const onward = net.connect(this.upstreamPort, '127.0.0.1');
    const pair = { isMute: false, isHeld: false, sockets: [socket, onward], onward };
    this.#pairs.add(pair);
    const names = request.rawHeaders.map((text, n) => (n % 2 ? `${text}\r\n` : `${text}: `)).join('');
    onward.setNoDelay(true).write(`${request.method} ${request.url} HTTP/1.1\r\n${names}\r\n`);
    onward.write(head);
    let passed = 0;
    onward.on('data', (bytes) => {
      passed += bytes.length;
      const isOver = upgrade === 'broken' || (cutAfter !== null && passed >= cutAfter);
      if (isOver) {
        const keep = upgrade === 'broken' ? bytes.indexOf('\r\n\r\n') + 4 : bytes.length - (passed - cutAfter);
        socket.write(bytes.subarray(0, keep), () => socket.resetAndDestroy());
        onward.destroy();
      } else if (!socket.write(bytes)) onward.pause();
    });
    socket.on('drain', () => { if (!pair.isMute && !pair.isHeld) onward.resume(); });
    socket.prependListener('data', () => {
      if (!this.#rules.isCuttingAtAsk) return;
      this.#rules.isCuttingAtAsk = false;
      socket.unpipe(onward);
      socket.resetAndDestroy();
      onward.destroy();
    });
    socket.pipe(onward);
    for (const one of [socket, onward]) one.on('error', () => {});
    // What the server said last is to arrive before the end does.
    onward.on('end', () => { if (!pair.isMute) socket.end(); });
    onward.on('close', (hadError) => { if (hadError && !pair.isMute) socket.destroy(); });
    socket.on('close', () => { this.#pairs.delete(pair); onward.destroy(); });
  }
}
