import type { Place } from '../contract.js';
import type { WorkerLink } from '../worker-link.js';

const keptKey = 'ticker-key';

/** Which stream the page wants, and as whom: what is opened again after a key was given, after an eviction, or by hand. */
export class Line {
  #path = 'v1/stream';
  /** How often a stream was opened: what was asked for at one is no answer at another. */
  openings = 0;
  // Where storage is denied it is only here, and goes with the page.
  #key = '';

  constructor(private readonly worker: WorkerLink) {
    try {
      this.#key = sessionStorage.getItem(keptKey) ?? '';
    } catch {
      // Denied: none was kept.
    }
  }

  /** The key of this tab; empty = none was given. It goes into messages and headers, never into an address. */
  get key(): string { return this.#key; }

  set key(key: string) {
    this.#key = key;
    try {
      if (key) sessionStorage.setItem(keptKey, key);
      else sessionStorage.removeItem(keptKey);
    } catch {
      // Not kept, then.
    }
  }

  get isReplay(): boolean { return this.#path !== 'v1/stream'; }

  /** Opens the stream, from a place in it if there is one. */
  open(from: Place | null = null): void {
    this.openings++;
    this.worker.send({ kind: 'open', address: new URL(this.#path, document.baseURI).href, key: this.key || null, from });
  }

  /** Opens a replay in the place of the live stream: `v1/replay?recording=..`; null = back to live. */
  play(path: string | null): void {
    this.#path = path ?? 'v1/stream';
    this.open();
  }
}
