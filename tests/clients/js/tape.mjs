// What was really published, by instrument and kind, in order: the first thing to be built from the subscriber that gets
// everything, and what all others are held against.
export class Tape {
  #byName = new Map();

  add({ name, kind, seq, body }) {
    if (!this.#byName.has(name)) this.#byName.set(name, { quote: [], trade: [], status: [] });
    this.#byName.get(name)[kind].push({ seq, body });
  }

  get names() { return [...this.#byName.keys()]; }

  of(name, kind) { return this.#byName.get(name)?.[kind] ?? []; }

  /** The place of the first tick after a position. */
  after(name, kind, position) {
    const ticks = this.of(name, kind);
    let [from, to] = [0, ticks.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (ticks[middle].seq <= position) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}

/** The extremes of quotes, as a summary tells them: [bid high, bid low, ask high, ask low]; undefined = no such side. */
export const extremesOf = (quotes) => [0, 2].flatMap((side) => {
  const prices = quotes.map(({ body }) => body[side]).filter((price) => price !== undefined);
  return prices.length ? [Math.max(...prices), Math.min(...prices)] : [undefined, undefined];
});

/** The sums of trades. */
export const sumsOf = (trades) => ({
  volume: trades.reduce((sum, { body }) => sum + body[1], 0),
  high: Math.max(...trades.map(({ body }) => body[0])),
  low: Math.min(...trades.map(({ body }) => body[0])),
  notional: trades.reduce((sum, { body }) => sum + BigInt(body[0]) * BigInt(body[1]), 0n),
});
