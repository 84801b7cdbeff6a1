import { Histogram } from './histogram.js';

const pieces = 10;
const pieceMs = 3_000;

/** From the server's receiving of a tick to its drawing here, of the last half minute. */
export class Latency {
  readonly #pieces = Array.from({ length: pieces }, () => new Histogram());
  #current = 0;
  #turnsAt = 0;

  /** A value that the server received at `receivedMs` was drawn at `shownMs`, both on the server's clock. */
  shown(receivedMs: number, shownMs: number, now: number): void {
    if (now >= this.#turnsAt) {
      this.#current = (this.#current + 1) % pieces;
      this.#pieces[this.#current]!.clear();
      this.#turnsAt = now + pieceMs;
    }
    this.#pieces[this.#current]!.add(shownMs - receivedMs);
  }

  /** Nothing of it holds for another stream. */
  clear(): void { for (const piece of this.#pieces) piece.clear(); }

  get quantiles(): { p50: number; p99: number; count: number } {
    const sum = new Histogram();
    for (const piece of this.#pieces) piece.addTo(sum);
    return { p50: sum.quantile(0.5), p99: sum.quantile(0.99), count: sum.count };
  }
}
