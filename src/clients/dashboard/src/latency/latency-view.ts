import { element, put } from '../dom.js';
import { duration } from '../figures.js';
import type { Market } from '../market/market.js';
import type { Latency } from './latency.js';

const includes = 'From the server’s receiving of a tick until its line was drawn here, half a minute back. It includes the server’s own time, '
  + 'the wait for the chosen interval, the network, decoding, and the wait for a frame of the screen; not the way from the venue to the server, nor the screen itself.';

/** p50 and p99 of what `includes` says. */
export class LatencyView {
  readonly element: HTMLElement;
  readonly #p50 = element('b');
  readonly #p99 = element('b');

  constructor(private readonly latency: Latency, private readonly market: Market) {
    this.element = element('div', { class: 'latency' }, 'latency p50 ', this.#p50, ' p99 ', this.#p99);
  }

  draw(): void {
    const { p50, p99, count } = this.latency.quantiles;
    put(this.#p50, duration(p50));
    put(this.#p99, duration(p99));
    const { clock } = this.market;
    const clocks = clock ? ` The server’s clock is ${duration(clock.aheadMs)} ahead of this machine’s, ± ${duration(clock.uncertainMs)}, which is taken into account.` : '';
    const title = `${includes}${clocks} ${count} values.`;
    if (this.element.title !== title) this.element.title = title;
  }
}
