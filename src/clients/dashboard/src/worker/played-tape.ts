import type { Tape, TapeOrder } from '../../../js/index.js';
import type { ToPage } from '../contract.js';

/** What a person wants of the tape that it has not answered yet. */
type Wish = Partial<Pick<Tape, 'state' | 'time' | 'speed'>>;

/**
 * The tape of a replay, over connections: on a new one it begins at the recording's beginning, and is sent back to where it was, or where
 * a person wanted it meanwhile.
 */
export class PlayedTape {
  #lap = 0;
  /** What the server said last of it. */
  #last: Tape | null;
  #wish: Wish = {};
  #isOpen = false;
  /** Whether the server's next word is of a tape that was not told yet what this one is to do. */
  #isNew = true;

  /** @param last where it was, if it was played before */
  constructor(
    private readonly tell: (order: TapeOrder) => void,
    private readonly parts: { tell: (message: ToPage) => void; clear: (isOther: boolean, after: bigint) => void },
    last: Tape | null = null,
  ) {
    this.#last = last;
  }

  /**
   * Where it is, or is to be: by what a person wants, else by the ticks that came, of which the newest was received at `playedMs`.
   * Null before it began.
   */
  at(playedMs: number): Tape | null {
    if (this.#last === null) return null;
    const played = BigInt(Math.floor(playedMs)) * 1_000_000n;
    return { ...this.#last, ...(played > this.#last.time && { time: played }), ...this.#wish };
  }

  /** Does it, or keeps it for the next connection. */
  order(order: TapeOrder): void {
    this.#wish = { ...this.#wish, ...wishOf(order, this.#last) };
    if (this.#isOpen && !this.#isNew) this.tell(order);
    else this.#show();
  }

  /** A connection is open. */
  opened(): void { this.#isOpen = true; }

  /** The connection is lost, or is not there yet. `playedMs`: how far the recording was played, by the ticks that came. */
  lost(playedMs: number): void {
    this.#last = this.at(playedMs);
    this.#isOpen = false;
    this.#isNew = true;
  }

  /** The server refused something of it, which only a speed and going on can be. */
  refused(): void {
    delete this.#wish.speed;
    delete this.#wish.state;
    this.#show();
  }

  /** The server says where the tape is; returns whether it goes on from another place. */
  heard(tape: Tape): boolean {
    if (this.#isNew) {
      this.#isNew = false;
      this.#lap = 0;
      this.#sendBack();
    }
    const isElsewhere = tape.lap !== this.#lap;
    if (isElsewhere) this.parts.clear(false, tape.seq);
    this.#lap = tape.lap;
    this.#last = tape;
    // What of the wish has come true; a place that was sought is another lap.
    if (isElsewhere) delete this.#wish.time;
    if (tape.state === 'ended' || tape.state === this.#wish.state) delete this.#wish.state;
    if (tape.speed === this.#wish.speed) delete this.#wish.speed;
    this.#show();
    return isElsewhere;
  }

  /** Tells a new tape how the one before it stood, and what was wanted since. */
  #sendBack(): void {
    const { speed, state, time } = this.#wish = { ...standing(this.#last), ...this.#wish };
    if (speed !== undefined) this.tell({ op: 'speed', speed: speed === 'max' ? 'max' : Number(speed) });
    if (state === 'paused') this.tell({ op: 'pause' });
    if (time !== undefined) this.tell({ op: 'seek', time });
  }

  #show(): void {
    if (this.#last === null) return;
    const { state, time, speed, lap } = { ...this.#last, ...this.#wish };
    this.parts.tell({ kind: 'tape', state, timeMs: Number(time / 1_000_000n), speed, lap });
  }
}

const standing = (tape: Tape | null): Wish => (tape === null ? {} : { time: tape.time, speed: tape.speed, ...(tape.state === 'paused' && { state: tape.state }) });

function wishOf(order: TapeOrder, last: Tape | null): Wish {
  switch (order.op) {
    case 'pause': return { state: 'paused' };
    case 'resume': return { state: 'playing' };
    case 'speed': return { speed: String(order.speed) };
    case 'seek': {
      if (!('time' in order)) return {};
      // At the end a place to go on from sets it going again.
      return { time: BigInt(order.time), ...(last?.state === 'ended' && { state: 'playing' as const }) };
    }
    default: return {};
  }
}
