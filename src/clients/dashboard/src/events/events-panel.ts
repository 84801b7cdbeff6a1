import { element } from '../dom.js';
import { clockTime } from '../figures.js';
import type { Events } from './events.js';

/** The events as a list, drawn while it is open. */
export class EventsPanel {
  readonly element = element('section', { class: 'panel events', 'aria-label': 'Events' });
  readonly #list = element('ol');
  #drawn = -1;

  constructor(private readonly events: Events) {
    this.element.hidden = true;
    this.element.append(element('h2', {}, 'Events'), this.#list);
  }

  draw(): void {
    if (this.element.hidden || this.#drawn === this.events.version) return;
    this.#drawn = this.events.version;
    this.#list.replaceChildren(...this.events.list.map(({ atMs, tone, text, times }) =>
      element('li', { class: tone }, element('time', {}, clockTime(atMs)), ' ', times > 1 ? `${text} (${times} times)` : text)));
    if (!this.events.list.length) this.#list.replaceChildren(element('li', { class: 'calm' }, 'Nothing yet.'));
  }
}
