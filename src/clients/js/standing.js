// Where a subscription stands in the stream, so that the next connection goes on there without a hole and without a double.
import { flag } from './ticks/ticks.js';

const KINDS = 3;
const place = { quote: 0, trade: 1, status: 2 };
const newer = (left, right) => (left === null || right > left ? right : left);

export class Standing {
  #from;
  #epoch = null;
  // What the pages of this connection say.
  #pageEpoch = null;
  // The last tick, the position that was told last, and where the subscription began.
  #last = null;
  #told = null;
  #began = null;
  // State is due, or on its way: until all of it came, no position stands for what was received.
  #owesState = true;
  #hasTicks = false;
  #hasPages = false;
  // By instrument and kind: the newest sequence that came. What is not newer is a double once this goes on from a position.
  #newest = [];
  // By the same, whose state a page has named and is still to come.
  #due = new Set();
  #goesOn = false;
  // Whether each tick comes, and always came: otherwise one that is older than the last may still wait at the server.
  #isAll;
  // Whether sequences are those of a recording, whatever the epoch. Then it is the tape that goes on from there.
  #isTaped;
  // What this connection was asked to begin with.
  #asked = null;

  /** @param from where the owner wants to begin; @param isAll whether each tick comes; @param isTaped whether it is of a replay */
  constructor(from, isAll, isTaped = false) { [this.#from, this.#isAll, this.#isTaped] = [from, isAll, isTaped]; }

  /** Another mode than `all` holds. */
  notAll() { this.#isAll = false; }

  /** Where it would go on from; null before there is a place. */
  get position() {
    const seq = this.#seq();
    return seq === null ? null : { epoch: this.#epoch, seq: BigInt(seq) };
  }

  /** Whether the state comes of what is added: unless this connection was asked to begin now. */
  get givesState() { return this.#asked !== 'now'; }

  /** Where to begin on the next connection. */
  next() {
    const seq = this.#seq();
    const from = this.#asked = seq === null || this.#isTaped ? this.#from : { epoch: this.#epoch, seq };
    this.#owesState = seq === null && !this.#startsBare(this.#from);
    this.#hasTicks = this.#hasPages = false;
    this.#due.clear();
    this.#pageEpoch = null;
    this.#goesOn = this.#goesOn || this.#newest.length > 0;
    return from;
  }

  #startsBare(from) { return from === 'now' || from?.seq !== undefined; }

  #seq() {
    if (this.#owesState || this.#epoch === null) return null;
    return (this.#isAll && this.#last !== null ? newer(this.#told, this.#last) : this.#told) ?? this.#began;
  }

  /** A page of `subscribed`. Returns whether it is the first of this connection. */
  page({ epoch, seq, more }, instruments) {
    const isFirst = !this.#hasTicks && !this.#hasPages;
    if (this.#epoch !== epoch) {
      if (!this.#isTaped) this.#forget();
      this.#epoch = epoch;
    }
    this.#pageEpoch = epoch;
    if (isFirst && this.#began === null) this.#began = seq;
    // What is named later begins with state, which replaces.
    if (this.#hasPages) for (const { index } of instruments) this.#expectState(index * KINDS);
    if (!more) this.#hasPages = true;
    return isFirst;
  }

  #expectState(at) {
    this.#newest.fill(undefined, at, at + KINDS);
    for (let kind = 0; kind < KINDS; kind++) this.#due.add(at + kind);
  }

  /** What is missing; where nothing of the connection came before it, state follows. */
  gap({ cause }) {
    if (cause !== 'epoch_changed' && (cause !== 'journal_expired' || this.#hasTicks)) return;
    this.#forget();
    [this.#from, this.#epoch] = ['snapshot', this.#pageEpoch];
  }

  /** The position to go on from is not known to the server: it, and then the state is to come; null if there was none. */
  refused() {
    const seq = this.#seq();
    if (seq === null) return null;
    this.#forget();
    this.#from = 'snapshot';
    return seq;
  }

  #forget() {
    if (this.#epoch !== null) this.#from = 'snapshot';
    [this.#epoch, this.#last, this.#told, this.#began] = [null, null, null, null];
    this.#newest = [];
    this.#owesState = this.#owesState || !this.#startsBare(this.#from);
  }

  seam(seq) {
    this.#owesState = false;
    this.#due.clear();
    this.#told = newer(this.#told, seq);
  }

  /** A position at which nothing waited; 0 = none yet. */
  told(seq) {
    if (!this.#owesState && seq > 0) this.#told = newer(this.#told, seq);
  }

  /** All up to a position came, state and all. */
  toldWhole(epoch, seq) {
    this.#epoch = epoch;
    this.#owesState = false;
    this.told(seq);
  }

  /** The position in the reason of a close. */
  closed(position) {
    if (position && position.epoch === this.#epoch) this.told(position.seq);
  }

  /** Leaves out of ticks, in their order, those that came before. */
  take(ticks) {
    let kept = null;
    for (let n = 0; n < ticks.length; n++) {
      const isNew = this.#isNew(ticks[n]);
      if (!isNew && kept === null) kept = ticks.slice(0, n);
      else if (isNew && kept !== null) kept.push(ticks[n]);
    }
    this.#hasTicks = true;
    return kept ?? ticks;
  }

  #isNew(tick) {
    const { sequence } = tick;
    const at = tick.instrument.index * KINDS + place[tick.kind];
    // A feed may flag what is none, too.
    const isState = (tick.flags & flag.snapshot) !== 0 && (this.#due.delete(at) || this.#owesState);
    if (!isState) {
      this.#owesState = false;
      if (this.#last === null || sequence > this.#last) this.#last = sequence;
    }
    if (this.#goesOn && sequence <= this.#newest[at] && !isState) return false;
    this.#newest[at] = sequence;
    return true;
  }
}
