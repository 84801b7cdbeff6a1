import { Backoff } from './backoff.js';
import { OwnersError, ownersOwn, TickerError } from './errors.js';
import { Following } from './following.js';
import { Keys } from './keys.js';
import { clientOptions, subscriptionOptions } from './options.js';
import { isPassing } from './reasons.js';
import { Reel } from './reel.js';
import { addressOf } from './roads/address.js';
import { RoadChoice } from './roads/road-choice.js';
import { Session } from './session.js';
import { Subscription } from './subscription.js';
import { Instruments } from './ticks/instruments.js';

/** One address, at most one connection at a time, and any number of subscriptions, which outlive connections. */
export class Client {
  #followings = new Map();
  #handlers = new Map();
  // What waits for handlers: it waits no longer when the client is closed, which one of them may do.
  #waiting = new Set();
  #state = { state: 'connecting', road: null };
  #session = null;
  #nextId = 1;
  #isClosed = false;
  #isOver = false;
  #backoff;
  #keys;
  #roads;
  #reel;
  #openedAt = 0;

  /** Made by `connect`. */
  constructor(address, options) {
    this.options = clientOptions(options);
    this.address = addressOf(address);
    this.instruments = new Instruments();
    this.#backoff = new Backoff(this.options);
    this.#keys = new Keys(this.options.key, (why) => this.emit('key', { for: why }));
    this.#roads = new RoadChoice(this);
    this.#reel = this.isReplay ? new Reel(new URL(address).searchParams) : null;
    /** Settles when the client is closed. */
    this.closed = Promise.resolve().then(() => this.#live());
  }

  get isReplay() { return this.address.isReplay; }

  /** The key that was shown last. */
  get key() { return this.#keys.current; }

  /** What the last event `state` said. */
  get state() { return { ...this.#state }; }

  /**
   * Asks for ticks.
   * @param {string | Iterable<string>} symbols names and patterns
   * @param {object} [options] those of `subscribe`, and `buffer`, `whenFull`, `onGap`
   */
  subscribe(symbols, options) {
    if (this.#isClosed) throw new TickerError('owner', { text: 'the client is closed' });
    const following = new Following(this.#nextId++, subscriptionOptions(symbols, options), {
      full: (one) => this.#session?.hold(one),
      room: (one) => {
        this.#session?.release(one);
        this.#wakeAtRoom();
      },
      ended: (one) => {
        this.#followings.delete(one.id);
        this.#session?.forget(one);
        this.#wakeAtRoom();
      },
    }, this.isReplay);
    this.#followings.set(following.id, following);
    this.#session?.begin(following);
    return new Subscription(following, this);
  }

  /** Has a handler called for each event of a name, in the order of what came. Returns a function that takes it back. */
  on(event, handler) {
    if (!this.#handlers.has(event)) this.#handlers.set(event, new Set());
    this.#handlers.get(event).add(handler);
    return () => { this.#handlers.get(event).delete(handler); };
  }

  /**
   * Tells the tape of a replay what to do; the event `tape` answers. It holds after a reconnect, too; without a connection it is told to the next, but
   * for the ticks of a step.
   * @param {object} order `{ op: 'pause' | 'resume' }`, `{ op: 'step', ticks }`, `{ op: 'seek', time }` or `seq`, `{ op: 'speed', speed }`
   */
  tape(order) {
    if (!this.#reel) throw new TypeError('only a replay has a tape');
    const told = this.#reel.order(order);
    this.#session?.tape(told);
  }

  /** Ends the client, its connection and its subscriptions. */
  async close() {
    if (!this.#isClosed) this.#shut({ reason: 'owner' });
    this.#session?.close();
    // The handler that is told of the end is not to wait for itself.
    if (!this.#isOver) await this.closed;
  }

  // --- what its parts need of it

  followings() { return [...this.#followings.values()]; }
  followingOf(id) { return this.#followings.get(id); }

  /** Tells an event: settles when every handler is done with it. Fails with `OwnersError` when one does. */
  async emit(event, detail) {
    for (const handler of [...this.#handlers.get(event) ?? []]) await this.#unlessClosed(() => ownersOwn(() => handler(detail)));
  }

  #unlessClosed(begin) {
    if (this.#isClosed) return begin();
    return new Promise((resolve, reject) => {
      this.#waiting.add(resolve);
      const work = begin();
      if (this.#isClosed) resolve(undefined);
      work.then(resolve, reject).finally(() => this.#waiting.delete(resolve));
    });
  }

  modify(following, change) {
    if (following.ended) return;
    if (this.#session?.isOpen) this.#session.change(following, following.change(change));
    else following.changeLater(change);
  }

  pause(following, isPaused) {
    if (following.ended || following.isPaused === isPaused) return;
    following.isPaused = isPaused;
    this.#session?.pause(following);
  }

  async askStatement(following) {
    if (following.ended || !this.#session?.isOpen) return null;
    const statement = following.nextStatement();
    if (!this.#session.askStatement(following)) following.stated(null);
    return statement;
  }

  async unsubscribe(following) {
    if (following.ended) return null;
    following.leave();
    const statement = following.nextStatement();
    if (!this.#session?.isOpen || !this.#session.unsubscribe(following)) following.end();
    return statement;
  }

  /** A connection is open: everything is asked for. */
  async opened(session) {
    this.#openedAt = this.options.clock.now();
    // Before a handler may add another.
    const gaps = this.#reel ? this.#wind(session) : [];
    for (const following of this.followings()) session.begin(following);
    for (const order of this.#reel?.goOn() ?? []) session.tape(order);
    await this.#tell({ state: 'open', road: session.road });
    for (const gap of gaps) await this.emit('gap', gap);
  }

  // Brings the tape of a new connection to where the last one was, or tells each of what is missing.
  #wind(session) {
    const [{ isLost, isLeaving }, gaps] = [this.#reel, []];
    for (const following of isLost || isLeaving ? this.followings() : []) {
      const gap = isLost ? following.tapeRestarted() : null;
      if (gap) gaps.push(gap);
      following.beginLap();
    }
    const positions = this.followings().map(({ standing }) => standing.position?.seq).filter((seq) => seq !== undefined);
    for (const order of this.#reel.begin(positions)) session.tape(order);
    return gaps;
  }

  /** The tape told where it is: what comes then may be of before. */
  played(news) {
    if (this.#reel?.told(news)) for (const following of this.followings()) following.beginLap();
  }

  /** The server refused something of no subscription. */
  refused(code) { if (code === 'bad_value') this.#reel?.refused(); }

  /** The connection is over: what waits for an answer gets none. */
  lost() {
    for (const following of this.followings()) {
      following.stated(null);
      if (following.isEnding) following.end();
    }
  }

  closedAt(position) { for (const { standing } of this.followings()) standing.closed(position); }

  /** The token is about to end: a new one is sent where the connection is. */
  async renewKey(session) {
    const key = await this.#unlessClosed(() => this.#keys.renewed());
    if (key && !this.#isClosed) session.renew(key);
  }

  /** Leaves the connection for a better road. */
  upgrade() { this.#session?.leave({ reason: 'upgrade' }); }

  // --- its life

  async #live() {
    try {
      while (!this.#isClosed) await this.#connect();
    } catch (error) {
      const isOwners = error instanceof OwnersError;
      this.#shut({ reason: isOwners ? 'handler' : 'fault', text: String(error?.message ?? error) }, isOwners ? error.cause : error);
      this.#session?.leave({ reason: 'owner' });
    }
    this.#isOver = true;
    // It is closed already; a handler that throws at this too changes nothing.
    await this.emit('state', this.state).catch(() => {});
  }

  async #connect() {
    const road = await this.#roads.current();
    if (this.#isClosed) return;
    await this.#tell({ state: 'connecting', road: road.name });
    const key = this.#isClosed ? null : await this.#unlessClosed(() => this.#keys.forConnection());
    if (this.#isClosed) return;
    this.#session = new Session(this, road.made);
    const watch = this.#roads.watchForBetter();
    const end = await this.#session.run({ ...road.to, key });
    watch.stop();
    this.#session = null;
    if (!this.#isClosed) await this.#after(end, road);
  }

  async #after(end, road) {
    const { reason, code = null, text = null } = end;
    if (end.error) {
      this.#shut({ reason, code, text }, end.error);
      return;
    }
    if (reason === 'upgrade') return;
    if (end.wasOpen && this.options.clock.now() - this.#openedAt >= this.options.stableAfterMs) this.#backoff.reset();
    if (reason === 'slow') await this.emit('evicted', { reason: text, position: end.position });
    const isAnother = await this.#roads.failed(end);
    let comesBack = isPassing(reason) || isAnother;
    if (reason === 'unauthorized' && !isAnother && !this.#isClosed) comesBack = await this.#unlessClosed(() => this.#keys.hasAnother());
    if (this.#isClosed) return;
    if (!comesBack) {
      this.#shut({ reason, code, text });
      return;
    }
    const retryInMs = this.#backoff.next(end.retryMs);
    await this.#tell({ state: 'waiting', road: road.name, reason, code, text, attempt: this.#backoff.attempt, retryInMs: Math.round(retryInMs) });
    if (!this.#isClosed) await this.#sleep(retryInMs);
    // Where a socket could not be left unread it was given up: there has to be room before the next.
    while (!this.#isClosed && this.followings().some((one) => one.isFull)) await new Promise((resolve) => { this.#wakeAtRoom = () => resolve(undefined); });
  }

  #sleep(ms) {
    return new Promise((resolve) => {
      const timer = this.options.clock.setTimeout(resolve, ms);
      this.#wakeAtClose = () => { this.options.clock.clearTimeout(timer); resolve(); };
    });
  }

  #wakeAtClose = () => {};
  #wakeAtRoom = () => {};

  async #tell(state) {
    if (this.#isClosed) return;
    this.#state = state;
    await this.emit('state', { ...state });
  }

  #shut({ reason, code = null, text = null }, error) {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#state = { state: 'closed', road: this.#state.road, reason, code, text };
    const end = reason === 'owner' || reason === 'ended' ? null : error ?? new TickerError(reason, { code, text });
    for (const following of this.followings()) following.end(end);
    for (const done of this.#waiting) done();
    this.#wakeAtClose();
    this.#wakeAtRoom();
  }
}
