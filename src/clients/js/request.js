// What a subscription asks for, and what of it is to change.
import { changeOnWire, onWire, requestKeys } from './options.js';

/** A name, or any run of characters for each `*`. */
const patternOf = (entry) => new RegExp(`^${entry.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&')).join('[^]*')}$`);

const applied = ({ symbols, keys }, { add = [], remove = [], ...rest }) => ({
  symbols: [...symbols.filter((symbol) => !remove.includes(symbol)), ...add.filter((symbol) => !symbols.includes(symbol))],
  keys: { ...keys, ...rest },
});

/** What was asked for and given, and the changes that were not answered yet, or whose state is still to come. */
export class Request {
  #held;
  #changes = [];

  constructor(symbols, options) { this.#held = { symbols, keys: onWire(options, requestKeys) }; }

  /** What is asked for, all changes made. */
  get symbols() { return this.#changes.reduce((held, { wire }) => applied(held, wire), this.#held).symbols; }

  /** At what interval, with all changes made; null in a mode that has none. */
  get intervalMs() {
    const { mode, interval_ms: intervalMs = null } = this.#changes.reduce((held, { wire }) => applied(held, wire), this.#held).keys;
    return mode === 'interval' ? intervalMs : null;
  }

  get isAll() { return this.#held.keys.mode === 'all'; }

  /** How many changes are on their way. */
  get pending() { return this.#changes.length; }

  /** The oldest change; null if there is none. */
  get next() { return this.#changes[0] ?? null; }

  /** Takes a change that will be asked for. */
  change(change) {
    const made = { wire: changeOnWire(change), due: null };
    this.#changes.push(made);
    return made;
  }

  /** Takes a change without a connection: a part of the next `subscribe`, unless what it adds has its state only behind one. */
  changeLater(change, hasPosition) {
    const made = this.change(change);
    if (this.#changes.length === 1 && !(made.wire.add?.length && hasPosition)) this.hold(made);
  }

  /** The keys of a `subscribe`, with a change made. */
  keys(change = null) {
    const { symbols, keys } = change ? applied(this.#held, change.wire) : this.#held;
    return { symbols, ...keys };
  }

  /** The changes to be asked for behind a new `subscribe`. */
  again() {
    for (const change of this.#changes) change.due = null;
    return [...this.#changes];
  }

  /** A change is made. */
  hold(change) {
    this.drop(change);
    this.#held = applied(this.#held, change.wire);
  }

  /** It is not; whether it was on its way. */
  drop(change) {
    const at = this.#changes.indexOf(change);
    if (at >= 0) this.#changes.splice(at, 1);
    return at >= 0;
  }

  /**
   * A page came behind the first: is it the answer to the oldest change without one? One that names something else came unasked, for an
   * instrument that has appeared. What a change adds is made only once its state is there.
   * @returns the change, or null
   */
  answer({ names, unknown, seq }, hasState) {
    const change = this.#changes.find(({ due }) => due === null);
    if (!change) return null;
    const isNamed = (entry) => unknown.includes(entry) || names.some((name) => patternOf(entry).test(name));
    if (names.length + unknown.length > 0 && !change.wire.add?.some(isNamed)) return null;
    if (names.length > 0 && change.wire.add?.length && hasState) change.due = seq;
    else this.hold(change);
    return change;
  }

  /** The oldest change without an answer is refused. */
  refuse(code) {
    const change = this.#changes.find(({ due }) => due === null);
    if (!change) return;
    this.drop(change);
    // Of what was to be added, some may be given.
    if (code === 'forbidden' && change.wire.add) this.#held = applied(this.#held, { add: change.wire.add });
  }

  /** All up to a position is there, the state of what was added too. */
  settle(seq) { for (const change of [...this.#changes]) if (change.due !== null && seq >= change.due) this.hold(change); }
}
