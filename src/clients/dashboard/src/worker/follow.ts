import type { Quote, Trade } from '../../../js/index.js';
import { nowMs, type Followed, type FollowedTick } from '../contract.js';
import type { ShownTrade } from '../trades/trade-ring.js';

/** What waits is told when it is so much, or so old: nothing of it is left out. */
const most = 4_096;
const everyMs = 50;

/** When a tick happened, in ms: by the venue; where that did not say, when the server received it. */
export const timeOf = (tick: Quote | Trade): number => tick.timeMs ?? (tick.received === null ? nowMs() : Number(tick.received / 1_000_000n));

/** A message that stands for many trades says what they come to; its own size and side are those of the newest alone. */
export function shownTrade(slot: number, tick: Trade): ShownTrade {
  const { collapsed, flags, priceMantissa: price, instrument: { priceScale, sizeScale } } = tick;
  const one = { slot, timeMs: timeOf(tick), price, size: tick.sizeMantissa, high: price, low: price, priceScale, sizeScale, side: tick.side, flags, count: 1 };
  if (collapsed === null) return one;
  const { count, volume, high, low } = collapsed;
  return { ...one, count, size: volume?.mantissa ?? one.size, high: high?.mantissa ?? price, low: low?.mantissa ?? price, side: count > 1 ? null : tick.side };
}

/** Each trade and quote of the one instrument that the page looks at closely. */
export class Follow {
  slot: number | null = null;
  /** What is told begins after this sequence: what is asked of the past ends with it. */
  after = 0n;
  #ticks: FollowedTick[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly send: (message: Followed) => void) {}

  begin(slot: number | null, after: bigint): void {
    this.slot = slot;
    this.after = after;
    this.#ticks = [];
  }

  take(tick: Quote | Trade): void {
    if (tick.seq <= this.after && !tick.isSnapshot) return;
    this.#ticks.push(tick.kind === 'quote'
      ? { type: 'quote', timeMs: timeOf(tick), bid: tick.bidMantissa, ask: tick.askMantissa, isState: tick.isSnapshot }
      : { type: 'trade', trade: shownTrade(this.slot!, tick), isState: tick.isSnapshot });
    if (this.#ticks.length >= most) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), everyMs);
  }

  #flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.slot === null || this.#ticks.length === 0) return;
    this.send({ kind: 'followed', slot: this.slot, ticks: this.#ticks });
    this.#ticks = [];
  }
}
