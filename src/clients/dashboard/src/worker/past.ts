// What the server kept of one instrument: of the live stream by /v1/history, of a replay by playing the part before once more.
import { connect } from '../../../js/index.js';
import type { Past } from '../contract.js';
import { Candles } from '../chart/candles.js';
import { mantissaOf } from '../figures.js';
import type { ShownTrade } from '../trades/trade-ring.js';
import { shownTrade, timeOf } from './follow.js';
import { ticketed } from './ticket.js';

/** What is asked for, newest first, so that the chart grows to the left: ms before where the stream is. */
const pieces = [60_000, 300_000, 900_000, 3_600_000];
const replayedMs = 900_000;
/** Beyond so many ticks a piece is too much for a chart, and what is older is not asked for. */
const mostTicks = 400_000;
const tapeLength = 500;

/** `until`: the sequence that it ends with; `atMs`: when that was received. */
export interface Wanted { address: string; key: string | null; symbol: string; slot: number; until: bigint; atMs: number; signal: AbortSignal }

interface Row {
  kind: string; sequence: number; event_time?: string; receive_time: string; flags?: number;
  bid_price?: number; ask_price?: number; price?: number; size?: number; side?: 'buy' | 'sell'; price_scale: number; size_scale: number;
}

class Piece {
  readonly trades = new Candles();
  readonly middles = new Candles();
  readonly tape: ShownTrade[] = [];

  trade(trade: ShownTrade): void {
    this.trades.trade(trade);
    this.tape.push(trade);
    if (this.tape.length >= 2 * tapeLength) this.tape.splice(0, tapeLength);
  }

  told(slot: number, isLast: boolean): Past {
    return { kind: 'past', slot, trades: [...this.trades.list], middles: [...this.middles.list], tape: this.tape.slice(-tapeLength), isLast };
  }
}

/** Tells the past of an instrument, piece by piece. Where the server keeps none it says just that. */
export async function tellPast(wanted: Wanted, tell: (past: Past) => void): Promise<void> {
  const { slot, signal } = wanted;
  try {
    if (new URL(wanted.address).pathname.endsWith('/v1/replay')) {
      const piece = await replayed(wanted);
      if (!signal.aborted) tell(piece.told(slot, false));
    } else {
      let to: string | null = null;
      for (const ms of pieces) {
        const from = instant(wanted.atMs - ms);
        const piece = await kept(wanted, from, to);
        if (signal.aborted || piece === null) break;
        tell(piece.told(slot, false));
        to = from;
      }
    }
  } catch {
    // A chart without a past is a chart from now on.
  }
  if (!signal.aborted) tell(new Piece().told(slot, true));
}

const instant = (ms: number): string => `${Math.round(ms)}000000`;

async function kept(wanted: Wanted, from: string, to: string | null): Promise<Piece | null> {
  const query = new URLSearchParams({ symbol: wanted.symbol, kinds: 'quote,trade', format: 'ndjson', from, ...(to !== null && { to }) });
  const answer = await fetch(new URL(`history?${query}`, wanted.address), { headers: wanted.key ? { Authorization: `Bearer ${wanted.key}` } : {}, signal: wanted.signal });
  if (!answer.ok || !answer.body) return null;
  const piece = new Piece();
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  let count = 0;
  for (;;) {
    const { done, value } = await reader.read();
    // An answer without its end is not whole.
    if (done) return null;
    const lines = (rest + value).split('\n');
    rest = lines.pop()!;
    for (const line of lines) {
      const row = JSON.parse(line) as Row;
      if (row.kind === 'end') return piece;
      if (row.kind !== 'gap' && BigInt(row.sequence) <= wanted.until) take(piece, row, line, wanted.slot);
    }
    if ((count += lines.length) > mostTicks) {
      void reader.cancel();
      return null;
    }
  }
}

function take(piece: Piece, row: Row, line: string, slot: number): void {
  const timeMs = Date.parse(row.event_time ?? row.receive_time);
  const { bid_price: bid, ask_price: ask, price_scale: priceScale, size_scale: sizeScale } = row;
  if (row.price !== undefined) {
    // The line's own digits are exact where a number is only near.
    const exact = (name: string, scale: number): bigint => mantissaOf(new RegExp(`"${name}":([^,}]+)`).exec(line)![1]!, scale)!;
    const price = exact('price', priceScale);
    piece.trade({ slot, timeMs, price, size: exact('size', sizeScale), high: price, low: price, priceScale, sizeScale, side: row.side ?? null, flags: row.flags ?? 0, count: 1 });
  } else if (bid !== undefined && ask !== undefined) piece.middles.add(timeMs, (bid + ask) / 2, 0);
}

async function replayed(wanted: Wanted): Promise<Piece> {
  const address = new URL(wanted.address);
  const query = { recording: address.searchParams.get('recording')!, speed: 'max', from: instant(wanted.atMs - replayedMs), to: instant(wanted.atMs + 1_000) };
  address.search = String(new URLSearchParams(query));
  const piece = new Piece();
  const client = connect(await ticketed(address.href, wanted.key), { key: wanted.key, statementIntervalMs: 0 });
  const close = (): void => void client.close();
  wanted.signal.addEventListener('abort', close);
  let count = 0;
  try {
    for await (const { ticks } of client.subscribe(wanted.symbol, { mode: 'all', kinds: ['quote', 'trade'], times: true }).batches()) {
      for (const tick of ticks) {
        if (tick.kind === 'status' || tick.isSnapshot || tick.seq > wanted.until) continue;
        if (tick.kind === 'trade') piece.trade(shownTrade(wanted.slot, tick));
        else if (tick.bid !== null && tick.ask !== null) piece.middles.add(timeOf(tick), (tick.bid + tick.ask) / 2, 0);
      }
      if ((count += ticks.length) > mostTicks) break;
    }
  } finally {
    wanted.signal.removeEventListener('abort', close);
    close();
  }
  return piece;
}
