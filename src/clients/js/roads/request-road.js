import { BrokenError } from '../errors.js';
import { isLive } from './request-query.js';
import { parseMessage, ticksOf } from '../wire/json-data.js';

/** Nothing came in time. */
class Silence extends Error {}

/**
 * What the roads of plain requests have in common: a request for each subscription, which is ended and asked for anew where a
 * socket would be told of a change.
 */
export class RequestRoad {
  canHold = true;
  /** Each request has a line of its own, and listens for itself. */
  hasOneLine = false;
  /** Whether an answer began, though nothing of it may have come. */
  hasBegun = false;
  #requests = new Map();
  #client;
  #gate = null;
  #isOver = false;

  constructor(client, fetch) {
    this.#client = client;
    this.fetch = fetch;
  }

  open({ url, live, key }, listener) {
    this.url = url;
    this.headers = key === null ? {} : { Authorization: `Bearer ${key}` };
    this.listener = listener;
    for (const following of this.#client.followings()) this.begin(following);
    if (this.#requests.size === 0) this.#look(live);
  }

  // There is nothing to ask for just now.
  #look(live) {
    isLive(this.fetch, live, AbortSignal.timeout(this.options.connectTimeoutMs)).then(
      (isThere) => (isThere ? this.listener.opened() : this.listener.ended({ code: 1006, text: 'nobody answers' })),
      (error) => this.listener.ended({ code: 1006, text: String(error?.cause?.code ?? error?.message ?? error) }),
    );
  }

  get options() { return this.#client.options; }
  get hasShownKey() { return false; }

  /** What an item of the session's inbox says; what came of a request that is no more says nothing. */
  read({ request, text, message }) {
    if (request.signal.aborted) return {};
    const said = message ?? parseMessage(text);
    const { id } = request.following;
    return said.ticks ? { id, ticks: ticksOf(said.ticks, this.#client.instruments) } : { ...said, ...('id' in said ? { id } : {}) };
  }

  begin(following) {
    if (this.#isOver || this.#requests.has(following) || following.isPaused) return;
    const leave = new AbortController();
    const request = { following, signal: leave.signal, leave, ...following.beginAnew() };
    this.#requests.set(following, request);
    this.follow(request).catch((error) => {
      if (request.signal.aborted) return;
      if (error instanceof Silence) this.listener.silent(error.message, this.hasBegun);
      else if (error instanceof BrokenError) this.listener.failed(error);
      else this.listener.ended({ code: 1006, text: String(error?.cause?.code ?? error?.message ?? error) });
    });
  }

  /** Those behind the first wait for its answer. While it is paused nothing is asked for. */
  change(following) { if (following.request.pending === 1) this.again(following); }
  pause(following) {
    if (following.isPaused) following.stated(null);
    this.again(following);
  }

  /** Asks anew, from where it stands. */
  again(following) {
    this.#leave(following);
    this.begin(following);
  }

  /** What a request asked for is given; and if more is to change, it is asked for now. */
  answered({ following, change }) {
    following.changed(change);
    if (following.request.pending > 0) this.again(following);
  }

  end(following) {
    this.#leave(following);
    return false;
  }

  #leave(following) {
    this.#requests.get(following)?.leave.abort();
    this.#requests.delete(following);
  }

  /**
   * Asks, and tells what comes, until the request is ended.
   * @param {object} request
   * @returns {Promise<void>}
   */
  async follow(request) { throw new TypeError(`${request} is for a road of its own`); }

  /** What a piece of work gives, unless it takes too long; other work of the request may go on. */
  within(ms, work, text) {
    const { clock } = this.options;
    return new Promise((resolve, reject) => {
      const timer = clock.setTimeout(() => reject(new Silence(text)), ms);
      work.then(resolve, reject).finally(() => clock.clearTimeout(timer));
    });
  }

  /** Asks, and gives the answer as soon as its head is there. A key is for the server that it was given for. */
  ask(request, query, ms, headers = {}) {
    const asked = this.fetch(`${this.url}?${query}`, { headers: { ...this.headers, ...headers }, signal: request.signal, cache: 'no-store', redirect: 'manual' });
    return this.within(ms, asked, 'no answer in time');
  }

  /** Statements come by themselves, where any do; false where none will. */
  askStatement(following) { return this.givesStatements && !following.isPaused; }
  get givesStatements() { return true; }

  /** What runs ends with the old key, and so is asked for anew with the new one. */
  renew(key) {
    this.headers = { Authorization: `Bearer ${key}` };
    for (const following of [...this.#requests.keys()]) this.again(following);
  }

  /** Whether anybody listens to what comes. */
  get isHeld() { return this.#gate !== null; }

  hold() {
    if (this.#gate) return;
    let release;
    const promise = new Promise((resolve) => { release = resolve; });
    this.#gate = { promise, release };
  }

  release() {
    this.#gate?.release();
    this.#gate = null;
  }

  /** Settles as soon as more may be read. */
  async mayRead() { while (this.#gate) await this.#gate.promise; }

  /**
   * A request was refused: by one subscription's own fault, or all that there is.
   * @param {object} request
   * @param {any} refusal
   */
  refused(request, { code, message, ...refusal }) {
    if (code === undefined) {
      this.listener.refused(refusal);
      return;
    }
    this.listener.opened();
    this.listener.came({ request, message: { ev: 'error', code, message, id: 1, fatal: false, isWhole: true, change: request.change } });
  }

  close() { this.drop(); }

  drop() {
    this.#isOver = true;
    for (const following of [...this.#requests.keys()]) this.#leave(following);
    this.release();
  }
}
