import { bare, element } from '../dom.js';

/** The feeds that the server hears, each with a light. */
export class FeedsView {
  readonly element = element('ul', { class: 'feeds', 'aria-label': 'Feeds' });
  #shown = '';

  /** What was told last may no longer be so. */
  set isCut(isCut: boolean) { this.element.toggleAttribute('data-cut', isCut); }

  show(feeds: Record<string, string>): void {
    const now = JSON.stringify(feeds);
    if (now === this.#shown) return;
    this.#shown = now;
    this.element.replaceChildren(...Object.entries(feeds).map(([name, state]) =>
      element('li', { 'data-state': state, title: `Feed ${name}: ${state}` }, element('span', { class: 'light', 'aria-hidden': 'true' }), element('bdi', {}, bare(name)), state === 'live' ? '' : ` ${state}`)));
  }
}
