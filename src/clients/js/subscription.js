/** What the owner of a subscription has in hand: iterate over it, or over its batches; change it; end it. */
export class Subscription {
  #following;
  #client;

  /** Made by `client.subscribe`. */
  constructor(following, client) {
    this.#following = following;
    this.#client = client;
  }

  get id() { return this.#following.id; }

  /** What is asked for now. */
  get symbols() { return [...this.#following.request.symbols]; }

  /** At what interval quotes are asked for now, in ms; null in a mode without one. */
  get intervalMs() { return this.#following.request.intervalMs; }

  /** Where it would go on from: `{ epoch, seq }`, to begin there another time; null before there is such a place. */
  get position() { return this.#following.standing.position; }

  /** Whether what is known of an instrument may no longer be true. */
  isStale(symbol) { return this.#following.isStale(symbol); }

  /** Asks for something else from now on: `mode`, `intervalMs`, `conflateTrades`, `summary`, `onSlow`, `add`, `remove`. */
  modify(change) { this.#client.modify(this.#following, change); }

  /** Stops delivery: what happens meanwhile is conflated by the server. */
  pause() { this.#client.pause(this.#following, true); }

  /** Goes on after `pause`. */
  resume() { this.#client.pause(this.#following, false); }

  /** Asks for the accounts; null if it ends, or its connection does, before they come, and at once where none will. */
  statement() { return this.#client.askStatement(this.#following); }

  /** Ends it; gives the final accounts, or null if there was no connection to give them. */
  unsubscribe() { return this.#client.unsubscribe(this.#following); }

  /** Tick by tick. Leaving the loop ends nothing: go on later, or `unsubscribe`. */
  [Symbol.asyncIterator]() {
    const following = this.#following;
    const next = async () => {
      for (;;) {
        const entry = following.shift();
        if (entry === undefined) {
          if (following.ended) return ended(following);
          await following.wait();
        } else if (entry.kind !== 'gap') return { done: false, value: entry };
      }
    };
    return { next, return: async () => ({ done: true, value: undefined }), [Symbol.asyncIterator]() { return this; } };
  }

  /**
   * All that waits at a time: `{ ticks, gap }`; `gap` is what is missing before these ticks, or null. Costs least.
   * @param {number} most ticks in one batch
   */
  batches(most = 4_096) {
    const following = this.#following;
    const next = async () => {
      for (;;) {
        const value = following.shiftBatch(most);
        if (value) return { done: false, value };
        if (following.ended) return ended(following);
        await following.wait();
      }
    };
    return { next, return: async () => ({ done: true, value: undefined }), [Symbol.asyncIterator]() { return this; } };
  }
}

function ended({ error }) {
  if (error) throw error;
  return { done: true, value: undefined };
}
