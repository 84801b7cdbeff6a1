import { element, put } from '../dom.js';
import { short } from '../figures.js';
import type { Rate } from './rates.js';

const causes = ['rate', 'socket', 'budget', 'server', 'client'] as const;

/** What the market does, what of it comes here, and what newer updates stood for, by cause: in figures, and as a bar of shares. */
export class FlowView {
  readonly element: HTMLElement;
  readonly #market = element('b');
  readonly #received = element('b');
  readonly #drawn = element('b');
  readonly #collapsed = element('span', { class: 'collapsed' });
  readonly #shares = ['received', ...causes].map((name) => element('i', { class: `share ${name}` }));

  constructor() {
    this.element = element('div', { class: 'flow', title: 'Updates a second: in the market for these instruments → received here, after the server collapsed some → lines drawn on the screen. The bar: received, and collapsed by cause' },
      element('span', { class: 'bar', 'aria-hidden': 'true' }, ...this.#shares),
      element('span', {}, 'market ', this.#market, '/s → received ', this.#received, '/s → drawn ', this.#drawn, '/s'), this.#collapsed);
  }

  show({ market, received, drawn, causes: rates }: Rate): void {
    put(this.#market, short(market));
    put(this.#received, short(received));
    put(this.#drawn, short(drawn));
    [received, ...rates].forEach((rate, n) => { this.#shares[n]!.style.flexGrow = String(market > 0 ? rate / market : n === 0 ? 1 : 0); });
    const some = causes.map((cause, n) => [cause, rates[n]!] as const).filter(([, rate]) => rate >= 0.5).map(([cause, rate]) => `${cause} ${Math.max(1, Math.round((100 * rate) / market))}%`);
    put(this.#collapsed, some.length ? `collapsed: ${some.join(', ')}` : 'nothing collapsed');
  }
}
