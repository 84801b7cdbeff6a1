import type { KeyWanted } from '../contract.js';
import { element, put } from '../dom.js';

/** Asks a person for the key that a server wants. It stays in this tab until the tab is closed, or it is forgotten. */
export class KeyPrompt {
  readonly element: HTMLFormElement;
  /** Takes back what was given. */
  readonly forget: HTMLButtonElement;
  readonly #field = element('input', { id: 'key', type: 'password', autocomplete: 'off', spellcheck: 'false', required: true });
  readonly #why = element('p', { role: 'alert' });

  /** @param given called with the key; empty = forget it */
  constructor(given: (key: string) => void) {
    this.element = element('form', {
      class: 'notice key-prompt',
      onsubmit: (event: SubmitEvent) => {
        event.preventDefault();
        const key = this.#field.value.trim();
        this.#field.value = '';
        this.element.hidden = true;
        given(key);
      },
    }, element('label', { for: 'key' }, 'Your key or token'), this.#field, element('button', { class: 'primary' }, 'Open'), this.#why,
    element('p', { class: 'soft' }, 'It stays in this tab, and goes into no address.'));
    this.element.hidden = true;
    this.forget = element('button', { type: 'button', class: 'small', onclick: () => given('') }, 'Forget key');
    this.forget.hidden = true;
  }

  ask({ why, text }: KeyWanted): void {
    put(this.#why, why === 'expiring' ? 'Yours ends soon: the stream goes on if you give another in time.'
      : why === 'refused' ? `It was not taken${text ? `: ${text}` : ''}.` : 'This server wants to know who you are.');
    this.element.hidden = false;
    if (why !== 'expiring') this.#field.focus();
  }

  hide(): void { this.element.hidden = true; }
}
