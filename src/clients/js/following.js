// One subscription through all its connections: what it asks for, where it stands, what it received and what waits for its owner.
import { Accounts } from './accounts.js';
import { TickerError } from './errors.js';
import { Request } from './request.js';
import { Standing } from './standing.js';
import { TickBuffer } from './ticks/buffer.js';

/** What is missing, in its place between the ticks. */
class GapMark {
  constructor(gap) { this.gap = gap; }

  get kind() { return 'gap'; }
}

export class Following {
  #options;
  #isTaped;
  #buffer;
  // What does not fit: the rest of one message, in order.
  #rest = [];
  // Once something was dropped, so is all behind it.
  #drops = false;
  #wake = null;
  #asksOfStatement = [];
  #instruments = new Map();
  #stale = new Set();
  // What the pages of one answer name; whether the first answer of this connection is whole.
  #named = { names: [], unknown: [] };
  #isWhole = false;

  constructor(id, options, hooks, isTaped = false) {
    this.id = id;
    this.#options = options;
    this.#isTaped = isTaped;
    this.hooks = hooks;
    this.request = new Request(options.symbols, options.request);
    this.standing = this.#stand();
    this.accounts = new Accounts();
    this.#buffer = new TickBuffer(options.buffer, options.whenFull === 'conflate');
    this.isPaused = false;
    this.isTold = false;
    this.everTold = false;
    this.isEnding = false;
    this.ended = null;
    this.error = null;
  }

