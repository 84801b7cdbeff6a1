import { connect, TickerError, type Client, type State, type Subscription, type Tape, type TapeOrder } from '../../../js/index.js';
import { nowMs, type Account, type Place, type ToPage } from '../contract.js';
import type { Book } from './book.js';
import type { Follow } from './follow.js';
import { tellPast } from './past.js';
import { PlayedTape } from './played-tape.js';
import { RoundTrip } from './round-trip.js';
import { ServerClock } from './server-clock.js';
import { ticketRetryMs } from './ticket.js';
import type { WatchedTrades } from './watched-trades.js';

type Opening = { address: string; key: string | null; from: Place | null };

/** What a stream fills: `clear` is for when nothing of it holds any more, `news` for when something came. */
interface Parts {
  book: Book; follow: Follow; trades: WatchedTrades;
  tell: (message: ToPage) => void; clear: (isOther: boolean, after?: bigint) => void; news: () => void;
  /** Another pace was refused: this one holds. */
  paced: (intervalMs: number) => void;
  /** The stream is wanted again by a new ticket. */
  again: () => void;
}

/** One stream from the server: a client, and the subscription of the board. */
export class Stream {
  readonly #client: Client;
  readonly #clock = new ServerClock();
  readonly #way: RoundTrip;
  readonly #tape: PlayedTape;
  #past = new AbortController();
  /** The newest of all that came: its sequence, and when the server received it, ms. */
  readonly newest = { seq: 0n, atMs: 0 };
  #key: string | null;
  #renewed: ((key: string) => void) | null = null;
  #subscription: Subscription | null = null;
  #from: Place | null;
  /** Where the subscription was asked to begin, until it is answered. */
  #began: Place | null = null;
  /** From here on a position holds for all that is asked for; null while something that was added is not answered. */
  #wholeFrom: bigint | null = 0n;
  #isPartial = false;
  #isOver = false;
  #road = '';
  /** Whether the server refused the subscription, or it failed: nothing comes though the connection is open. */
  #isDead = false;

