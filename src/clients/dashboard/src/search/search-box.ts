import { element, put } from '../dom.js';
import { fault, isPattern } from '../watch-lists/listed.js';
import type { Known } from './catalogue.js';
import { found } from './found.js';

const most = 12;

export interface SearchUse {
  /** Every instrument of the server; asked for when a person begins to search. */
  all(): Promise<Known[]>;
  isListed(entry: string): boolean;
  /** Whether the shown list can be changed. */
  canAdd(): boolean;
  add(entry: string): void;
  /** Shows an instrument. */
  open(symbol: string): void;
}

/** Finds among all instruments: Enter shows one, Shift+Enter, or the + beside it, adds it to the list. A text with `*` is a pattern that can be added. */
export class SearchBox {
  readonly element: HTMLElement;
  readonly #field = element('input', {
    type: 'search', class: 'search', placeholder: 'Search  /', autocomplete: 'off', spellcheck: 'false', role: 'combobox',
    'aria-label': 'Search instruments', 'aria-controls': 'found', 'aria-expanded': 'false', 'aria-autocomplete': 'list',
    oninput: () => void this.#look(),
    onfocus: () => void this.#look(),
    onkeydown: (event: KeyboardEvent) => this.#key(event),
  });
  readonly #list = element('ul', { id: 'found', role: 'listbox', 'aria-label': 'Found' });
  readonly #nothing = element('p', { class: 'none', role: 'status' });
  // A press on it leaves the focus in the field.
  readonly #popup = element('div', { class: 'found', onmousedown: (event: Event) => event.preventDefault() }, this.#list, this.#nothing);
  #hits: { entry: string; note: string }[] = [];
  #chosen = 0;
  #asked = '';

  constructor(private readonly use: SearchUse) {
    this.#popup.hidden = true;
    this.element = element('div', {
      class: 'search-box',
      onfocusout: ({ relatedTarget }: FocusEvent) => { if (!this.element.contains(relatedTarget as Node | null)) this.#hide(); },
    }, this.#field, this.#popup);
  }

  focus(): void {
    this.#field.focus();
    this.#field.select();
  }

  async #look(): Promise<void> {
    const text = this.#asked = this.#field.value;
    if (!text.trim()) { this.#hide(); return; }
    let all: Known[] = [];
    let note = '';
    try {
      all = await this.use.all();
    } catch (error) {
      note = `Not to be had: ${(error as Error).message}`;
    }
    if (text !== this.#asked) return;
    this.#hits = found(all, text, most).map(({ symbol, assetClass, currency }) => ({ entry: symbol, note: [assetClass.replaceAll('_', ' '), currency].filter(Boolean).join(' · ') }));
    const entry = text.trim();
    const isName = !this.#hits.length && /^[^\s:]+:\S/.test(entry) && all.length > 0;
    const wrong = isPattern(entry) || isName ? fault(entry) : null;
    if (wrong !== null) note ||= `Not to be added: ${wrong}.`;
    else if (isPattern(entry)) this.#hits.unshift({ entry, note: 'every instrument of this pattern, now and later' });
    else if (isName) this.#hits.push({ entry, note: 'not known yet; added, it appears when it is' });
    this.#chosen = 0;
    this.#draw(note || 'Nothing of this name.');
  }

  #draw(nothing: string): void {
    this.#list.replaceChildren(...this.#hits.map(({ entry, note }, n) => {
      const isListed = this.use.isListed(entry);
      const says = isListed ? 'In this list' : this.use.canAdd() ? 'Add to this list (Shift+Enter)' : 'Make a list first: this one has everything';
      // An option holds no other control; with the keyboard it is added by Shift+Enter.
      const add = element('span', {
        class: 'hit-add', 'aria-hidden': 'true', title: says, 'data-can': !isListed && this.use.canAdd(),
        onclick: (event: Event) => { event.stopPropagation(); this.#add(n); },
      }, isListed ? '✓' : '+');
      return element('li', { role: 'option', id: `found-${n}`, 'aria-selected': String(n === this.#chosen), 'aria-description': says, onclick: () => this.#open(n) },
        element('span', { class: 'hit-name' }, entry), element('span', { class: 'hit-note' }, note), add);
    }));
    put(this.#nothing, this.#hits.length ? '' : nothing);
    this.#list.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
    this.#popup.hidden = false;
    this.#field.setAttribute('aria-expanded', String(this.#hits.length > 0));
    if (this.#hits.length) this.#field.setAttribute('aria-activedescendant', `found-${this.#chosen}`);
    else this.#field.removeAttribute('aria-activedescendant');
  }

  #key(event: KeyboardEvent): void {
    event.stopPropagation();
    if (event.key === 'Escape') {
      if (!this.#popup.hidden) this.#hide();
      else {
        this.#field.value = '';
        this.#field.blur();
      }
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      this.#chosen = Math.max(0, Math.min(this.#hits.length - 1, this.#chosen + (event.key === 'ArrowDown' ? 1 : -1)));
      this.#draw('');
    } else if (event.key === 'Enter' && this.#hits[this.#chosen]) {
      if (event.shiftKey) this.#add(this.#chosen);
      else this.#open(this.#chosen);
    } else return;
    event.preventDefault();
  }

  #add(n: number): void {
    const hit = this.#hits[n];
    if (!hit || !this.use.canAdd()) return;
    this.use.add(hit.entry);
    this.#draw('');
    this.#field.focus();
  }

  // A pattern has nothing to be shown: it is added.
  #open(n: number): void {
    const hit = this.#hits[n];
    if (!hit) return;
    if (isPattern(hit.entry)) { this.#add(n); return; }
    this.#hide();
    this.#field.value = '';
    this.#field.blur();
    this.use.open(hit.entry);
  }

  #hide(): void {
    this.#popup.hidden = true;
    this.#field.setAttribute('aria-expanded', 'false');
    this.#field.removeAttribute('aria-activedescendant');
  }
}
