const length = 120;

/** The middle price of an instrument at even distances in time, newest last: what a sparkline draws. */
export class History {
  #values: Float64Array | null = null;
  #count = 0;
  /** Grows with each sample: what was drawn at one version need not be drawn again. */
  version = 0;

  /** Takes a sample. Where nothing is known (NaN) the last one holds. */
  push(value: number): void {
    if (Number.isNaN(value) && this.#count === 0) return;
    this.#values ??= new Float64Array(length);
    this.#values.copyWithin(0, 1);
    if (!Number.isNaN(value)) this.#values[length - 1] = value;
    this.#count = Math.min(length, this.#count + 1);
    this.version++;
  }

  clear(): void {
    this.#count = 0;
    this.#values?.fill(0);
    this.version++;
  }

  /** The samples, oldest first. */
  get values(): Float64Array { return this.#values?.subarray(length - this.#count) ?? new Float64Array(0); }
}