  /** Whether something that came waits for room, so that nothing more should be read. */
  get isFull() { return this.#rest.length > 0 && !this.isEnding && !this.ended; }

  // --- what it asks for

  /** The messages that begin it on a new connection: the `subscribe`, the changes behind it, and whether it is paused. */
  begin() {
    return [this.#subscribe(), ...this.request.again().map((change) => this.messageOf(change)), ...(this.isPaused ? [{ op: 'pause', id: this.id }] : [])];
  }

  /** The same where a request is a subscription: with one change at a time, so that it is known which of them is refused. */
  beginAnew() {
    this.request.again();
    const change = this.request.next;
    return { subscribe: this.#subscribe(change), change };
  }

  /** What shows whether a road leads to the server. */
  probe() { return { op: 'subscribe', id: 1, ...this.request.keys(), from: 'now' }; }

  #subscribe(change = null) {
    this.accounts = new Accounts();
    this.isTold = this.#isWhole = false;
    this.#named = { names: [], unknown: [] };
    this.#stale.clear();
    return { op: 'subscribe', id: this.id, ...this.request.keys(change), from: fromOnWire(this.standing.next()) };
  }

  /** The tape of a replay began again from another place. */
  beginLap() {
    this.accounts = new Accounts();
    this.isTold = this.#isWhole = false;
    this.standing = this.#stand();
    this.standing.next();
  }

  #stand() { return new Standing(this.#options.from, this.request.isAll, this.#isTaped); }

  /** An answer begins that has accounts of its own. */
  begins(isFirst) {
    this.accounts = new Accounts(!isFirst);
    // What was told before is not told again where an answer goes on soon.
    this.isTold = this.everTold;
  }

  /** All up to a position was told, state and all. */
  toldWhole(epoch, seq) { this.standing.toldWhole(epoch, seq); }

  /** Changes what it asks for on this connection; gives what is to be asked. */
  change(change) { return this.request.change(change); }

  /** The `modify` of a change. */
  messageOf({ wire }) { return { op: 'modify', id: this.id, ...wire }; }

  /** Changes what it asks for on the connections to come. */
  changeLater(change) {
    this.request.changeLater(change, this.standing.position !== null);
    this.#paced();
  }

  /** A change is made as a whole, since the request that asked for it was answered. */
  changed(change) {
    if (!change) return;
    this.request.hold(change);
    this.#paced();
  }

  #paced() { if (!this.request.isAll) this.standing.notAll(); }

  // --- what came

  /** A page of `subscribed`: the instruments that it names. */
  page(message, instruments) {
    this.accounts.page(message.seq, instruments.length);
    this.standing.page(message, instruments);
    for (const [n, instrument] of instruments.entries()) {
      this.#instruments.set(message.instruments[n][0], instrument);
      this.#stale.delete(instrument.symbol);
    }
    this.isTold = this.everTold = true;
    this.#named.names.push(...instruments.map(({ symbol }) => symbol));
    this.#named.unknown.push(...message.unknown);
    if (message.more) return;
    const named = { ...this.#named, seq: message.seq };
    this.#named = { names: [], unknown: [] };
    if (this.#isWhole) {
      const { mode = null } = this.request.answer(named, this.standing.givesState)?.wire ?? {};
      // From here on, though what it adds may still be on its way.
      if (mode !== null && mode !== 'all') this.standing.notAll();
    }
    this.#isWhole = true;
  }

  seam(seq) {
    this.accounts.seam(seq);
    this.standing.seam(seq);
    this.request.settle(seq);
  }

  told(seq) {
    this.standing.told(seq);
    this.request.settle(seq);
  }

  gap(gap) {
    this.standing.gap(gap);
    this.accounts.gap(gap.cause, gap.to);
    this.#put(new GapMark(gap));
    if (this.#options.onGap === 'raise') this.end(new TickerError('gap', { text: gap.cause }));
  }

  /** The server has not reached the position to go on from: what is missing; null if it was no such position. */
  positionRefused() {
    const seq = this.everTold ? this.standing.refused() : null;
    return seq === null ? null : { id: this.id, from: BigInt(seq) + 1n, to: null, cause: 'position_refused' };
  }

  /** The tape of a replay begins anew, since nothing leads to where it was: what is missing; null if there is no such place. */
  tapeRestarted() {
    const { position } = this.standing;
    if (position === null) return null;
    const gap = { id: this.id, from: position.seq + 1n, to: null, cause: 'tape_restarted' };
    this.gap(gap);
    return gap;
  }

  /** Ticks in the order of the connection. */
  take(ticks) {
    this.accounts.ticks(ticks);
    for (const tick of this.standing.take(ticks)) this.#put(tick);
    this.#signal();
  }

  /** Instruments that a notice names have become stale, or fresh. */
  mark(isStale, refs) {
    const symbols = refs.map((ref) => this.#instruments.get(ref)?.symbol).filter((symbol) => symbol !== undefined);
    for (const symbol of symbols) {
      if (isStale) this.#stale.add(symbol);
      else this.#stale.delete(symbol);
    }
    return symbols;
  }

  isStale(symbol) { return this.#stale.has(symbol); }

  /** A statement came: those who asked for one get it. */
  stated(statement) { for (const resolve of this.#asksOfStatement.splice(0)) resolve(statement); }

  nextStatement() { return new Promise((resolve) => { this.#asksOfStatement.push(resolve); }); }

  /** Its owner wants no more: from the first on that finds no room all is dropped, and nobody waits for it. */
  leave() {
    this.isEnding = true;
    if (this.#rest.length) this.hooks.room(this);
  }

  /** It is over; what was received stays to be iterated, then comes the error, if there is one. */
  end(error = null) {
    if (this.ended) return;
    this.ended = true;
    this.error = error;
    this.stated(null);
    this.hooks.ended(this);
    this.#signal();
  }

  // --- what its owner takes

  /** The next tick or gap; undefined when nothing waits. */
  shift() {
    const entry = this.#buffer.shift();
    if (this.#rest.length) this.#refill();
    return entry;
  }

  /** The next ticks up to a gap, and the gap before them; undefined when nothing waits. */
  shiftBatch(most) {
    let gap = null;
    const ticks = [];
    while (ticks.length < most) {
      const entry = this.#peeked ?? this.shift();
      this.#peeked = undefined;
      if (entry === undefined) break;
      if (entry instanceof GapMark) {
        if (ticks.length || gap) { this.#peeked = entry; break; }
        gap = entry.gap;
      } else ticks.push(entry);
    }
    return ticks.length || gap ? { ticks, gap } : undefined;
  }

  #peeked;

  /** Settles when something has come, or it is over. */
  async wait() {
    if (this.#buffer.count > 0 || this.ended) return;
    this.#wake ??= withResolvers();
    await this.#wake.promise;
  }

  #put(entry) {
    if (this.#drops || (this.#rest.length && (this.isEnding || this.ended))) {
      this.#drops = true;
      return;
    }
    if (this.#rest.length || !this.#buffer.offer(entry)) {
      const isFirst = !this.#rest.length;
      this.#rest.push(entry);
      if (isFirst && this.isFull) this.hooks.full(this);
    }
    if (entry instanceof GapMark) this.#signal();
  }

  #refill() {
    let taken = 0;
    while (taken < this.#rest.length && this.#buffer.offer(this.#rest[taken])) taken++;
    this.#rest.splice(0, taken);
    if (!this.#rest.length) this.hooks.room(this);
  }

  #signal() {
    if (!this.#wake || (this.#buffer.count === 0 && !this.ended)) return;
    this.#wake.resolve();
    this.#wake = null;
  }
}

function fromOnWire(from) {
  if (typeof from === 'string') return from;
  return from.time === undefined ? { epoch: String(from.epoch), seq: String(from.seq) } : { time: String(from.time) };
}

function withResolvers() {
  let resolve;
  const promise = new Promise((good) => { resolve = good; });
  return { promise, resolve };
}
