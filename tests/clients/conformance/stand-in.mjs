// Speaks the server's part where the real one cannot be made to say what a scenario needs.
import { once } from 'node:events';
import http from 'node:http';
import { msgpack, WebSocketServer } from './packages.mjs';

export class StandIn {
  #http = http.createServer();
  #sockets = new WebSocketServer({ noServer: true, handleProtocols: (offered) => [...offered][0] });
  /** How often somebody came. */
  connections = 0;

  /**
   * @param {{ asked?: (message: object, peer: Peer) => void, came?: (peer: Peer) => void, upgrade?: (request, socket) => boolean, request?: (request, answer) => void }} play
   * what it does: when a connection is open and was welcomed; when something is asked; in the place of an upgrade, if it returns true; when a request is
   * none to upgrade
   */
  constructor(play) {
    this.#http.on('request', (request, answer) => (play.request ? play.request(request, answer) : answer.writeHead(404).end()));
    this.#http.on('upgrade', (request, socket, head) => {
      this.connections += 1;
      socket.on('error', () => {});
      if (play.upgrade?.(request, socket, this.connections)) return;
      this.#sockets.handleUpgrade(request, socket, head, (opened) => {
        const peer = new Peer(opened, this.connections);
        opened.on('error', () => {});
        opened.on('message', (bytes) => play.asked?.(read(bytes), peer));
        peer.send(welcome);
        play.came?.(peer);
      });
    });
  }

  async listen() {
    this.#http.listen(0, '127.0.0.1');
    await once(this.#http, 'listening');
    return this;
  }

  get url() { return `ws://127.0.0.1:${this.#http.address().port}`; }

  async stop() {
    for (const client of this.#sockets.clients) client.terminate();
    this.#http.closeAllConnections();
    this.#http.close();
    await once(this.#http, 'close');
  }
}

/** A bigint, because the encoder makes a float of a large number. */
export const epoch = 1723161253937n;
const welcome = { ev: 'welcome', version: 1, server: 'stand-in', epoch, time: 1723161253937412000n, heartbeat_ms: 60_000, limits: {}, auth: 'off' };

const read = (bytes) => (bytes[0] === 0x7b ? JSON.parse(bytes) : msgpack.decode(bytes));

// What JSON writes as text.
const sequences = ['seq', 'from', 'to', 'time', 'first_seq', 'last_seq'];
const asText = (name, value) => (name === 'epoch' ? Number(value) : typeof value === 'bigint' || (sequences.includes(name) && typeof value === 'number') ? String(value) : value);

class Peer {
  constructor(socket, connection) { Object.assign(this, { socket, connection }); }

  /** Sends a message in the encoding of the connection. */
  send(message) {
    this.socket.send(this.socket.protocol === 'ticker.v1.json' ? JSON.stringify(message, asText) : msgpack.encode(message, { useBigInt64: true }));
  }

  raw(bytes) { this.socket.send(bytes); }
  close(code, reason) { this.socket.close(code, reason); }

  /** Takes a subscription in: instruments as [ref, name, price scale, size scale]. */
  subscribed(id, instruments, seq = 0) {
    this.send({ ev: 'subscribed', id, epoch, seq, instruments, unknown: [], more: false });
    this.send({ ev: 'seam', id, seq });
  }

  /** States accounts: figures that are not given are nothing. */
  statement(id, figures) {
    const conflated = { rate: 0, socket: 0, budget: 0, server: 0 };
    this.send({ ev: 'statement', id, matched: 0, delivered: 0, conflated, filtered: 0, discarded: 0, pending: 0, snapshot: 0, first_seq: 0, last_seq: 0, ...figures });
  }
}
