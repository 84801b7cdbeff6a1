/** Where the tape is, as the server says; times are ms of the recording. */
export interface TapeNews { state: 'waiting' | 'playing' | 'paused' | 'ended'; timeMs: number; speed: string; lap: number }

/** A tick may come so much later than its time, in real ms, before the clock is set back to it: intervals hold ticks back that long. */
const patienceMs = 2_500;

/**
 * The tape's time between what the server says of it: it runs on at the tape's speed, and ticks put it right, for a tape
 * may skip a silence, or wait for a slow reader. `now` is of any clock of real ms.
 */
export class TapeClock {
  #timeMs = 0;
  #at = 0;
  #speed = 1;
  #runs = true;
  state: TapeNews['state'] = 'waiting';

  /** Whether the tape can run: it stands while nothing of it can come. */
  run(runs: boolean, now: number): void {
    this.#set(this.read(now), now);
    this.#runs = runs;
  }

  /** The server said where the tape is. */
  told({ state, timeMs, speed }: TapeNews, now: number): void {
    // At its very beginning a tape has no time yet.
    if (timeMs > 0) this.#set(timeMs, now);
    else this.#set(this.read(now), now);
    this.state = state;
    this.#speed = speed === 'max' ? 0 : Number(speed);
  }

  /** A tick of that time was played. */
  heard(timeMs: number, now: number): void {
    if (this.state !== 'playing') return;
    const shown = this.read(now);
    if (timeMs > shown || shown - timeMs > patienceMs * this.#speed) this.#set(timeMs, now);
  }

  /** A person sends it somewhere: shown at once, until the server says where it is. */
  sent(timeMs: number, now: number): void { this.#set(timeMs, now); }

  /** 0 = not known yet. */
  read(now: number): number {
    if (this.#timeMs === 0 || !this.#runs || this.state !== 'playing') return this.#timeMs;
    return this.#timeMs + Math.max(0, now - this.#at) * this.#speed;
  }

  clear(): void {
    this.#timeMs = this.#at = 0;
    this.#speed = 1;
    this.state = 'waiting';
  }

  #set(timeMs: number, now: number): void { [this.#timeMs, this.#at] = [timeMs, now]; }
}
