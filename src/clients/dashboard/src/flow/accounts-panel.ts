import type { Account } from '../contract.js';
import { element, put } from '../dom.js';
import { grouped } from '../figures.js';

type Line = [key: keyof Account, title: string, explains: string];

const lines: Line[] = [
  ['matched', 'Matched', 'live ticks of these instruments since the subscription began'],
  ['delivered', 'Delivered', 'of them sent to this page'],
  ['rate', 'Collapsed: rate', 'a newer one came within the interval, or while paused'],
  ['socket', 'Collapsed: socket', 'the connection was still busy'],
  ['budget', 'Collapsed: budget', 'more waited than the subscription may hold'],
  ['server', 'Collapsed: server', 'a newer one came within one turn of the server'],
  ['filtered', 'Filtered', 'withheld, since the key does not allow them'],
  ['discarded', 'Discarded', 'cut off with a connection'],
  ['pending', 'Pending', 'wait to be sent'],
  ['snapshot', 'Snapshot', 'state at the beginning, apart from the sum'],
];

/** The server's accounts of this page's subscription, which have to add up: matched = all the others but the snapshot. */
export class AccountsPanel {
  readonly element = element('section', { class: 'panel accounts', 'aria-label': 'Accounts' });
  readonly #figures = new Map<keyof Account, HTMLElement>();
  readonly #verdict = element('p', { class: 'verdict' }, 'No statement yet.');

  constructor() {
    this.element.hidden = true;
    const table = element('table');
    for (const [key, title, explains] of lines) {
      const figure = element('td', { class: 'figure' });
      this.#figures.set(key, figure);
      table.append(element('tr', {}, element('th', { scope: 'row' }, title), figure, element('td', { class: 'soft' }, explains)));
    }
    this.element.append(element('h2', {}, 'Accounts'), this.#verdict, table);
  }

  show(account: Account): void {
    for (const [key, figure] of this.#figures) put(figure, grouped(String(account[key])));
    this.#verdict.dataset.tone = account.addsUp ? 'good' : 'bad';
    put(this.#verdict, account.addsUp ? '✓ They add up, and agree with what this page counted.' : '✗ They do not agree with what this page counted.');
  }
}
