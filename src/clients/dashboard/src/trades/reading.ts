import type { ShownTrade, TradeRing } from './trade-ring.js';

/**
 * What a person reads of a ring: the ring itself while the newest are looked at; else what was there when they began to look further down. The ring
 * goes on without them, so that nothing moves under their eyes, and nothing that they read makes room.
 */
export class Reading {
  #held: ShownTrade[] | null = null;
  #pushed = 0;
  #era = 0;

  constructor(private readonly ring: TradeRing) {}

  get count(): number { return this.#held?.length ?? this.ring.count; }

  /** Lines that came since they began to look further down. */
  get newer(): number { return this.#held ? this.ring.pushed - this.#pushed : 0; }

  at(n: number): ShownTrade | null { return this.#held ? this.#held[n] ?? null : this.ring.at(n); }

  /**
   * To be called before each drawing.
   * @param isBelow whether they look further down
   * @returns by how many lines what they look at has moved down since
   */
  look(isBelow: boolean): number {
    const { ring } = this;
    const isSame = ring.era === this.#era;
    if (isBelow && this.#held && isSame) return 0;
    // Something older is added only where there is room: then nothing that was held is gone.
    const came = isBelow && ring.pushed >= this.#pushed ? ring.pushed - this.#pushed : 0;
    this.#held = isBelow ? ring.list() : null;
    [this.#pushed, this.#era] = [ring.pushed, ring.era];
    return came;
  }
}
