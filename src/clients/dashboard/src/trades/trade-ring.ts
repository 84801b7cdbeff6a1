/**
 * A trade as it is shown, or `count` of them that the server summed up: then `price` and `timeMs` are the newest's, `size` is that of all, `high` and
 * `low` are their extremes, and `side` is null. Prices and sizes are mantissas of `priceScale` and `sizeScale`: an instrument may get others later.
 * `passed`: so many before it were too fast to be told.
 */
export interface ShownTrade {
  slot: number; timeMs: number; price: bigint; size: bigint; high: bigint; low: bigint; priceScale: number; sizeScale: number;
  side: 'buy' | 'sell' | null; flags: number; count: number; passed?: number;
}

/** The newest so many lines of trades; an older one makes room for a newer. What is not here any more, or never was, is counted. */
export class TradeRing {
  readonly #ring: (ShownTrade | undefined)[];
  #next = 0;
  #count = 0;
  /** Lines that came since it was cleared, those of before left out. */
  pushed = 0;
  /** Trades that made room, and those that were too fast to be told. */
  dropped = 0;
  passed = 0;
  /** How often something older was added, or all was cleared. */
  era = 0;
  /** Grows with each change. */
  version = 0;

  constructor(readonly capacity: number) { this.#ring = new Array<ShownTrade | undefined>(capacity); }

  get count(): number { return this.#count; }

  push(trade: ShownTrade): void {
    this.dropped += this.#ring[this.#next]?.count ?? 0;
    this.passed += trade.passed ?? 0;
    this.#ring[this.#next] = trade;
    this.#next = (this.#next + 1) % this.capacity;
    this.#count = Math.min(this.capacity, this.#count + 1);
    this.pushed++;
    this.version++;
  }

  /** Takes older ones, oldest first, behind all that are here, as far as there is room. */
  prepend(older: readonly ShownTrade[]): void {
    const room = Math.min(this.capacity - this.#count, older.length);
    for (let n = 1; n <= room; n++) this.#ring[this.#place(this.#count + n - 1)] = older[older.length - n];
    this.#count += room;
    if (room > 0) this.era++;
    this.version++;
  }

  /** The n-th newest, from 0. */
  at(n: number): ShownTrade | null { return n < this.#count ? this.#ring[this.#place(n)]! : null; }

  /** All of them, newest first, as they are now. */
  list(): ShownTrade[] { return Array.from({ length: this.#count }, (_, n) => this.at(n)!); }

  clear(): void {
    this.#ring.fill(undefined);
    this.#next = this.#count = this.pushed = this.dropped = this.passed = 0;
    this.era++;
    this.version++;
  }

  #place(n: number): number { return (this.#next - 1 - n + 2 * this.capacity) % this.capacity; }
}
