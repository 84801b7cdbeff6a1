// Every heartbeat says the server's time as it left. What is heard is late by the way it took, so the largest of
// (told − heard) over a minute is the lead less the shortest way; half the shortest round trip of a small request is added back.

const kept = 60;

/** How far the server's clock is ahead of this machine's. */
export class ServerClock {
  readonly #leads: number[] = [];
  #roundTripMs = Infinity;

  /** A heartbeat that said `toldMs` was heard at `heardMs`. */
  heard(toldMs: number, heardMs: number): void {
    this.#leads.push(toldMs - heardMs);
    if (this.#leads.length > kept) this.#leads.shift();
  }

  /** A request was answered after so long. */
  answered(roundTripMs: number): void { this.#roundTripMs = Math.min(this.#roundTripMs, roundTripMs); }

  /** What is known; null before the first heartbeat. `uncertainMs`: how wrong it may be, if clocks do not jump; null before a request was answered. */
  get reading(): { aheadMs: number; uncertainMs: number | null } | null {
    if (this.#leads.length === 0) return null;
    const way = Number.isFinite(this.#roundTripMs) ? this.#roundTripMs / 2 : null;
    return { aheadMs: Math.max(...this.#leads) + (way ?? 0), uncertainMs: way };
  }
}
