const firstOnes = 3;
const every = 15;

/** How long the server takes to answer a small request: asked three times at first, then with each fifteenth heartbeat. */
export class RoundTrip {
  #beats = 0;

  /** @param address that of the stream */
  constructor(private readonly address: string, private readonly answered: (ms: number) => void) {}

  beat(): void {
    this.#beats++;
    if (this.#beats <= firstOnes || this.#beats % every === 0) void this.#ask();
  }

  async #ask(): Promise<void> {
    const begun = performance.now();
    try {
      await fetch(new URL('../healthz/live', this.address), { method: 'HEAD', cache: 'no-store' });
      this.answered(performance.now() - begun);
    } catch {
      // A line that is down has no round trip.
    }
  }
}
