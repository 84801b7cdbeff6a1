import type { Tape, TapeOrder } from '../../../js/index.js';
import type { ToPage } from '../contract.js';

/**
 * The tape of a replay, over connections: on a new one it begins at the recording's beginning, and is sent back to where it was.
 */
export class PlayedTape {
  #lap = 0;
  #last: Tape | null;
  #isNew: boolean;

  /** @param last where it was, if it was played before */
  constructor(
    private readonly tell: (order: TapeOrder) => void,
    private readonly parts: { tell: (message: ToPage) => void; clear: (isOther: boolean, after: bigint) => void },
    last: Tape | null = null,
  ) {
    this.#last = last;
    this.#isNew = last !== null;
  }

  /** Where it is now, by the ticks that came: the newest was received at `playedMs`. Null before it began. */
  at(playedMs: number): Tape | null {
    if (this.#last === null) return null;
    const time = BigInt(Math.floor(playedMs)) * 1_000_000n;
    return time > this.#last.time ? { ...this.#last, time } : this.#last;
  }

  order(order: TapeOrder): void { this.tell(order); }

  /** A connection is open. `playedMs`: how far the recording was played, by the ticks that came. */
  opened(playedMs: number): void {
    this.#last = this.at(playedMs);
    this.#isNew = this.#last !== null;
  }

  /** The server says where the tape is; returns whether it goes on from another place. */
  heard(tape: Tape): boolean {
    if (this.#isNew) {
      this.#isNew = false;
      this.#lap = 0;
      const { state, time, speed } = this.#last!;
      this.tell({ op: 'speed', speed: speed === 'max' ? 'max' : Number(speed) });
      if (state === 'paused') this.tell({ op: 'pause' });
      this.tell({ op: 'seek', time });
      return false;
    }
    const isElsewhere = tape.lap !== this.#lap;
    if (isElsewhere) this.parts.clear(false, tape.seq);
    this.#lap = tape.lap;
    this.#last = tape;
    this.parts.tell({ kind: 'tape', state: tape.state, timeMs: Number(tape.time / 1_000_000n), speed: tape.speed, lap: tape.lap });
    return isElsewhere;
  }
}
