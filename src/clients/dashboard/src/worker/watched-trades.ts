import type { Trade } from '../../../js/index.js';
import type { Trades } from '../contract.js';
import { shownTrade } from './follow.js';

/** More than anybody reads in `everyMs`, and than most screens show. */
const most = 100;
const everyMs = 100;

/** The trades of all that is watched, at a pace that eyes can follow: of a burst its newest, and how many passed before them. */
export class WatchedTrades {
  #isOn = false;
  #trades: { slot: number; trade: Trade }[] = [];
  #from = 0;
  #passed = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly send: (message: Trades) => void) {}

  turn(isOn: boolean): void {
    this.#isOn = isOn;
    this.clear();
  }

  clear(): void {
    this.#trades = [];
    this.#from = this.#passed = 0;
  }

  take(slot: number, trade: Trade): void {
    if (!this.#isOn || trade.isSnapshot) return;
    if (this.#trades.length < most) this.#trades.push({ slot, trade });
    else {
      this.#passed += this.#trades[this.#from]!.trade.collapsed?.count ?? 1;
      this.#trades[this.#from] = { slot, trade };
      this.#from = (this.#from + 1) % most;
    }
    this.#timer ??= setTimeout(() => this.#flush(), everyMs);
  }

  #flush(): void {
    this.#timer = null;
    if (this.#trades.length === 0) return;
    const inOrder = [...this.#trades.slice(this.#from), ...this.#trades.slice(0, this.#from)];
    this.send({ kind: 'trades', trades: inOrder.map(({ slot, trade }) => shownTrade(slot, trade)), passed: this.#passed });
    this.clear();
  }
}
