// A subscriber that does what a server tells it that is told to stop: it goes, comes back when it was told to and goes on at the
// position that it was told. Every tick is held against the one that was published, as it comes, and every account against
// what came.
import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { encode } from '@msgpack/msgpack';
import WebSocket from 'ws';
import { numberOf, numbered } from './numbered-flow.mjs';
import { decodeMessage } from './statement-client.mjs';
import { readData } from './tick-reading.mjs';

const [SNAPSHOT, GAP_BEFORE] = [1, 4];
const restarting = 1012;
const pauseWhileThereIsNone = 50;

/** What comes of one subscription, on one connection after the other. */
class Following {
  /** Where it goes on; undefined = it has not begun. */
  from = undefined;
  newest = 0;
  #streams = new Map();
  #visit;

  constructor(request) {
    this.request = request;
    for (let n = 1; n <= 4; n += 1) {
      const { name, kind } = numbered(n);
      const asked = (request.kinds?.includes(kind) ?? true) && request.symbols.some((symbol) => symbol === name || symbol === 'XTST:*');
      if (asked) this.#streams.set(`${kind} ${name}`, { next: n });
    }
  }

  visit() { this.#visit = { isTold: false, delivered: 0, stoodFor: 0, statement: undefined }; }

  get isTold() { return this.#visit?.isTold ?? false; }

  take(tick) {
    const { kind, name, flags, collapsed } = tick;
    const number = numberOf(tick);
    const stream = this.#streams.get(`${kind} ${name}`);
    const count = collapsed?.n ?? 1;
    assert.ok(stream && !(flags & (SNAPSHOT | GAP_BEFORE)), `${kind} ${number} of ${name} has flags ${flags}, or was not asked for`);
    assert.ok(number > this.newest || this.request.mode !== 'all', `${number} came after ${this.newest}`);
    assert.ok(count === 1 || this.request.mode !== 'all', `${number} stands for ${count}`);
    // Every fourth is of the same instrument and kind.
    const last = stream.next + 4 * (count - 1);
    assert.equal(number, last, `${kind} ${number} of ${name} came and stands for ${count}; it would be ${last}: the next was ${stream.next}`);
    assert.deepEqual(tick.body, numbered(number).body);
    stream.next = last + 4;
    this.newest = Math.max(this.newest, number);
    this.#visit.delivered += 1;
    this.#visit.stoodFor += count;
  }

  told() { this.#visit.isTold = true; }

  tell(statement) { this.#visit.statement = statement; }

  /** Its accounts at the end of a connection on which it was told of: all that counted has come. */
  settle() {
    const { delivered, stoodFor, statement } = this.#visit;
    const { conflated, ...told } = statement ?? {};
    const { rate, socket, budget, server } = conflated ?? {};
    assert.deepEqual(
      { matched: told.matched, delivered: told.delivered, conflated: rate + socket + budget + server, filtered: told.filtered, discarded: told.discarded, pending: told.pending, snapshot: told.snapshot },
      { matched: stoodFor, delivered, conflated: stoodFor - delivered, filtered: 0, discarded: 0, pending: 0, snapshot: 0 });
  }

  /** Whether all up to a number has come. */
  hasAll(last) { return [...this.#streams.values()].every(({ next }) => next > last); }
}

export class RestartedClient {
  /** What each server that closed it told: { retry, position }. */
  farewells = [];
  /** How many connections were told of a subscription. */
  visits = 0;
  #waiting = [];
  #isOver = false;
  #epoch;

  /**
   * @param {string} url the stream's
   * @param {'msgpack'|'json'} encoding
   * @param {object[]} requests a subscription each, without `op`, `id` and `from`
   */
  constructor(url, encoding, requests) {
    Object.assign(this, { url, encoding, followings: requests.map((request) => new Following(request)) });
    this.#connect();
  }

  get newest() { return Math.min(...this.followings.map(({ newest }) => newest)); }

  /** Whether all its subscriptions were told of on the connection that it has. */
  get isIn() { return this.followings.every(({ isTold }) => isTold); }

  hasAll(last) { return this.followings.every((following) => following.hasAll(last)); }

  /** Waits until something holds; fails with the first thing that was wrong. */
  until(holds) {
    return new Promise((resolve, reject) => { this.#waiting.push({ holds, resolve, reject }); this.#look(); });
  }

  end() {
    this.#isOver = true;
    this.#socket.terminate();
  }

  #socket;

  #connect() {
    const connection = { instruments: new Map(), retry: [], positions: new Map() };
    this.followings.forEach((following) => following.visit());
    this.#socket = new WebSocket(this.url, `ticker.v1.${this.encoding}`, { perMessageDeflate: false });
    this.#socket.on('open', () => this.followings.forEach(({ request, from }, id) => this.#send({ op: 'subscribe', id: id + 1, ...request, ...(from && { from }) })));
    this.#socket.on('message', (bytes) => this.#try(() => this.#take(decodeMessage(bytes, this.encoding), connection)));
    this.#socket.on('error', () => {});
    this.#socket.on('close', (code, reason) => {
      if (this.#isOver) return;
      this.#try(() => this.#leave(code, String(reason), connection));
      this.followings.forEach((following) => following.visit());
      setTimeout(() => { if (!this.#isOver) this.#connect(); }, connection.retry[0] ?? pauseWhileThereIsNone);
    });
  }

  #send(message) { this.#socket.send(this.encoding === 'json' ? JSON.stringify(message) : encode(message)); }

  #take(message, connection) {
    const { ev } = message;
    if (!ev) {
      const { id, ticks } = readData(message, connection.instruments);
      ticks.forEach((tick) => this.followings[id - 1].take(tick));
    } else if (ev === 'subscribed') {
      for (const [ref, name, priceScale, sizeScale] of message.instruments) {
        for (const key of [Number(ref), name]) connection.instruments.set(key, { name, priceScale, sizeScale });
      }
      this.#epoch ??= Number(message.epoch);
      assert.equal(Number(message.epoch), this.#epoch);
      if (!this.followings.some(({ isTold }) => isTold)) this.visits += 1;
      this.followings[message.id - 1].told();
    } else if (ev === 'heartbeat') {
      for (const [id, seq] of message.subs) connection.positions.set(Number(id), Number(seq));
    } else if (ev === 'statement') {
      this.followings[message.id - 1].tell(message);
    } else if (ev === 'notice' && message.code === 'draining') {
      connection.retry.push(message.retry_ms);
    } else {
      // While no publisher is there, what is shown is stale.
      assert.ok(['welcome', 'seam'].includes(ev) || ['stale', 'fresh'].includes(message.code), `${inspect(message)} came`);
    }
    this.#look();
  }

  // One that was closed before it was told of a subscription asks for the same once more.
  #leave(code, reason, { retry, positions }) {
    const told = this.followings.filter(({ isTold }) => isTold);
    if (told.length === 0) return;
    const [, epoch, seq] = /^restart:(\d+):(\d+)$/.exec(reason) ?? [];
    assert.deepEqual([code, Number(epoch), retry.length], [restarting, this.#epoch, 1], `it was closed with ${code} ${reason}, after ${retry.length} notices`);
    const ids = told.map((following) => this.followings.indexOf(following) + 1);
    assert.equal(Math.min(...ids.map((id) => positions.get(id))), Number(seq), `closed with ${reason} after the positions ${[...positions]}`);
    for (const id of ids) {
      const following = this.followings[id - 1];
      following.settle();
      following.from = { epoch: this.#epoch, seq: positions.get(id) };
    }
    this.farewells.push({ retry: retry[0], position: Number(seq) });
  }

  #try(what) {
    try {
      what();
    } catch (trouble) {
      this.trouble ??= trouble;
    }
    this.#look();
  }

  #look() {
    this.#waiting = this.#waiting.filter(({ holds, resolve, reject }) => {
      if (this.trouble) reject(this.trouble);
      else if (holds(this)) resolve();
      else return true;
      return false;
    });
  }
}
