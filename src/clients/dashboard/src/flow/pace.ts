import { element, put } from '../dom.js';

/** What the slider can be set to, ms; 0 = as it comes. */
export const paces = [0, 50, 100, 250, 500, 1_000, 2_000, 5_000] as const;

/** The place of the pace that is nearest above a wish. */
export const placeOf = (ms: number): number => {
  const place = paces.findIndex((pace) => pace >= ms);
  return place < 0 ? paces.length - 1 : place;
};

const text = (ms: number): string => (ms === 0 ? 'as it comes' : ms < 1_000 ? `every ${ms} ms` : `every ${ms / 1_000} s`);

/** Chooses how often an instrument's quote may come. The server conflates what comes between. */
export class Pace {
  readonly element: HTMLElement;
  readonly #slider = element('input', { id: 'pace', type: 'range', min: '0', max: String(paces.length - 1), step: '1', oninput: () => this.#moved() });
  readonly #says = element('output', { for: 'pace' });

  /** @param changed called with the interval in ms */
  constructor(intervalMs: number, private readonly changed: (intervalMs: number) => void) {
    this.element = element('div', { class: 'pace', title: 'How often the server may send a quote of one instrument. Trades always come. Fewer quotes, each for more: − and +' },
      element('label', { for: 'pace' }, 'Quotes'), this.#slider, this.#says);
    this.set(intervalMs);
  }

  get intervalMs(): number { return paces[Number(this.#slider.value)] ?? 0; }

  set(intervalMs: number): void {
    this.#slider.value = String(placeOf(intervalMs));
    this.#say();
  }

  /** One step slower (1) or faster (−1). */
  step(by: number): void {
    this.#slider.value = String(Number(this.#slider.value) + by);
    this.#moved();
  }

  #moved(): void {
    this.#say();
    this.changed(this.intervalMs);
  }

  #say(): void {
    put(this.#says, text(this.intervalMs));
    this.#slider.setAttribute('aria-valuetext', text(this.intervalMs));
  }
}
