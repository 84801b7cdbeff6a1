import { element } from '../dom.js';

interface Deed { says: string; back: () => void }

/** Says what was just done with a list, and takes it back for who did not mean it: step by step, until something else is done. */
export class TakeBack {
  // It is there before it says something: only then is that read out.
  readonly element = element('div', { class: 'take-back', role: 'status' });
  #deeds: Deed[] = [];
  #isOwn = false;

  /** @param taken called when something was taken back */
  constructor(private readonly taken: () => void) {}

  /** Does it, and offers to take it back. `act` returns whether it did anything; so does this. */
  do(says: string, act: () => boolean, back: () => void): boolean {
    if (!this.#own(act)) return false;
    this.#deeds.push({ says, back });
    this.#draw();
    return true;
  }

  /** Says why something was not done. */
  say(text: string): void { this.element.replaceChildren(element('span', {}, text), this.#away()); }

  /** Takes the newest back. */
  run(): void {
    const deed = this.#deeds.pop();
    if (!deed) return;
    this.#own(deed.back);
    this.#draw();
    this.taken();
  }

  /** The lists are others: what was done before cannot be taken back any more, unless it was done here. */
  changed(): void { if (!this.#isOwn) this.#forget(); }

  #own<T>(act: () => T): T {
    this.#isOwn = true;
    try {
      return act();
    } finally {
      this.#isOwn = false;
    }
  }

  #forget(): void {
    this.#deeds = [];
    this.#draw();
  }

  #draw(): void {
    const newest = this.#deeds[this.#deeds.length - 1];
    this.element.replaceChildren(...(newest ? [element('span', {}, newest.says), element('button', { type: 'button', class: 'small', title: 'Put it back (u)', onclick: () => this.run() }, 'Undo'), this.#away()] : []));
  }

  #away(): HTMLElement { return element('button', { type: 'button', class: 'quiet', 'aria-label': 'Dismiss', title: 'Dismiss', onclick: () => this.#forget() }, '×'); }
}
