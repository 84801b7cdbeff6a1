import { ownersOwn } from './errors.js';

/** Who a client says it is. The key is in no event, no error and no address. */
export class Keys {
  #key;
  #asked;
  #shown = null;
  #ready = null;

  /**
   * @param {null | string | (() => string | Promise<string>)} key
   * @param {(why: string) => Promise<void> | void} asked told whenever the function is called
   */
  constructor(key, asked) {
    this.#key = key;
    this.#asked = asked;
  }

  /** The key that was shown last. */
  get current() { return this.#shown; }

  /** The key for a new connection; null if there is none. */
  async forConnection() {
    const key = this.#ready ?? await this.ask('connecting');
    this.#ready = null;
    this.#shown = key;
    return key;
  }

  /** Asks for a key. */
  async ask(why) {
    if (typeof this.#key !== 'function') return this.#key;
    await this.#asked(why);
    return await ownersOwn(this.#key) ?? null;
  }

  /** A key in place of the one that ends soon; null if there is no other. */
  async renewed() {
    const key = await this.ask('expiring');
    if (key === null || key === this.#shown) return null;
    this.#shown = key;
    return key;
  }

  /** Whether there is another key than the one that was refused; the next connection shows it. */
  async hasAnother() {
    if (typeof this.#key !== 'function') return false;
    const key = await this.ask('refused');
    if (key === null || key === this.#shown) return false;
    this.#ready = key;
    return true;
  }
}
