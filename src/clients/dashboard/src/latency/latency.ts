import { Histogram } from './histogram.js';

const pieces = 10;
const pieceMs = 3_000;

/** From the server's receiving of a tick to its drawing here, of the last half minute, as far as somebody could see it. Every `now` is of `performance.now()`. */
export class Latency {
  readonly #pieces = Array.from({ length: pieces }, () => new Histogram());
  #current = 0;
  #turnsAt = 0;
  #seenFrom = -Infinity;

  /** A value was drawn so long after the server had received it; below zero, if the clocks are not known that exactly. */
  shown(ms: number, now: number): void {
    // What came while nobody looked waited for that, and says nothing of the way.
    if (now - ms < this.#seenFrom) return;
    this.#age(now);
    this.#pieces[this.#current]!.add(ms);
  }

  /** The page is seen from now on: before, it was hidden, and was not drawn. */
  seenFrom(now: number): void { this.#seenFrom = now; }

  /** Nothing of it holds for another stream. */
  clear(): void { for (const piece of this.#pieces) piece.clear(); }

  quantiles(now: number): { p50: number; p99: number; count: number; negative: number } {
    this.#age(now);
    const sum = new Histogram();
    for (const piece of this.#pieces) piece.addTo(sum);
    return { p50: sum.quantile(0.5), p99: sum.quantile(0.99), count: sum.count, negative: sum.negative };
  }

  // Time passes whether or not anything comes.
  #age(now: number): void {
    const turns = now < this.#turnsAt ? 0 : Math.floor((now - this.#turnsAt) / pieceMs) + 1;
    for (let n = 0; n < Math.min(turns, pieces); n++) {
      this.#current = (this.#current + 1) % pieces;
      this.#pieces[this.#current]!.clear();
    }
    this.#turnsAt += turns * pieceMs;
  }
}
