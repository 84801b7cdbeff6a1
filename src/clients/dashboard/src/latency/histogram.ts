// Counts durations in bins that grow by a twentieth each, so that a quantile is right within 5 %.

const smallestMs = 0.1;
const growth = Math.log(1.05);
const bins = 300;

export class Histogram {
  readonly #counts = new Uint32Array(bins);
  count = 0;

  add(ms: number): void {
    const bin = ms <= smallestMs ? 0 : Math.min(bins - 1, 1 + Math.floor(Math.log(ms / smallestMs) / growth));
    this.#counts[bin]!++;
    this.count++;
  }

  clear(): void {
    this.#counts.fill(0);
    this.count = 0;
  }

  addTo(sum: Histogram): void {
    for (let bin = 0; bin < bins; bin++) sum.#counts[bin]! += this.#counts[bin]!;
    sum.count += this.count;
  }

  /** The duration that so large a part (0 to 1) does not pass, in ms; NaN if nothing was counted. */
  quantile(part: number): number {
    if (this.count === 0) return NaN;
    let left = Math.max(1, Math.ceil(part * this.count));
    for (let bin = 0; bin < bins; bin++) {
      left -= this.#counts[bin]!;
      if (left <= 0) return smallestMs * Math.exp(bin * growth);
    }
    return Infinity;
  }
}
