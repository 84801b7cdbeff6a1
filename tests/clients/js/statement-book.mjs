// The books of one subscription: goes through all that came, in order, and holds every tick against what was published
// and every statement against what had come before it.
import assert from 'node:assert/strict';
import { readData } from './tick-reading.mjs';
import { extremesOf, sumsOf } from './tape.mjs';

const SNAPSHOT = 1;
const causes = ['', 'rate', 'socket', 'budget', 'server'];
const everyKind = ['quote', 'trade', 'status'];

/** The names that an entry of a subscription means. */
const matches = (entry, name) => new RegExp(`^${entry.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('\\*', '.*')}$`).test(name);

export class StatementBook {
  /** By instrument: where in the tape it is, and since when and until when it was asked for. */
  #places = new Map();
  #windows = [];
  #deliveries = [];
  #instruments = new Map();
  #statements = [];
  #newest = new Map();
  #changes = [];
  #isLive = false;
  conflated = { rate: 0, socket: 0, budget: 0, server: 0 };
  delivered = 0;
  snapshot = 0;
  first = 0;
  last = 0;
  notices = [];
  totals = new Map();
  snapshotTicks = [];
  summaries = 0;

  /**
   * @param tape what was published; null = this book makes the tape, and has to be told every tick by itself
   * @param request the subscribe message
   */
  constructor(tape, request, recorder = null) {
    Object.assign(this, { tape, request, recorder, kinds: request.kinds ?? everyKind, entries: [...request.symbols] });
  }

  /** Goes through everything. */
  take(messages) {
    const all = [...messages];
    const seams = new Set(all.filter((one) => one.ev === 'seam' && one.id === this.request.id).map((one) => Number(one.seq)));
    for (const message of all) this.#take(message, seams);
    return this;
  }

  #take(message, seams) {
    if (Array.isArray(message) || message.ticks) {
      const { id, ticks } = readData(message, this.#instruments);
      assert.equal(id, this.request.id);
      for (const tick of ticks) this.#takeTick(tick);
    } else if (message.sent) {
      if (message.sent.op === 'modify') this.#changes.push(message.sent);
    } else if (message.ev === 'subscribed') {
      this.#takePage(message, seams);
    } else if (message.ev === 'seam') {
      this.#isLive = true;
    } else if (message.ev === 'notice' && message.id === this.request.id) {
      this.notices.push(message.code);
    } else if (message.ev === 'statement' || message.ev === 'unsubscribed') {
      this.#takeStatement(message);
    } else if (message.ev === 'error' || message.ev === 'gap') {
      assert.fail(JSON.stringify(message, (_, value) => (typeof value === 'bigint' ? `${value}` : value)));
    }
  }

