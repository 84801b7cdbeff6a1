import { element, put } from '../dom.js';
import { duration, grouped } from '../figures.js';
import type { Market } from '../market/market.js';
import type { Latency } from './latency.js';

const includes = 'From the server’s receiving of a tick until its line was drawn here, half a minute back, while this page was seen. It includes the server’s own time, '
  + 'the wait for the chosen interval, the network, decoding, and the wait for a frame of the screen; not the way from the venue to the server, nor the screen itself.';

/** p50 and p99 of what `includes` says. */
export class LatencyView {
  readonly element: HTMLElement;
  readonly #p50 = element('b');
  readonly #p99 = element('b');
  readonly #skew = element('span', { class: 'latency-skew', hidden: true }, 'clocks disagree');

  constructor(private readonly latency: Latency, private readonly market: Market) {
    this.element = element('div', { class: 'latency' }, 'latency p50 ', this.#p50, ' p99 ', this.#p99, ' ', this.#skew);
  }

  draw(now: number): void {
    const { p50, p99, count, negative } = this.latency.quantiles(now);
    put(this.#p50, duration(p50));
    put(this.#p99, duration(p99));
    this.#skew.hidden = negative === 0;
    const below = negative > 0 ? ` ${grouped(String(negative))} of them are below zero, which no way can be: the two clocks are not known that exactly, and every value may be as wrong.` : '';
    const title = `${includes}${this.#clocks()} ${grouped(String(count))} values.${below}`;
    if (this.element.title !== title) this.element.title = title;
  }

  #clocks(): string {
    const { clock } = this.market;
    if (!clock) return ' How far the server’s clock is from this machine’s is not known yet.';
    const { aheadMs, uncertainMs } = clock;
    const lead = `${duration(Math.abs(aheadMs))} ${aheadMs < 0 ? 'behind' : 'ahead of'} this machine’s`;
    return ` The server’s clock is ${lead}, ${uncertainMs === null ? 'how exactly is not known yet' : `± ${duration(uncertainMs)}`}, which is taken into account.`;
  }
}
