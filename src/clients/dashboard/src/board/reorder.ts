import { element } from '../dom.js';
import { rowHeight, type RowView } from './row-view.js';

/** Moves lines by dragging: each has a handle, which any pointer takes; a line shows where it would land. */
export class Reorder {
  readonly #mark = element('div', { class: 'drop-mark' });
  #from = -1;
  #to = -1;

  /**
   * @param canvas what the lines stand in, whose top is that of the first
   * @param count how many lines there are
   * @param moved called when a line was let go elsewhere
   */
  constructor(private readonly canvas: HTMLElement, private readonly count: () => number, private readonly moved: (from: number, to: number) => void) {
    this.#mark.hidden = true;
    canvas.append(this.#mark);
  }

  /** Gives a line its handle. */
  equip(view: RowView): void {
    const handle = element('span', {
      class: 'handle', 'aria-hidden': 'true', title: 'Drag to move (Alt+↑ Alt+↓)',
      onclick: (event: Event) => event.stopPropagation(),
      onpointerdown: (event: PointerEvent) => {
        handle.setPointerCapture(event.pointerId);
        this.#from = this.#to = view.index;
        event.preventDefault();
      },
      onpointermove: (event: PointerEvent) => this.#over(event.clientY),
      onpointerup: () => this.#drop(),
      onpointercancel: () => { this.#from = -1; this.#mark.hidden = true; },
    }, '⠿');
    view.element.append(handle);
  }

  #over(y: number): void {
    if (this.#from < 0) return;
    const gap = Math.max(0, Math.min(this.count(), Math.round((y - this.canvas.getBoundingClientRect().top) / rowHeight)));
    this.#to = gap > this.#from ? gap - 1 : gap;
    this.#mark.hidden = this.#to === this.#from;
    this.#mark.style.transform = `translateY(${gap * rowHeight - 1}px)`;
  }

  #drop(): void {
    const [from, to] = [this.#from, this.#to];
    this.#from = -1;
    this.#mark.hidden = true;
    if (from >= 0 && from !== to) this.moved(from, to);
  }
}
