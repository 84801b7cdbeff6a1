const length = 120;
const everyMs = 1_000;

/** The middle price of an instrument, a sample each second, newest last: what a sparkline draws. NaN where nothing is known to hold. */
export class History {
  #values: Float64Array | null = null;
  #count = 0;
  #at = 0;
  /** Grows with each sample: what was drawn at one version need not be drawn again. */
  version = 0;

  /** Takes the sample of now (ms of any clock that goes on), NaN if nothing is known to hold. Seconds that were left out since the last are unknown. */
  push(value: number, now: number): void {
    if (Number.isNaN(value) && this.#count === 0) return;
    // Samples are never early, and little late.
    const missed = this.#count === 0 || now - this.#at < 2 * everyMs ? 0 : Math.round((now - this.#at) / everyMs) - 1;
    this.#at = now;
    for (let n = Math.min(missed, length); n > 0; n--) this.#add(NaN);
    this.#add(value);
    this.version++;
  }

  clear(): void {
    this.#count = 0;
    this.version++;
  }

  /** The samples, oldest first. */
  get values(): Float64Array { return this.#values?.subarray(length - this.#count) ?? new Float64Array(0); }

  #add(value: number): void {
    this.#values ??= new Float64Array(length);
    this.#values.copyWithin(0, 1);
    this.#values[length - 1] = value;
    this.#count = Math.min(length, this.#count + 1);
  }
}
