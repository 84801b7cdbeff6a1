/** A trade as it is shown. Price and size are mantissas of its instrument's scales. `count`: how many it stands for. */
export interface ShownTrade { slot: number; timeMs: number; price: bigint; size: bigint; side: 'buy' | 'sell' | null; flags: number; count: number }

/** The newest so many trades; an older one makes room for a newer. */
export class TradeRing {
  readonly #ring: (ShownTrade | undefined)[];
  #next = 0;
  #count = 0;
  /** How many came in all. */
  total = 0;
  /** Grows with each change. */
  version = 0;

  constructor(readonly capacity: number) { this.#ring = new Array<ShownTrade | undefined>(capacity); }

  get count(): number { return this.#count; }

  push(trade: ShownTrade): void {
    this.#ring[this.#next] = trade;
    this.#next = (this.#next + 1) % this.capacity;
    this.#count = Math.min(this.capacity, this.#count + 1);
    this.total++;
    this.version++;
  }

  /** Takes older ones, oldest first, behind all that are here, as far as there is room. */
  prepend(older: readonly ShownTrade[]): void {
    const room = Math.min(this.capacity - this.#count, older.length);
    for (let n = 1; n <= room; n++) this.#ring[this.#place(this.#count + n - 1)] = older[older.length - n];
    this.#count += room;
    this.version++;
  }

  /** The n-th newest, from 0. */
  at(n: number): ShownTrade | null { return n < this.#count ? this.#ring[this.#place(n)]! : null; }

  clear(): void {
    this.#ring.fill(undefined);
    this.#next = this.#count = this.total = 0;
    this.version++;
  }

  #place(n: number): number { return (this.#next - 1 - n + 2 * this.capacity) % this.capacity; }
}
