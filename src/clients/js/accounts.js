// What a client itself counts of one subscription on one connection, to hold against the server's statements.
import { causes } from './ticks/collapsed.js';
import { flag } from './ticks/ticks.js';
import { sequenceOf } from './wire/json-data.js';

const larger = (left, right) => (left > right ? left : right);

export class Accounts {
  // A flag alone does not make state of a tick, since a feed may flag live ones too. State stands between the page that names
  // the instruments and the seam of the same position, so flagged ticks after a page are first counted apart.
  // Before the seam, flagged ticks beyond the first page's position are no state: they are what was missed.
  #begunAt = null;
  #stateUntil = null;
  #isLive = false;
  #apart = { count: 0, first: 0, last: 0 };
  delivered = 0;
  snapshot = 0;
  first = 0;
  last = 0;
  conflated = { rate: 0, socket: 0, budget: 0, server: 0 };

  /** @param {boolean} isLive whether the state came before these begin */
  constructor(isLive = false) { this.#isLive = isLive; }

  /** Takes in a page of `subscribed`. */
  page(seq, names) {
    this.#stateUntil ??= seq;
    if (names > 0 && seq !== this.#begunAt) {
      this.#settle();
      this.#begunAt = seq;
    }
  }

  /** Takes in a gap: behind some, state follows, as of their end. */
  gap(cause, to) {
    if (!this.#isLive && (cause === 'epoch_changed' || cause === 'journal_expired')) this.#stateUntil = to ?? Infinity;
  }

  seam(seq) {
    if (seq === this.#begunAt) {
      this.snapshot += this.#apart.count;
      this.#apart = { count: 0, first: 0, last: 0 };
    }
    this.#settle();
    this.#isLive = true;
  }

  ticks(ticks) {
    for (const tick of ticks) {
      const { sequence, collapsed } = tick;
      if ((tick.flags & flag.snapshot) !== 0) {
        if (!this.#isLive && (this.#stateUntil === null || sequence <= this.#stateUntil)) {
          this.snapshot += 1;
          continue;
        }
        if (this.#isLive && this.#begunAt !== null && sequence <= this.#begunAt && !collapsed) {
          const apart = this.#apart;
          apart.count += 1;
          apart.first ||= sequence;
          apart.last = larger(apart.last, sequence);
          continue;
        }
      }
      if (this.#begunAt !== null) this.#settle();
      this.delivered += 1;
      if (this.first === 0) this.first = sequence;
      if (sequence > this.last) this.last = sequence;
      // A cause that this version does not know is none of the four.
      if (collapsed !== null && causes[collapsed.rawCause] in this.conflated) this.conflated[causes[collapsed.rawCause]] += collapsed.count - 1;
    }
  }

  /** Holds a statement against what came before it on the connection. */
  compare(statement) {
    const apart = this.#apart;
    const asLive = this.#compare(statement, this.delivered + apart.count, this.snapshot, this.first || apart.first, larger(this.last, apart.last));
    return apart.count === 0 || asLive ? asLive : this.#compare(statement, this.delivered, this.snapshot + apart.count, this.first, this.last);
  }

  // Delivered ticks, state and sequences always agree. A collapsed tick is stated when it is overwritten and comes with the
  // tick that stands for it: so while something waits, or was thrown away waiting, the statement may be ahead there.
  #compare(told, delivered, snapshot, first, last) {
    const ahead = Object.keys(this.conflated).map((cause) => told.conflated[cause] - this.conflated[cause]);
    const sum = told.delivered + Object.values(told.conflated).reduce((left, right) => left + right, 0) + told.filtered + told.discarded + told.pending;
    return told.delivered === delivered && told.snapshot === snapshot && told.matched === sum
      && sequenceOf(told.first_seq) == first && sequenceOf(told.last_seq) == last
      && ahead.every((by) => (told.pending + told.discarded > 0 ? by >= 0 : by === 0));
  }

  #settle() {
    const { count, first, last } = this.#apart;
    if (count > 0) {
      this.delivered += count;
      this.first ||= first;
      this.last = larger(this.last, last);
      this.#apart = { count: 0, first: 0, last: 0 };
    }
    this.#begunAt = null;
  }
}
