/** How long to wait before a client comes back: exponential, with full jitter and a cap. */
export class Backoff {
  #options;
  #attempt = 0;

  constructor(options) { this.#options = options; }

  /** The attempt that was waited for last; 0 after a connection that stood. */
  get attempt() { return this.#attempt; }

  /** A connection stood: the next wait is the first again. */
  reset() { this.#attempt = 0; }

  /**
   * The time before the next attempt, in milliseconds: evenly between nothing and the lesser of the cap and base · 2^(n-1).
   * @param {number} least what the server asked for
   */
  next(least = 0) {
    const { backoffBaseMs, backoffCapMs, random } = this.#options;
    this.#attempt += 1;
    const most = Math.min(backoffCapMs, backoffBaseMs * 2 ** (this.#attempt - 1));
    return Math.max(least, random() * most);
  }
}
