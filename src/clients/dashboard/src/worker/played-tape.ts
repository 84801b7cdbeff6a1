import type { Tape, TapeOrder } from '../../../js/index.js';
import type { ToPage } from '../contract.js';

/** What a person wants of the tape that it has not answered yet. */
type Wish = Partial<Pick<Tape, 'state' | 'time' | 'speed'>>;

/**
 * The tape of a replay, over connections: on a new one it begins at the recording's beginning, and is sent back to where it was, or where
 * a person wanted it meanwhile. It is the client that tells a new connection's tape; here it is said what.
 */
export class PlayedTape {
  #lap = 0;
  /** What the server said last of it. */
  #last: Tape | null;
  #wish: Wish = {};
  #isOpen = false;

  /**
   * @param send tells the client, which keeps it for the next connection where there is none
   * @param last where it was, if another client played it before
   */
  constructor(
    private readonly send: (order: TapeOrder) => void,
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

  /** Does it, or has it done on the next connection. */
  order(order: TapeOrder): void {
    this.#wish = { ...this.#wish, ...wishOf(order, this.#last) };
    this.send(order);
    if (!this.#isOpen) this.#show();
  }

  /** A connection is open. */
  opened(): void { this.#isOpen = true; }

  /**
   * The connection is lost, or is not there yet: the next is to bring it back. `playedMs`: how far the recording was played, by the ticks that
   * came, which the client does not know as well: it is told a position with a heartbeat only.
   */
  lost(playedMs: number): void {
    this.#isOpen = false;
    this.#lap = 0;
    this.#last = this.at(playedMs);
    if (this.#last === null) return;
    const { time, speed, state } = this.#last;
    this.#wish = { ...this.#wish, time, speed, ...((state === 'playing' || state === 'paused') && { state }) };
    this.send({ op: 'speed', speed: speed === 'max' ? 'max' : Number(speed) });
    this.send({ op: 'seek', time });
    if (state === 'paused') this.send({ op: 'pause' });
  }

  /** The server refused something of it, which only a speed and going on can be. */
  refused(): void {
    delete this.#wish.speed;
    delete this.#wish.state;
    this.#show();
  }

  /** The server says where the tape is; returns whether it goes on from another place. */
  heard(tape: Tape): boolean {
    const isElsewhere = tape.lap !== this.#lap;
    if (isElsewhere) this.parts.clear(false, tape.seq);
    this.#lap = tape.lap;
    this.#last = tape;
    // What of the wish has come true; a place that was sought is another lap.
    if (isElsewhere) delete this.#wish.time;
    // A tape that is yet to be sent somewhere is paused for that.
    if (this.#wish.time === undefined && (tape.state === 'ended' || tape.state === this.#wish.state)) delete this.#wish.state;
    if (tape.speed === this.#wish.speed) delete this.#wish.speed;
    this.#show();
    return isElsewhere;
  }

  #show(): void {
    if (this.#last === null) return;
    const { state, time, speed, lap } = { ...this.#last, ...this.#wish };
    this.parts.tell({ kind: 'tape', state, timeMs: Number(time / 1_000_000n), speed, lap });
  }
}

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
