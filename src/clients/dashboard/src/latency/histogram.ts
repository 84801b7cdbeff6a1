// Counts durations in bins that grow by a twentieth each, so that a quantile is right within 5 %. Durations below zero have bins of their own:
// two clocks that are not known exactly enough give such, and they are to be seen.

const smallestMs = 0.1;
const growth = Math.log(1.05);
const bins = 300;

const binOf = (ms: number): number => (ms <= smallestMs ? 0 : Math.min(bins - 1, 1 + Math.floor(Math.log(ms / smallestMs) / growth)));
const msOf = (bin: number): number => smallestMs * Math.exp(bin * growth);

export class Histogram {
  // From the longest below zero through zero to the longest above.
  readonly #counts = new Uint32Array(2 * bins);
  count = 0;
  /** How many were below zero by more than the smallest bin. */
  negative = 0;

  add(ms: number): void {
    const isNegative = ms < -smallestMs;
    this.#counts[isNegative ? bins - 1 - binOf(-ms) : bins + binOf(ms)]!++;
    if (isNegative) this.negative++;
    this.count++;
  }

  clear(): void {
    this.#counts.fill(0);
    this.count = this.negative = 0;
  }

  addTo(sum: Histogram): void {
    for (let bin = 0; bin < 2 * bins; bin++) sum.#counts[bin]! += this.#counts[bin]!;
    sum.count += this.count;
    sum.negative += this.negative;
  }

  /** The duration that so large a part (0 to 1) does not pass, in ms; NaN if nothing was counted. */
  quantile(part: number): number {
    if (this.count === 0) return NaN;
    let left = Math.max(1, Math.ceil(part * this.count));
    for (let bin = 0; bin < 2 * bins; bin++) {
      left -= this.#counts[bin]!;
      if (left <= 0) return bin < bins ? -msOf(bins - 1 - bin) : msOf(bin - bins);
    }
    return Infinity;
  }
}
