// A stand-in for the server that serves the board's files and says over the socket whatever a test wants said.
import { createServer } from 'node:http';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { WebSocketServer } from 'ws';
import { repository } from './server.mjs';

export const boardFolder = path.join(repository, 'src/Ticker.Server/wwwroot/plain');
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml', '.txt': 'text/plain' };

export class BoardStandin {
  /** Connections so far. */
  connections = 0;
  heartbeatMs = 1_000;
  beating = true;
  #http;
  #sockets;
  #subscriber = null;
  #waiting = [];

  static async start(port = 0) {
    const standin = new BoardStandin();
    standin.#http = createServer(async ({ url }, response) => {
      const name = url === '/' ? 'index.html' : path.basename(url);
      try {
        // What the build writes; empty: there is a dashboard.
        const bytes = name === 'dashboard.txt' ? '' : await readFile(path.join(boardFolder, name));
        response.writeHead(200, { 'content-type': types[path.extname(name)] }).end(bytes);
      } catch {
        response.writeHead(404).end();
      }
    });
    standin.#sockets = new WebSocketServer({
      server: standin.#http,
      path: '/v1/stream',
      handleProtocols: (offered) => (offered.has('ticker.v1.json') ? 'ticker.v1.json' : false),
    });
    standin.#sockets.on('connection', (socket) => standin.#welcome(socket));
    standin.#http.listen(port, '127.0.0.1');
    await once(standin.#http, 'listening');
    standin.port = standin.#http.address().port;
    standin.url = `http://127.0.0.1:${standin.port}/`;
    return standin;
  }

  #welcome(socket) {
    this.connections++;
    socket.on('error', () => {});
    socket.on('message', (text) => {
      const request = JSON.parse(text);
      if (request.op !== 'subscribe') return;
      this.#subscriber = socket;
      for (const resolve of this.#waiting.splice(0)) resolve(request);
    });
    const say = (message) => socket.send(JSON.stringify(message));
    say({ ev: 'welcome', version: 1, server: 'stand-in', epoch: 1, time: '0', heartbeat_ms: this.heartbeatMs, limits: {}, auth: 'off' });
    const beat = setInterval(() => { if (this.beating) say({ ev: 'heartbeat', seq: '1', time: '0', subs: [], feeds: {} }); }, this.heartbeatMs);
    socket.on('close', () => clearInterval(beat));
  }

  /** Settles with the next subscribe request. */
  subscribed() {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Sends a message to the newest subscriber: an object, or text as it is. */
  say(message) {
    this.#subscriber.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  announce(...instruments) {
    this.say({ ev: 'subscribed', id: 1, epoch: 1, seq: '0', instruments, unknown: [], more: false });
  }

  /** Sends ticks whose numbers are given as JSON text, so that they stand on the wire as written. */
  ticks(...ticks) {
    this.say(`{"id":1,"ticks":[${ticks.join(',')}]}`);
  }

  close(code, reason) {
    this.#subscriber.close(code, reason);
  }

  async stop() {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#sockets.close();
    this.#http.closeAllConnections();
    this.#http.close();
    await once(this.#http, 'close');
  }
}

export const quote = (symbol, { bid, bidSize = '1', ask, askSize = '1', flags = 0 }) =>
  `{"T":"q","S":${JSON.stringify(symbol)},"seq":"1"${bid ? `,"bp":${bid},"bs":${bidSize}` : ''}${ask ? `,"ap":${ask},"as":${askSize}` : ''},"f":${flags}}`;

export const trade = (symbol, price, flags = 0) =>
  `{"T":"t","S":${JSON.stringify(symbol)},"seq":"1","p":${price},"s":1,"side":1,"i":"1","f":${flags}}`;

export const status = (symbol, state, reason = '') =>
  `{"T":"s","S":${JSON.stringify(symbol)},"seq":"1","st":${state},"reason":${JSON.stringify(reason)},"f":0}`;
