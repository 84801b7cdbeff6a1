import type { Place } from '../contract.js';

/** Where the stream that was open before stood, so that the next of the same address goes on there instead of with state alone. */
export class LeftPlace {
  #left: { address: string; place: Place; symbols: Set<string> } | null = null;

  /** A stream is left; `place`: null if it had none that holds for all that was asked for. */
  leave(address: string, place: Place | null, symbols: readonly string[]): void {
    this.#left = place && !isReplay(address) ? { address, place, symbols: new Set(symbols) } : null;
  }

  /** Where a stream of these symbols goes on; null if it was never there: what was not asked for has no state yet. */
  placeFor(address: string, symbols: readonly string[]): Place | null {
    const left = this.#left;
    return left && left.address === address && symbols.every((symbol) => left.symbols.has(symbol)) ? left.place : null;
  }
}

/** A replay has a tape of its own, and no position in another's. */
const isReplay = (address: string): boolean => new URL(address).pathname.endsWith('/v1/replay');
