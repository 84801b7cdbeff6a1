import { element } from '../dom.js';
import type { InstrumentRow } from '../market/instrument-row.js';
import { rowHeight, type RowView } from './row-view.js';
import { Sparkline } from './sparkline.js';

// A sparkline costs some 50 µs to draw: few in each frame of the screen, so that none of them is late for it.
const inOneFrame = 4;

/** A sparkline and where it stands. */
interface Placed { host: HTMLElement; line: Sparkline; index: number; row: InstrumentRow | null; version: number }

/**
 * Draws the sparklines of the lines that are seen, some at a time, in turn. They stand in a layer of their own above the lines:
 * canvases between texts would have Chromium sort each frame's texts into the layers between them, which cost more than all else.
 */
export class Trends {
  readonly layer = element('div', { class: 'trends', 'aria-hidden': 'true' });
  readonly #placed: Placed[] = [];
  #turn = 0;
  #width = 104;
  #colours: { live: string; stale: string } | null = null;

  constructor(private readonly colour: (name: 'trend' | 'faint') => string) {}

  draw(views: readonly RowView[]): void {
    this.#colours ??= { live: this.colour('trend'), stale: this.colour('faint') };
    while (this.#placed.length < views.length) {
      const host = element('div');
      this.layer.append(host);
      this.#placed.push({ host, line: new Sparkline(host, this.#width), index: -1, row: null, version: -1 });
    }
    for (const view of views) this.#place(this.#placed[view.place]!, view);
    let drawn = 0;
    for (let n = 0; n < views.length && drawn < inOneFrame; n++) {
      const { place, row } = views[(this.#turn + n) % views.length]!;
      const placed = this.#placed[place]!;
      if (!row || placed.version === row.history.version) continue;
      this.#draw(placed, row);
      drawn++;
      if (drawn === inOneFrame) this.#turn = (this.#turn + n + 1) % views.length;
    }
  }

  /** Stands them above their column, px. */
  stand(left: number, width: number): void {
    this.layer.style.left = `${left}px`;
    if (width === this.#width) return;
    this.#width = width;
    for (const { line } of this.#placed) line.resize(width);
  }

  /** The colours are others. */
  recolour(): void {
    this.#colours = null;
    for (const placed of this.#placed) placed.version = -1;
  }

  /** Goes where the line goes. What it drew of another instrument is drawn over at once. */
  #place(placed: Placed, { index, row }: RowView): void {
    if (placed.index !== index) {
      placed.index = index;
      placed.host.style.transform = `translateY(${index * rowHeight + 3}px)`;
    }
    if (placed.row === row) return;
    placed.row = row;
    placed.host.hidden = row === null;
    if (!row) return;
    this.#draw(placed, row);
  }

  #draw(placed: Placed, row: InstrumentRow): void {
    placed.line.draw(row.history, row.isStale ? this.#colours!.stale : this.#colours!.live);
    placed.version = row.history.version;
  }
}
