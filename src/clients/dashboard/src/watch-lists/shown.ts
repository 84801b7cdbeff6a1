import type { Board } from '../board/board.js';
import { keep } from '../kept.js';
import type { InstrumentRow } from '../market/instrument-row.js';
import type { Market } from '../market/market.js';
import type { Known } from '../search/catalogue.js';
import type { WorkerLink } from '../worker-link.js';
import { isPattern, listed } from './listed.js';
import * as lists from './watch-lists.js';

const describeAfterMs = 300;

/** The shown list on the board: what is asked of the server follows from it, and so does what stands in which order. */
export class Shown {
  all: lists.WatchLists = lists.begin;
  #isDescribing = false;
  #isConnected = false;
  #wanted: { symbol: string; found: (row: InstrumentRow) => void } | null = null;

  /**
   * @param known asks the server's catalogue for names and patterns; null where there is none
   * @param changed called when the lists are others
   */
  constructor(
    private readonly market: Market,
    private readonly board: Board,
    private readonly worker: WorkerLink,
    private readonly known: (entries: readonly string[]) => Promise<Known[]> | null,
    private readonly changed: () => void,
  ) {}

  /** Takes the lists as a person wants them, and keeps them. */
  change(all: lists.WatchLists): void {
    keep('lists', lists.kept(all));
    this.#take(all);
  }

  /** Takes over what another tab of this browser made of the lists; each shows the one that it showed. */
  follow(all: lists.WatchLists): void { this.#take(lists.show(all, this.all.shown)); }

  #take(all: lists.WatchLists): void {
    this.all = all;
    this.worker.send({ kind: 'watch', symbols: [...lists.shownOf(all).entries] });
    this.board.isFixed = lists.isFixed(all);
    this.relist();
    this.changed();
  }

  /** Takes a line or an entry out of the list; false if it is there by a pattern, which would bring it back. */
  takeOut(entry: string): boolean {
    if (!lists.shownOf(this.all).entries.includes(entry)) return false;
    const { selectedIndex } = this.board;
    this.change(lists.remove(this.all, entry));
    if (selectedIndex >= 0) this.board.select(selectedIndex);
    return true;
  }

  /** Puts on the board what is known of the list. */
  relist(): void {
    const { entries } = lists.shownOf(this.all);
    const rows = listed(entries, this.market.known);
    this.board.show(rows, this.#why(entries.length));
    this.board.rest(lists.isFixed(this.all) ? [] : entries.filter((entry) => isPattern(entry) || !this.market.bySymbol(entry))
      .map((entry) => ({ entry, note: isPattern(entry) ? 'pattern' : 'not known yet' })));
    this.#reveal();
    this.#describe();
  }

  #why(entries: number): string {
    if (entries === 0) return 'This list is empty. Press / to search, then Shift+Enter to add.';
    return this.#isConnected ? 'No instrument of this list is known to the server yet.' : '';
  }

  /** Shows an instrument: in this list if it is there, else in the one with everything. */
  reveal(symbol: string, found: (row: InstrumentRow) => void): void {
    this.#wanted = { symbol, found };
    this.#reveal();
    if (this.#wanted) this.change(lists.show(this.all, 0));
  }

  // What the server has not named yet is shown when it does.
  #reveal(): void {
    const wanted = this.#wanted;
    const index = wanted ? this.board.list.findIndex((row) => row.symbol === wanted.symbol) : -1;
    if (!wanted || index < 0) return;
    this.#wanted = null;
    this.board.select(index);
    this.board.focus();
    wanted.found(this.board.list[index]!);
  }

  /** The stream is open, or is not. */
  connected(isConnected: boolean): void {
    this.#isConnected = isConnected;
    // What was known may be of yesterday.
    if (isConnected) for (const row of this.market.rows) if (row) row.isDescribed = false;
    this.relist();
  }

  // Asks for the closes and tick sizes of the list; soon, and once for all that is announced until then.
  #describe(): void {
    if (this.#isDescribing || !this.#isConnected || this.board.list.every(({ isDescribed }) => isDescribed)) return;
    this.#isDescribing = true;
    setTimeout(() => {
      this.#isDescribing = false;
      const rows = this.board.list.filter(({ isDescribed }) => !isDescribed);
      for (const row of rows) row.isDescribed = true;
      const { entries } = lists.shownOf(this.all);
      // Without it change is since the first trade, and precision as prices show.
      if (rows.length) this.known(entries)?.then((known) => this.market.describe(known), () => { for (const row of rows) row.isDescribed = false; });
    }, describeAfterMs);
  }
}
