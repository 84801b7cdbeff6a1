import { standFor } from './collapsed.js';

/** What waits between the connection and whoever iterates: a ring that never grows. */
export class TickBuffer {
  #ring;
  #head = 0;
  #tail = 0;
  #conflates;
  // By instrument: where its newest waiting tick is, counted from the beginning of time. Only those behind the last gap.
  #newest = [];

  /**
   * @param {number} capacity the most that may wait
   * @param {boolean} conflates whether a quote may take the place of an older one when it is full
   */
  constructor(capacity, conflates) {
    this.capacity = capacity;
    this.#ring = [];
    this.#conflates = conflates;
  }

  get count() { return this.#tail - this.#head; }

  /** Takes a tick or a gap in; false when it has to wait. */
  offer(entry) {
    if (this.count === this.capacity) return this.#conflates && entry.kind === 'quote' && this.#replace(entry);
    if (this.#conflates) {
      if (entry.instrument) this.#newest[entry.instrument.index] = this.#tail;
      else this.#newest = [];
    }
    this.#ring[this.#tail++ % this.capacity] = entry;
    return true;
  }

  /** The oldest; undefined if there is none. */
  shift() {
    if (this.#head === this.#tail) return undefined;
    const place = this.#head++ % this.capacity;
    const entry = this.#ring[place];
    this.#ring[place] = undefined;
    return entry;
  }

  // A quote in the place of the newest that waits of its instrument keeps that instrument's order. Neither across a gap
  // nor between state and what is live: it would say something else then.
  #replace(entry) {
    const place = this.#newest[entry.instrument.index];
    if (!(place >= this.#head)) return false;
    const older = this.#ring[place % this.capacity];
    if (older.kind !== 'quote' || older.isSnapshot !== entry.isSnapshot) return false;
    this.#ring[place % this.capacity] = standFor(entry, older);
    return true;
  }
}
