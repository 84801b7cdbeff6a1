// Asks a person for the key that a server wants, and keeps it for this tab: in sessionStorage, which ends with it.

const place = 'ticker-key';
const at = (id) => document.getElementById(id);

export class KeyPrompt {
  /** `given` is called when there is another key, or none any more. */
  constructor(given) {
    at('access').addEventListener('submit', (event) => {
      event.preventDefault();
      sessionStorage.setItem(place, at('key').value.trim());
      this.#show(false, '');
      given();
    });
    at('forget').addEventListener('click', () => {
      sessionStorage.removeItem(place);
      at('forget').hidden = true;
      given();
    });
  }

  /** The key; empty = none was given yet. */
  get value() { return sessionStorage.getItem(place) ?? ''; }

  /** The server took it. */
  taken() { at('forget').hidden = false; }

  /** There is none, or the server does not take it: `why`, in its words. */
  ask(why) {
    sessionStorage.removeItem(place);
    at('forget').hidden = true;
    this.#show(true, why);
  }

  #show(isAsked, why) {
    at('key').value = '';
    at('refusal').textContent = why ? `It was not taken: ${why}.` : '';
    at('access').hidden = !isAsked;
    if (isAsked) at('key').focus();
  }
}
