import type { Totals } from '../contract.js';

/** What happens a second: in the market, of it here, of that drawn. */
export interface Rate { market: number; received: number; drawn: number; causes: number[] }

/** Works out rates from counts that only grow, over the time between two looks. */
export class Rates {
  #before: { at: number; totals: Totals; drawn: number } | null = null;

  /** @param at ms */
  look(at: number, totals: Totals, drawn: number): Rate {
    const before = this.#before;
    this.#before = { at, totals, drawn };
    if (!before || at <= before.at || totals.updates < before.totals.updates) return { market: 0, received: 0, drawn: 0, causes: [0, 0, 0, 0, 0] };
    const seconds = (at - before.at) / 1000;
    const received = (totals.updates - before.totals.updates) / seconds;
    const causes = totals.collapsed.map((count, n) => (count - before.totals.collapsed[n]!) / seconds);
    return { market: received + causes.reduce((a, b) => a + b, 0), received, drawn: (drawn - before.drawn) / seconds, causes };
  }
}
