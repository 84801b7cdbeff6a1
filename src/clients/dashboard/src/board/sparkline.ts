import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { History } from '../market/history.js';

const height = 20;
const places = Array.from({ length: 120 }, (_, n) => n);

/** The last two minutes of an instrument in one line. Made once for a line of the board, and given other values as it is scrolled. */
export class Sparkline {
  readonly #plot: uPlot;
  #colour = '';

  constructor(into: HTMLElement, width: number) {
    this.#plot = new uPlot({
      width,
      height,
      padding: [3, 1, 3, 1],
      legend: { show: false },
      cursor: { show: false },
      select: { show: false, left: 0, top: 0, width: 0, height: 0 },
      scales: { x: { time: false, range: [0, places.length - 1] } },
      axes: [{ show: false }, { show: false }],
      series: [{}, { stroke: () => this.#colour, width: 1, points: { show: false } }],
    }, [[], []], into);
  }

  resize(width: number): void { this.#plot.setSize({ width, height }); }

  draw({ values }: History, colour: string): void {
    this.#colour = colour;
    // To the library, a break in a line is null.
    this.#plot.setData([places.slice(places.length - values.length), Array.from(values, (value) => (Number.isNaN(value) ? null : value))]);
  }
}
