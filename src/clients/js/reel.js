// What the tape of a replay was told, and where it is. Each connection has a tape of its own: it is brought to where the one before it was.
const orders = ['pause', 'resume', 'step', 'seek', 'speed'];

export class Reel {
  #isPaused;
  #speed = null;
  // The speed that it told last.
  #runsAt = null;
  // Where its owner sent it: a time, and a sequence behind that. Sequences count within one epoch of a recording only.
  #sought = {};
  // Seeks that are not answered yet.
  #seeks = 0;
  #isKnown = false;
  #beginsAt = null;
  #lap = 0;
  // It has gone over into another epoch of the recording, where no sequence leads to.
  #isBeyond = false;

  /** @param {URLSearchParams} query that of its address */
  constructor(query) { this.#isPaused = query.get('paused') === 'true'; }

  /**
   * Takes an order of its owner; gives it as it is sent.
   * @param {{ op: string, ticks?: number, seq?: any, time?: any, speed?: any }} given
   */
  order(given) {
    const { op } = given;
    if (!orders.includes(op)) throw new TypeError(`a tape knows no ${op}`);
    const order = { ...given };
    for (const key of ['seq', 'time', 'speed']) if (order[key] !== undefined) order[key] = String(order[key]);
    if (op === 'seek') this.#seek(order);
    else if (op === 'speed') this.#speed = order.speed;
    else this.#isPaused = op !== 'resume';
    this.#isKnown = true;
    return order;
  }

  /** @param {{ seq?: string, time?: string }} place */
  #seek({ seq, time }) {
    if ((seq === undefined) === (time === undefined)) throw new TypeError('seek takes either seq or time');
    this.#sought = time === undefined ? { ...this.#sought, seq } : { time };
    if (time !== undefined) this.#isBeyond = false;
    this.#seeks += 1;
  }

  /** Whether its owner sent it elsewhere, and nothing of there has come. */
  get isLeaving() { return this.#seeks > 0; }

  /** Whether it can only begin anew on another connection. */
  get isLost() { return this.#isBeyond; }

  /**
   * What a new connection's tape is told before anything is subscribed to; it is not to run before all is.
   * @param {bigint[]} positions sequences, one of each subscription that is to go on
   */
  begin(positions) {
    if (this.#isBeyond) this.#forget();
    const { time, seq } = this.#sought;
    const next = positions.length > 0 && !this.isLeaving ? positions.reduce((left, right) => (right < left ? right : left)) + 1n : seq;
    const seeks = [...time === undefined ? [] : [{ op: 'seek', time }], ...next === undefined ? [] : [{ op: 'seek', seq: String(next) }]];
    [this.#lap, this.#seeks, this.#beginsAt] = [seeks.length, 0, null];
    if (!this.#isKnown) return [];
    return [{ op: 'pause' }, ...seeks, ...this.#speed === null ? [] : [{ op: 'speed', speed: this.#speed }]];
  }

  /** What it is told when all is subscribed to. */
  goOn() { return this.#isKnown && !this.#isPaused ? [{ op: 'resume' }] : []; }

  /** It told where it is. Returns whether it began again from another place, where positions may go back. */
  told({ time, speed, lap }) {
    this.#isKnown = true;
    this.#runsAt = speed;
    this.#beginsAt ??= time;
    if (lap <= this.#lap) return false;
    this.#lap = lap;
    if (this.#seeks > 0) this.#seeks -= 1;
    else if (time === this.#beginsAt) this.#forget();
    else this.#isBeyond = true;
    return true;
  }

  /** It refused a value that it was told, which only a speed can be. */
  refused() { this.#speed = this.#runsAt; }

  #forget() { [this.#sought, this.#isBeyond] = [{}, false]; }
}
