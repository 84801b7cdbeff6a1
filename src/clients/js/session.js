// One connection, from the attempt to its end: takes in what comes, in order and one after the other, watches that something does, and asks for accounts.
import { OwnersError, TickerError } from './errors.js';
import { Messages } from './messages.js';
import { positionOf, reasonOfClose, reasonOfStatus, retryAfter } from './reasons.js';
import { MuteWatch } from './watch.js';

// Where a socket cannot be left unread: what may come after the server was asked to pause, before the connection is given up.
const unreadLimit = 4_096;
// Messages that may wait behind the one that is being taken in before nothing more is read.
const waitingLimit = 16;
const goodbyeMs = 1_000;

export class Session {
  #client;
  #road;
  #clock;
  #messages;
  #inbox = [];
  #full = new Set();
  // A message that is being taken in, with the handlers that it calls; null = none.
  #taking = null;
  #isHeld = false;
  #end;
  #isOver = false;
  #timers = new Set();
  #watch = null;
  isOpen = false;

  constructor(client, road) {
    this.#client = client;
    this.#road = road;
    this.#clock = client.options.clock;
    this.#messages = new Messages(client, road, this);
    this.over = new Promise((resolve) => { this.#end = resolve; });
  }

  get road() { return this.#road.name; }

  /** Goes to the server; settles when the connection is over, with why, and the last of its messages is taken in. */
  async run(to) {
    this.#after(this.#client.options.connectTimeoutMs, () => {
      if (!this.isOpen) this.#silent('no welcome', this.#road.hasBegun);
    });
    try {
      this.#road.open(to, {
        came: (raw) => this.#push(raw),
        heard: () => this.#watch?.heard(),
        silent: (text, hasBegun) => this.#silent(text, hasBegun),
        opened: () => this.#push({ opened: true }),
        failed: (error) => this.#push({ failed: error }),
        ended: (how) => this.#push({ ended: how }),
        refused: (how) => this.#push({ refused: how }),
      });
    } catch (error) {
      this.#finish({ reason: 'unreachable', text: String(error.message) });
    }
    const how = await this.over;
    await this.#taking;
    return how;
  }

  // --- what the client asks for

  begin(following) { if (this.isOpen) this.#road.begin(following); }
  change(following, change) { if (this.isOpen && !following.ended) this.#road.change(following, change); }
  pause(following) { if (this.isOpen) this.#road.pause(following); }
  renew(key) { if (this.isOpen) this.#road.renew(key); }
  tape(order) { if (this.isOpen) this.#road.tape(order); }
  askStatement(following) { return this.isOpen && this.#road.askStatement(following); }

  /** Asks for the end of a subscription; false where the end needs no answer. */
  unsubscribe(following) {
    if (!this.isOpen) return false;
    return this.#road.end(following) !== false;
  }

  /** A subscription ended by itself. */
  forget(following) {
    if (this.isOpen && (following.isTold || !this.#road.hasOneLine) && !following.isEnding) this.#road.end(following);
    this.release(following);
  }

  /** A subscription is full: nothing more is read until it has room. */
  hold(following) {
    this.#full.add(following);
    this.#readOrNot();
  }

  release(following) {
    if (!this.#full.delete(following) || this.#isOver) return;
    if (this.#full.size === 0) this.#drain();
    this.#readOrNot();
  }

  /** The owner is done with it. */
  close() {
    if (this.#isOver) return;
    this.#road.close();
    this.#finish({ reason: 'owner' });
    // A server that does not say goodbye is not waited for long, and keeps no process from its end by this.
    this.#clock.setTimeout(() => this.#road.drop(), goodbyeMs)?.unref?.();
  }

  /** Ends it for another reason. */
  leave(how) { this.#finish(how); }

  // --- what comes

  get #isBlocked() { return this.#full.size > 0 || this.#taking !== null; }

  #push(item) {
    if (this.#isOver) return;
    this.#watch?.heard();
    if (!this.#isBlocked && this.#inbox.length === 0) {
      this.#take(item);
      return;
    }
    this.#inbox.push(item);
    this.#readOrNot();
    if (this.#road.canHold === false && this.#inbox.length > unreadLimit) this.#finish({ reason: 'lost', text: 'unread' });
  }

  #drain() {
    while (!this.#isBlocked && this.#inbox.length > 0 && !this.#isOver) this.#take(this.#inbox.shift());
  }

  // Data is taken in at once; what has to do with handlers is waited for.
  #take(item) {
    try {
      const taking = item.failed ? this.#failed(item.failed) : item.ended ? this.ended(item.ended) : item.refused ? this.#refused(item.refused)
        : item.opened ? this.opened(0) : this.#messages.take(this.#road.read(item));
      if (!taking) return;
      this.#taking = taking.catch((error) => this.#failed(error)).then(() => {
        this.#taking = null;
        if (this.#isOver) return;
        this.#watch?.heard();
        this.#drain();
        this.#readOrNot();
      });
    } catch (error) {
      this.#failed(error);
    }
  }

  #readOrNot() {
    const isToHold = this.#full.size > 0 || this.#inbox.length >= waitingLimit;
    if (isToHold === this.#isHeld || this.#isOver) return;
    this.#isHeld = isToHold;
    if (isToHold) this.#road.hold();
    else this.#road.release();
  }

  #failed(error) {
    if (error instanceof OwnersError) this.#finish({ reason: 'handler', text: error.message, error: error.cause });
    else if (error instanceof TickerError) this.#finish({ reason: error.reason, text: error.text, error });
    else this.#finish({ reason: 'fault', text: String(error?.message ?? error), error });
  }

  /** The server said welcome, or answered: everything may be asked for. */
  async opened(heartbeatMs) {
    if (this.isOpen) return;
    this.isOpen = true;
    if (heartbeatMs > 0) this.#watch = new MuteWatch(this.#clock, heartbeatMs, () => !this.#isBlocked, () => this.#silent('nothing came for three heartbeats'));
    this.#askStatements();
    await this.#client.opened(this);
  }

  /** The server closed, or the line broke. */
  ended({ code, text }) {
    let reason = reasonOfClose(code);
    if (!this.#messages.isWelcome && !this.isOpen && reason === 'lost') reason = 'unreachable';
    if (this.#client.isReplay && code === 1000 && text === 'ended') reason = 'ended';
    const position = positionOf(text);
    if (position) this.#client.closedAt(position);
    this.#finish({ reason, code: code === 1006 ? null : code, text: text || null, position });
  }

  #refused({ status, retryAfter: after, isTicker }) {
    this.#finish({ reason: reasonOfStatus(status), code: status, text: null, retryMs: retryAfter(after), isForeign: !isTicker });
  }

  // Nothing came in time; somebody may keep back the rest of what began.
  #silent(text, hasBegun = false) {
    this.#finish(this.isOpen ? { reason: 'mute', text } : { reason: 'unreachable', text, isHeldBack: Boolean(hasBegun) });
  }

  // --- time

  #askStatements() {
    const { statementIntervalMs } = this.#client.options;
    if (statementIntervalMs === 0) return;
    this.#after(statementIntervalMs, () => {
      for (const following of this.#client.followings()) if (following.isTold) this.#road.askStatement(following);
      this.#askStatements();
    });
  }

  #after(ms, run) {
    const timer = this.#clock.setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, ms);
    this.#timers.add(timer);
  }

  #finish(how) {
    if (this.#isOver) return;
    this.#isOver = true;
    const wasOpen = this.isOpen;
    this.isOpen = false;
    this.#watch?.stop();
    for (const timer of this.#timers) this.#clock.clearTimeout(timer);
    if (how.reason !== 'owner') this.#road.drop();
    this.#client.lost();
    this.#end({ code: null, text: null, retryMs: this.#messages.retryMs, wasOpen, ...how });
  }
}