  /**
   * @param to the address as it can be opened
   * @param last where the tape was, if it was played before
   */
  constructor(
    private readonly opening: Opening,
    private readonly to: string,
    private symbols: string[],
    private intervalMs: number,
    private readonly parts: Parts,
    last: Tape | null = null,
  ) {
    const { book, tell } = parts;
    this.#key = opening.key;
    this.#way = new RoundTrip(opening.address, (ms) => this.#clock.answered(ms));
    this.#from = opening.from;
    this.#tape = new PlayedTape((order) => client.tape(order), parts, last);
    const client = this.#client = connect(to, { key: () => this.#askKey(), statementIntervalMs: 2_000 });
    let why = 'connecting';
    this.#askKey = () => (why === 'expiring' ? new Promise((resolve) => { this.#renewed = resolve; }) : this.#key);
    client.on('key', (told) => {
      why = told.for;
      if (why === 'expiring') tell({ kind: 'key', why, text: null });
    });
    client.on('state', (state) => this.#state(state));
    client.on('subscribed', ({ id, epoch, instruments, seq }) => {
      if (this.#isOver) return;
      // The sequences of another epoch begin anew, mostly lower.
      if (book.isOtherEpoch(epoch)) {
        this.newest.seq = seq;
        parts.follow.begin(parts.follow.slot, seq);
        parts.trades.clear();
        tell({ kind: 'restarted' });
        parts.news();
      } else if (seq > this.newest.seq) this.newest.seq = seq;
      if (id === this.#subscription?.id) {
        this.#began = null;
        this.#wholeFrom ??= seq;
      }
      const named = book.name(instruments);
      const slots = instruments.map(({ symbol }) => book.slotOf(symbol)!);
      if (slots.length > 0) tell({ kind: 'instruments', instruments: named, again: slots.filter((slot) => !named.some((one) => one.slot === slot)) });
      tell({ kind: 'stale', slots, isStale: false });
      this.#live();
    });
    client.on('tape', async (tape) => {
      // What came before it is taken in first: behind it, it would be of another place of the tape.
      await new Promise((resolve) => { setTimeout(resolve); });
      if (this.#isOver) return;
      if (this.#tape.heard(tape)) {
        this.newest.seq = tape.seq;
        this.newest.atMs = Number(tape.time / 1_000_000n);
      }
    });
    client.on('stale', ({ symbols: names }) => this.#stale(names, true));
    client.on('fresh', ({ symbols: names }) => this.#stale(names, false));
    client.on('gap', ({ from, to, cause }) => tell({ kind: 'gap', from: text(from), to: text(to), cause, atMs: nowMs() }));
    client.on('heartbeat', ({ timeMs, feeds }) => this.#heartbeat(timeMs, feeds));
    client.on('notice', ({ code, detail }) => tell({ kind: 'notice', code, detail }));
    client.on('error', ({ code, message, id }) => {
      const isOfPace = this.#refused(id);
      // Another key may be given what this one is not, and that has no state yet.
      this.#isPartial ||= code === 'forbidden' && !isOfPace;
      if (id === null) this.#tape.refused();
      tell({ kind: 'refusal', code, text: message });
    });
    client.on('statement', ({ id, firstSeq: _, lastSeq: __, conflated, ...rest }) => {
      if (id === this.#subscription?.id) tell({ kind: 'account', ...conflated, ...rest } satisfies Account);
    });
    client.on('evicted', ({ reason, position }) => {
      this.close();
      tell({ kind: 'evicted', reason, place: position && { epoch: position.epoch, seq: String(position.seq) } });
    });
    this.#subscribe();
  }

  /** Where its tape is, or is to be; null where there is none, or it did not begin. */
  get tapeAt(): Tape | null { return this.#tape.at(this.newest.atMs); }

  /** Where it stands: another stream for no more than these symbols can go on from there. Null if nowhere. */
  get place(): Place | null {
    if (this.#isPartial) return null;
    if (this.#subscription === null) return this.#from;
    const position = this.#subscription.position;
    if (position === null) return this.#began;
    return this.#wholeFrom !== null && position.seq >= this.#wholeFrom ? { epoch: position.epoch, seq: String(position.seq) } : null;
  }

  private get hasTicket(): boolean { return this.to !== this.opening.address; }

  #askKey: () => string | null | Promise<string | null>;

  renew(key: string): void {
    this.#key = key;
    this.#renewed?.(key);
    this.#renewed = null;
  }

  /** Asks for other symbols: by the difference where something stays, anew where nothing does. */
  watch(symbols: string[]): void {
    const [before, after] = [new Set(this.symbols), new Set(symbols)];
    const add = symbols.filter((symbol) => !before.has(symbol));
    const remove = this.symbols.filter((symbol) => !after.has(symbol));
    this.symbols = symbols;
    if (add.length + remove.length === 0) return;
    if (this.#subscription && remove.length < before.size) {
      if (add.length > 0) this.#began = this.#wholeFrom = null;
      this.#subscription.modify({ ...(add.length && { add }), ...(remove.length && { remove }) });
      return;
    }
    void this.#subscription?.unsubscribe();
    this.#subscribe();
  }

  pace(intervalMs: number): void {
    this.intervalMs = intervalMs;
    // What was refused may be given at another pace.
    if (this.#isDead && this.#subscription === null) this.#subscribe();
    else this.#subscription?.modify(this.#pacing());
  }

  /** A change that is refused changed nothing: the next is the difference to what is still asked for. Returns whether it was one of the pace. */
  #refused(id: number | null): boolean {
    if (!this.#subscription || id !== this.#subscription.id) return false;
    this.symbols = this.#subscription.symbols;
    const intervalMs = this.#subscription.intervalMs ?? 0;
    if (intervalMs === this.intervalMs) return false;
    this.intervalMs = intervalMs;
    this.parts.paced(intervalMs);
    return true;
  }

  tape(order: TapeOrder): void { this.#tape.order(order); }

  /** Tells what was before all that is followed. */
  past(): void {
    const { follow, book, tell } = this.parts;
    const { slot } = follow;
    const symbol = slot === null ? undefined : book.symbolOf(slot);
    this.#past.abort();
    if (slot === null || symbol === undefined) return;
    this.#past = new AbortController();
    const [until, atMs] = [follow.after, this.newest.atMs || nowMs()];
    void tellPast({ address: this.opening.address, key: this.#key, symbol, slot, until, atMs, signal: this.#past.signal }, tell);
  }

  statement(): void { void this.#subscription?.statement(); }

  close(): void {
    this.#isOver = true;
    this.#past.abort();
    void this.#client.close();
  }

  #pacing() {
    return this.intervalMs > 0 ? { mode: 'interval' as const, intervalMs: this.intervalMs } : { mode: 'latest' as const };
  }

  #subscribe(): void {
    this.#subscription = null;
    if (this.symbols.length === 0) return;
    const from = this.#from ?? 'snapshot';
    this.#began = this.#from;
    this.#from = null;
    this.#wholeFrom = 0n;
    this.#subscription = this.#client.subscribe(this.symbols, { ...this.#pacing(), times: true, from });
    void this.#read(this.#subscription);
  }

  async #read(subscription: Subscription): Promise<void> {
    const { newest, parts: { book, follow, trades } } = this;
    let why: unknown = null;
    try {
      for await (const { ticks } of subscription.batches()) {
        if (this.#isOver) return;
        for (const tick of ticks) {
          if (tick.kind === 'status') {
            const slot = this.parts.book.slotOf(tick.symbol);
            if (slot !== undefined) this.parts.tell({ kind: 'status', slot, state: tick.state ?? '', reason: tick.reason });
          } else {
            const holding = book.take(tick);
            if (holding && holding.slot === follow.slot) follow.take(tick);
            if (holding && tick.kind === 'trade') trades.take(holding.slot, tick);
            if (!tick.isSnapshot && tick.seq > newest.seq) newest.seq = tick.seq;
            if (holding && holding.received > newest.atMs) newest.atMs = holding.received;
          }
          if (tick.isSnapshot && (tick.flags & 2) !== 0) this.#stale([tick.symbol], true);
        }
        this.parts.news();
      }
    } catch (error) {
      why = error;
    }
    this.#ended(subscription, why);
  }

  // The end of the client is told as its state; that of the subscription alone leaves the connection open, with nothing to come.
  #ended(subscription: Subscription, why: unknown): void {
    if (this.#isOver || subscription !== this.#subscription || this.#client.state.state === 'closed') return;
    this.#subscription = null;
    void subscription.unsubscribe();
    // The place to go on from is not known to the server any more: then state is the beginning.
    if (this.#began !== null) {
      this.#subscribe();
      return;
    }
    this.#isDead = true;
    const { reason, code, text } = why instanceof TickerError ? why : { reason: 'handler', code: null, text: why instanceof Error ? why.message : null };
    this.parts.tell({ kind: 'connection', state: 'closed', reason, code, text });
  }

  #live(): void {
    if (!this.#isDead) return;
    this.#isDead = false;
    this.parts.tell({ kind: 'connection', state: 'open', road: this.#road });
  }

  #state(state: State): void {
    if (this.#isOver) return;
    if (state.state !== 'open') this.#tape.lost(this.newest.atMs);
    if (state.state === 'connecting') this.parts.tell({ kind: 'connection', state: 'connecting' });
    else if (state.state === 'open') {
      this.#tape.opened();
      this.#road = state.road ?? '';
      if (this.#isDead && this.#subscription === null) this.#subscribe();
      if (!this.#isDead) this.parts.tell({ kind: 'connection', state: 'open', road: this.#road });
    } else if (state.state === 'waiting') {
      const { reason, text, attempt } = state;
      const retryInMs = this.hasTicket ? Math.max(state.retryInMs, ticketRetryMs) : state.retryInMs;
      this.parts.tell({ kind: 'connection', state: 'waiting', reason, text, attempt, untilMs: nowMs() + retryInMs });
      if (!this.hasTicket) return;
      this.close();
      setTimeout(() => this.parts.again(), retryInMs);
    } else if (state.state === 'closed') {
      const { reason, code, text } = state;
      // Something that was counted is missing, and nobody knows where: only state leads on from that.
      this.#isPartial ||= reason === 'accounts';
      this.parts.tell({ kind: 'connection', state: 'closed', reason, code, text });
      if (reason === 'unauthorized') this.parts.tell({ kind: 'key', why: this.#key === null ? 'required' : 'refused', text });
    }
  }

  #stale(symbols: string[], isStale: boolean): void {
    const slots = symbols.map((symbol) => this.parts.book.slotOf(symbol)).filter((slot) => slot !== undefined);
    this.parts.tell({ kind: 'stale', slots, isStale });
  }

  #heartbeat(timeMs: number, feeds: Record<string, string>): void {
    this.#clock.heard(timeMs, nowMs());
    this.#way.beat();
    this.parts.tell({ kind: 'feeds', feeds });
    this.parts.tell({ kind: 'clock', ...this.#clock.reading! });
  }
}

const text = (seq: bigint | null): string | null => (seq === null ? null : String(seq));
