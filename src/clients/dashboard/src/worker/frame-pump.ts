import type { Frame } from '../contract.js';
import { frameIn, type FrameColumns } from '../frame.js';
import type { Book } from './book.js';

// A frame of a screen lasts 16.7 ms: what comes in the first half of one is gathered, the other half is the page's.
const gatherMs = 8;

/**
 * Sends a frame when the page has asked for one and something changed. A page that is busy or hidden does not ask, and costs
 * nothing: what comes meanwhile stands in the book, the newest in place of the older.
 */
export class FramePump {
  #isAsked = false;
  #memory: FrameColumns | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly book: Book, private readonly send: (frame: Frame, buffer: ArrayBuffer) => void) {}

  /** The page would take a frame. */
  ask(buffer: ArrayBuffer | null): void {
    if (buffer) this.#memory = frameIn(buffer);
    this.#isAsked = true;
    this.#arm();
  }

  /** Something came. */
  wake(): void { this.#arm(); }

  #arm(): void {
    if (!this.#isAsked || this.#timer !== null || !this.book.hasNews) return;
    this.#timer = setTimeout(() => this.#flush(), gatherMs);
  }

  #flush(): void {
    this.#timer = null;
    this.#isAsked = false;
    const { columns, rows } = this.book.fill(this.#memory);
    this.#memory = null;
    this.send({ kind: 'frame', rows, buffer: columns.buffer, totals: this.book.totals() }, columns.buffer);
  }
}