  // A page with the position of a seam tells of a beginning or answers a change; so does one that changes no instrument.
  #takePage({ seq: position, instruments, more }, seams) {
    const seq = Number(position);
    const begins = this.began === undefined;
    const answers = !begins && this.#changes.length > 0 && !this.#moreOfAnswer && (instruments.length === 0 || seams.has(seq));
    if (begins || answers) {
      this.began = seq;
      this.#isLive = this.#isLive && !(instruments.length > 0 && seams.has(seq));
      if (answers) this.#change(this.#changes.shift(), seq);
    }
    this.#moreOfAnswer = more && (begins || answers || this.#moreOfAnswer);
    for (const [ref, name, priceScale, sizeScale] of instruments) {
      const instrument = { name, priceScale, sizeScale };
      this.#instruments.set(ref, instrument).set(name, instrument);
      this.#open(name, seq === this.began ? seq : 0);
    }
  }

  #moreOfAnswer = false;

  #change({ add = [], remove = [] }, seq) {
    this.entries = [...this.entries.filter((entry) => !remove.includes(entry)), ...add];
    for (const name of this.#places.keys()) {
      if (!this.entries.some((entry) => matches(entry, name))) {
        this.#windows.push({ name, after: this.#places.get(name).after, upTo: seq });
        this.#places.delete(name);
      }
    }
  }

  #open(name, after) {
    const next = Object.fromEntries(this.kinds.map((kind) => [kind, this.tape ? this.tape.after(name, kind, after) : 0]));
    this.#places.set(name, { after, next });
    if (!this.totals.has(name)) this.totals.set(name, { quotes: 0, trades: 0, volume: 0, notional: 0n, lastQuote: undefined });
  }

  #takeTick(tick) {
    const { name, kind, seq, flags, collapsed } = tick;
    const place = this.#places.get(name);
    assert.ok(place && this.kinds.includes(kind), `${kind} ${seq} of ${name} was not asked for`);
    assert.equal(tick.received !== undefined, this.request.times === true);
    if (!this.#isLive) {
      assert.ok(flags & SNAPSHOT && !collapsed, `${name}: ${seq} came before the seam`);
      this.snapshot += 1;
      this.snapshotTicks.push({ ...tick, after: place.after });
      return;
    }
    assert.ok(seq > (this.#newest.get(name) ?? 0), `${name}: ${seq} came after ${this.#newest.get(name)}`);
    this.#newest.set(name, seq);
    const { n = 1, first = seq, cause = 0 } = collapsed ?? {};
    if (collapsed) {
      assert.ok(n > 1 && causes[cause], `${name}: ${seq} is collapsed for ${cause}, ${n}`);
      this.conflated[causes[cause]] += n - 1;
    }
    this.delivered += 1;
    this.first ||= seq;
    this.last = Math.max(this.last, seq);
    this.#deliveries.push(first);
    this.recorder?.add(tick);
    if (this.tape) this.#holdAgainstTape(tick, place, n, first);
    else assert.equal(n, 1, `${name}: ${seq} stands for ${n}`);
    this.#addToTotals(tick, n);
  }

  #holdAgainstTape({ name, kind, seq, body, collapsed }, place, n, first) {
    const ticks = this.tape.of(name, kind);
    const from = place.next[kind];
    const last = ticks[from + n - 1];
    assert.ok(last?.seq === seq && ticks[from].seq === first,
      `${name}: ${kind} ${seq} says that it stands for ${n} from ${first}; of what was published these are ${ticks[from]?.seq} to ${last?.seq}`);
    for (let i = 0; i < body.length; i += 1) {
      if (body[i] !== last.body[i]) assert.deepEqual(body, last.body, `${name}: ${kind} ${seq}`);
    }
    place.next[kind] += n;
    if (collapsed?.extremes) assert.deepEqual(collapsed.extremes, extremesOf(ticks.slice(from, from + n)), `${name}: extremes of quote ${seq}`);
    if (collapsed && kind === 'trade') assert.deepEqual(collapsed.sums, sumsOf(ticks.slice(from, from + n)), `${name}: sums of trade ${seq}`);
    if (collapsed?.extremes) this.summaries += 1;
  }

  #addToTotals({ name, kind, body, collapsed }, n) {
    const totals = this.totals.get(name);
    if (kind === 'quote') {
      totals.quotes += n;
      totals.lastQuote = body;
    } else if (kind === 'trade') {
      totals.trades += n;
      totals.volume += collapsed?.sums?.volume ?? body[1];
      totals.notional += collapsed?.sums?.notional ?? BigInt(body[0]) * BigInt(body[1]);
    }
  }

  // Collapsed ticks are stated when they are overwritten and told with the tick that stands for them.
  #takeStatement(told) {
    const { matched, delivered, conflated, filtered, discarded, pending, snapshot } = told;
    const sum = conflated.rate + conflated.socket + conflated.budget + conflated.server;
    assert.equal(matched, delivered + sum + filtered + discarded + pending, `the accounts do not balance: ${text(told)}`);
    assert.deepEqual(
      { delivered, snapshot, filtered, first: Number(told.first_seq), last: Number(told.last_seq) },
      { delivered: this.delivered, snapshot: this.snapshot, filtered: 0, first: this.first, last: this.last },
      `what came before ${text(told)}`);
    for (const [cause, count] of Object.entries(this.conflated)) {
      const exact = pending + discarded === 0;
      assert.ok(exact ? conflated[cause] === count : conflated[cause] >= count, `${count} collapsed by ${cause} had come before ${text(told)}`);
    }
    this.#statements.push({ told, deliveries: this.#deliveries.length });
  }

  /** The scales of every instrument: [price, size]. */
  get scales() { return new Map([...this.#instruments.values()].map(({ name, priceScale, sizeScale }) => [name, [priceScale, sizeScale]])); }

  /** The last statement. */
  get statement() { return this.#statements.at(-1)?.told; }

  get statements() { return this.#statements.length; }

  /** Looks back at every statement, now that it is known what was published. */
  audit() {
    const untold = this.tape.names.filter((name) => !this.#instruments.has(name) && this.entries.some((entry) => matches(entry, name)));
    const windows = [
      ...this.#windows,
      ...[...this.#places].map(([name, { after }]) => ({ name, after, upTo: Infinity })),
      ...untold.map((name) => ({ name, after: 0, upTo: Infinity })),
    ];
    const matched = windows.flatMap(({ name, after, upTo }) => this.kinds.flatMap((kind) =>
      this.tape.of(name, kind).slice(this.tape.after(name, kind, after)).map(({ seq }) => seq).filter((seq) => seq <= upTo))).sort((a, b) => a - b);
    for (const { told, deliveries } of this.#statements) {
      assert.ok(told.matched <= matched.length, `${matched.length} matched at the end: ${text(told)}`);
      const position = told.matched === 0 ? 0 : matched[told.matched - 1];
      assert.ok(position >= Number(told.last_seq), `with ${position} all had matched that is told: ${text(told)}`);
      if (this.#windows.length === 0 && this.statement.discarded === 0) {
        const waiting = this.#deliveries.slice(deliveries).filter((first) => first <= position).length;
        assert.equal(told.pending, waiting, `pending at ${position}: ${text(told)}`);
      }
    }
    return matched;
  }

  /** All of it has come: nothing is pending, and everything that was published is in the accounts. */
  auditWhole() {
    const matched = this.audit();
    assert.deepEqual([this.statement.matched, this.statement.pending], [matched.length, 0], text(this.statement));
    if (this.#windows.length === 0) {
      assert.equal(this.statement.discarded, 0, text(this.statement));
      for (const [name, { next }] of this.#places) {
        for (const kind of this.kinds) assert.equal(next[kind], this.tape.of(name, kind).length, `${name}: every ${kind} has come`);
      }
    }
  }

  /** Everything up to a position has come. */
  auditUpTo(position) {
    for (const [name, { next }] of this.#places) {
      for (const kind of this.kinds) {
        const missing = this.tape.of(name, kind)[next[kind]];
        assert.ok(!missing || missing.seq > position, `${name}: ${kind} ${missing?.seq} has not come, but ${position} was told as the position to resume from`);
      }
    }
  }

  /** The snapshot is the state of each instrument at its beginning, of each kind the newest. */
  auditSnapshot() {
    const expected = [...new Map(this.snapshotTicks.map(({ name, after }) => [`${name} ${after}`, { name, after }])).values()].flatMap(({ name, after }) => this.kinds.flatMap((kind) => {
      const at = this.tape.after(name, kind, after);
      return at > 0 ? [{ name, kind, ...this.tape.of(name, kind)[at - 1] }] : [];
    }));
    const plain = ({ name, kind, seq, body }) => ({ name, kind, seq, body });
    const order = (a, b) => a.seq - b.seq;
    assert.deepEqual(this.snapshotTicks.map(plain).sort(order), expected.map(plain).sort(order));
  }
}

const text = (message) => JSON.stringify(message, (_, value) => (typeof value === 'bigint' ? `${value}` : value));
