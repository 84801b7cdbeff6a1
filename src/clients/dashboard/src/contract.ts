// What the page and its worker say to each other. The worker owns the socket, the client and every value; the page shows.
// A *slot* is an instrument's number in the worker, from 0, and stays the same for as long as the page lives.

import type { TapeOrder } from '../../js/index.js';
import type { Candle } from './chart/candles.js';
import type { TapeNews } from './replay/tape-clock.js';
import type { ShownTrade } from './trades/trade-ring.js';

/** A name or a pattern (`XNAS:*`), as in the protocol. */
export type Symbols = string[];

export type Mode = 'latest' | 'interval';

/** Where a stream continues from after an eviction. */
export interface Place { epoch: number; seq: string }

// --- page → worker

export type ToWorker =
  /** Opens the stream, in place of any that is open. `path` is that of the stream: `/v1/stream`, or `/v1/replay?recording=..`. */
  | { kind: 'open'; address: string; key: string | null; from: Place | null }
  /** A new key, where the server asked for one while the stream is open. */
  | { kind: 'renew'; key: string }
  /** What the board shows: the difference to what was asked for before is added and removed. */
  | { kind: 'watch'; symbols: Symbols }
  /** How often a quote may come: 0 = as it can. */
  | { kind: 'pace'; intervalMs: number }
  /** The instrument whose single trades and quotes are wanted too; null = none. */
  | { kind: 'follow'; slot: number | null }
  /** What was before all that was followed of the followed instrument is wanted, once. */
  | { kind: 'past' }
  /** Whether the trades of all that is watched are wanted. */
  | { kind: 'trades'; isOn: boolean }
  /** Of a replay: what its tape is to do. */
  | { kind: 'tape'; order: TapeOrder }
  /** When the recording of this replay begins and ends is wanted, though all of it has to be read for that. */
  | { kind: 'measure'; address: string; key: string | null }
  | { kind: 'statement' }
  /** Whether the worker lives: it answers `pong`. */
  | { kind: 'ping' }
  /** The page has drawn and would take another frame. Gives the last frame's memory back. */
  | { kind: 'next'; buffer: ArrayBuffer | null };

// --- worker → page

export type ToPage = Pong | Trouble | Cleared | Restarted | Tape | Paced | Span | Past | Trades | Announced | Frame | Followed | Status | Staleness | Connection | Evicted | Feeds | Gap | Account | KeyWanted | Refusal | Notice | Clock;

export interface Pong { kind: 'pong' }

/** By the page's own end: the worker is silent, or failed, in words; null = it answers again. */
export interface Trouble { kind: 'trouble'; text: string | null }

/** Nothing of what was told so far holds: another stream begins, of another market (`isOther`: with other instruments), or a tape goes on elsewhere. */
export interface Cleared { kind: 'cleared'; isOther: boolean }

/** The server has another epoch: what is not told again from here on is not known any more. */
export interface Restarted { kind: 'restarted' }

export type Tape = { kind: 'tape' } & TapeNews;

/** The server refused another pace: this one holds. */
export interface Paced { kind: 'pace'; intervalMs: number }

/** When the recording that is played begins and ends, ms. */
export interface Span { kind: 'span'; fromMs: number; toMs: number }

/** What the server kept of the followed instrument: before all that came by `followed`, the newest pieces first. The last one says that it is. */
export interface Past { kind: 'past'; slot: number; trades: Candle[]; middles: Candle[]; tape: ShownTrade[]; isLast: boolean }

/** The newest trades of what is watched since the last such message, oldest first; `passed` of them are not told any more. */
export interface Trades { kind: 'trades'; trades: ShownTrade[]; passed: number }

export interface NewInstrument { slot: number; symbol: string; priceScale: number; sizeScale: number }

/**
 * Instruments that are new, or whose scales changed. Comes before anything else about them. `again`: known ones that the server named anew, of which its
 * catalogue may say something else now.
 */
export interface Announced { kind: 'instruments'; instruments: NewInstrument[]; again: number[] }

/** The newest values of all that changed since the last frame: at most one row for each instrument, however much came. See `frame.ts`. */
export interface Frame { kind: 'frame'; rows: number; buffer: ArrayBuffer; totals: Totals }

/** Since the stream was opened. `collapsed` by cause: rate, socket, budget, server, client. */
export interface Totals { updates: number; collapsed: [number, number, number, number, number] }

/** Each trade and each quote of the followed instrument, in order, since the last such message. */
export interface Followed { kind: 'followed'; slot: number; ticks: FollowedTick[] }

export type FollowedTick =
  | { type: 'trade'; trade: ShownTrade; isState: boolean }
  | { type: 'quote'; timeMs: number; bid: bigint | null; ask: bigint | null; isState: boolean };

export interface Status { kind: 'status'; slot: number; state: string; reason: string }

/** The server says that what is known of these may no longer be true, or is again. */
export interface Staleness { kind: 'stale'; slots: number[]; isStale: boolean }

export type Connection = { kind: 'connection' } & (
  | { state: 'connecting' }
  | { state: 'open'; road: string }
  /** `untilMs`: when the next attempt begins, on the clock of `nowMs()`. */
  | { state: 'waiting'; reason: string; text: string | null; attempt: number; untilMs: number }
  | { state: 'closed'; reason: string; code: number | null; text: string | null }
);

/** The server put this page out. The stream is closed until the page opens it again, from this place. */
export interface Evicted { kind: 'evicted'; reason: string; place: Place | null }

export interface Feeds { kind: 'feeds'; feeds: Record<string, string> }

export interface Gap { kind: 'gap'; from: string | null; to: string | null; cause: string; atMs: number }

/** The server's accounts of this page's subscription. */
export interface Account {
  kind: 'account';
  matched: number; delivered: number; filtered: number; discarded: number; pending: number; snapshot: number;
  rate: number; socket: number; budget: number; server: number;
  addsUp: boolean;
}

/** Why a key is wanted: there is none or it was refused (the stream is closed), or it is about to end (the stream is open). */
export interface KeyWanted { kind: 'key'; why: 'required' | 'refused' | 'expiring'; text: string | null }

/** What the server lets know: it conflates, it has caught up, it is about to stop, the key is about to end. */
export interface Notice { kind: 'notice'; code: string; detail: string | null }

export interface Refusal { kind: 'refusal'; code: string; text: string }

/** By how much the server's clock is ahead of this machine's, as far as heartbeats tell; how wrong that may be, null = not known yet. */
export interface Clock { kind: 'clock'; aheadMs: number; uncertainMs: number | null }

/** Wall time in ms with fractions; the same in the page and in its worker. */
export const nowMs = (): number => performance.timeOrigin + performance.now();
