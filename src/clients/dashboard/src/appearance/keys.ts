import { element } from '../dom.js';

/** A key, what it does for a person to read, and what it does. */
export interface Key { keys: string[]; shown: string; does: string; run: (event: KeyboardEvent) => void }

const isTyping = (target: EventTarget | null): boolean => target instanceof HTMLElement
  && (target.matches('textarea, select, [contenteditable]') || (target instanceof HTMLInputElement && target.type !== 'range'));

/** `Alt+ArrowUp`, `?`, `PageDown`: as `Key.keys` has them. */
export const nameOf = ({ key, altKey }: Pick<KeyboardEvent, 'key' | 'altKey'>): string => (altKey ? `Alt+${key}` : key);

/** The keys of the page: one list, which the help shows and which is obeyed. */
export class Keys {
  readonly #help = element('dialog', { class: 'help', 'aria-label': 'Keys' });

  constructor(private readonly keys: Key[]) {
    document.body.append(this.#help);
    this.#help.append(element('h2', {}, 'Keys'), element('dl', {}, ...keys.flatMap(({ shown, does }) =>
      [element('dt', {}, ...shown.split(' ').map((one) => element('kbd', {}, one))), element('dd', {}, does)])),
    element('form', { method: 'dialog' }, element('button', { class: 'primary' }, 'Close')));
    this.#help.addEventListener('click', ({ target }) => { if (target === this.#help) this.#help.close(); });
    document.addEventListener('keydown', (event) => this.#press(event));
  }

  showHelp(): void {
    this.#help.showModal();
    // The button at its end has the focus; it is read from its beginning.
    this.#help.scrollTop = 0;
  }

  #press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.defaultPrevented || this.#help.open) return;
    if (isTyping(event.target)) return;
    // What has a use of its own for a key keeps it.
    const isControl = event.target instanceof HTMLElement && event.target.matches('button, input, a, summary');
    if (isControl && ['Enter', ' ', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown'].includes(event.key) && !event.altKey) return;
    const name = nameOf(event);
    const found = this.keys.find(({ keys }) => keys.includes(name));
    if (!found) return;
    event.preventDefault();
    found.run(event);
  }
}
