import { element } from '../dom.js';
import * as lists from './watch-lists.js';

/** The lists as tabs; the shown one can be renamed, and dropped. */
export class Tabs {
  readonly element = element('nav', { class: 'tabs', 'aria-label': 'Watch-lists' });
  #isNaming = false;

  /** @param change takes the lists as a person wants them */
  constructor(private readonly now: () => lists.WatchLists, private readonly change: (all: lists.WatchLists) => void) {}

  draw(): void {
    const all = this.now();
    this.element.replaceChildren(
      ...all.lists.map((list, place) => (place === all.shown && this.#isNaming ? this.#field(list.name) : this.#tab(list, place, all.shown))),
      element('button', { type: 'button', class: 'quiet add', title: 'New list (n)', 'aria-label': 'New list', onclick: () => this.make() }, '+'),
    );
  }

  /** Makes a list, and asks for its name. */
  make(): void {
    this.#isNaming = true;
    this.change(lists.make(this.now(), 'List'));
    this.#focus();
  }

  #tab({ name, entries }: lists.WatchList, place: number, shown: number): HTMLElement {
    const isShown = place === shown;
    const button = element('button', {
      type: 'button', class: 'tab', 'aria-current': isShown ? 'true' : undefined, title: place < 9 ? `${name} (${place + 1})` : name,
      onclick: () => this.change(lists.show(this.now(), place)),
      ondblclick: () => { if (place > 0) this.#name(); },
    }, name, element('span', { class: 'count' }, place === 0 ? '' : String(entries.length)));
    if (!isShown || place === 0) return button;
    return element('span', { class: 'tab-shown' }, button,
      element('button', { type: 'button', class: 'quiet', title: 'Rename', 'aria-label': `Rename ${name}`, onclick: () => this.#name() }, '✎'),
      element('button', { type: 'button', class: 'quiet', title: 'Drop this list', 'aria-label': `Drop ${name}`, onclick: () => this.#drop(name, entries.length) }, '×'));
  }

  #drop(name: string, count: number): void {
    if (count === 0 || confirm(`Drop the list “${name}” with its ${count} entries?`)) this.change(lists.drop(this.now()));
  }

  #name(): void {
    this.#isNaming = true;
    this.draw();
    this.#focus();
  }

  #focus(): void {
    const field = this.element.querySelector('input');
    field?.focus();
    field?.select();
  }

  #field(name: string): HTMLElement {
    let isDone = false;
    const done = (wanted: string): void => {
      if (isDone) return;
      isDone = true;
      this.#isNaming = false;
      this.change(lists.rename(this.now(), wanted));
    };
    const field = element('input', {
      class: 'tab-name', 'aria-label': 'Name of the list', maxlength: '40', spellcheck: 'false', autocomplete: 'off',
      onblur: () => done(field.value),
      onkeydown: (event: KeyboardEvent) => {
        if (event.key === 'Enter') done(field.value);
        else if (event.key === 'Escape') done(name);
        event.stopPropagation();
      },
    });
    field.value = name;
    return field;
  }
}
