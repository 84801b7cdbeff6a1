/** Something that is drawn. `now` is of `performance.now()`. */
export type Draw = (now: number) => void;

/**
 * Draws once for each frame of the screen. Parts are drawn in the order in which they were added; those that change seldom ask for
 * a slower pace. Nothing is drawn while the page is hidden. A part that fails keeps neither the others nor the next frame from being drawn.
 */
export class RenderLoop {
  readonly #parts: { draw: Draw; everyMs: number; due: number }[] = [];

  /** Adds a part; `everyMs` 0 = each frame. */
  add(draw: Draw, everyMs = 0): void { this.#parts.push({ draw, everyMs, due: 0 }); }

  /** @param failed told of the first failure alone: a part that fails mostly does so in each frame */
  start(failed: (error: unknown) => void): void {
    let hasFailed = false;
    const frame = (now: number): void => {
      requestAnimationFrame(frame);
      for (const part of this.#parts) {
        if (now < part.due) continue;
        part.due = now + part.everyMs;
        try {
          part.draw(now);
        } catch (error) {
          if (!hasFailed) failed(error);
          hasFailed = true;
        }
      }
    };
    requestAnimationFrame(frame);
  }
}
