import type { Evicted, Place } from '../contract.js';
import { element, put } from '../dom.js';

const slowerMs = 1_000;

/** Says that the server put this page out, why and where, and lets a person go on from there: as before, or asking for less. */
export class Eviction {
  readonly element: HTMLElement;
  readonly #text = element('p');
  #place: Place | null = null;

  constructor(resume: (from: Place | null) => void, slower: (intervalMs: number) => void) {
    const go = (): void => {
      this.element.hidden = true;
      resume(this.#place);
    };
    this.element = element('div', { class: 'notice eviction', role: 'alert' }, this.#text,
      element('button', { type: 'button', class: 'primary', onclick: go }, 'Resume'),
      element('button', { type: 'button', onclick: () => { slower(slowerMs); go(); } }, 'Resume with one update a second'));
    this.element.hidden = true;
  }

  show({ reason, place }: Evicted): void {
    this.#place = place;
    const where = place ? ` It stands at ${place.epoch}:${place.seq}: what the journal holds from there on is not lost.` : '';
    const own = place || !reason ? '' : ` (${reason})`;
    put(this.#text, `The server put this page out as a slow consumer${own}: it could not send as fast as the market moved.${where}`);
    this.element.hidden = false;
    this.element.querySelector('button')?.focus();
  }

  hide(): void { this.element.hidden = true; }
}
