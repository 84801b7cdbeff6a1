// The types of the Ticker client. What each thing means, and why: src/clients/README.md.

/** What waits for a key, or gives one: text, or a function that is asked before each connection and when a token is about to end. */
export type Key = string | (() => string | null | Promise<string | null>);

export type Road = 'ws' | 'events' | 'poll';

export interface ClientOptions {
  /** Who the client says it is. */
  key?: Key | null;
  /** How long a server may take to say welcome; 10 s. All times are milliseconds. */
  connectTimeoutMs?: number;
  /** The longest first wait before coming back; 250 ms. It doubles with each attempt. */
  backoffBaseMs?: number;
  /** The longest wait of all; 30 s. */
  backoffCapMs?: number;
  /** After so long an open connection has stood, and waiting begins anew; 10 s. */
  stableAfterMs?: number;
  /** How often accounts are asked for; 10 s, 0 = never. */
  statementIntervalMs?: number;
  /** How often a better road is tried; 5 min, 0 = never. */
  upgradeRetryMs?: number;
  /** The roads that may be taken, best first; all. */
  roads?: Road[];
  /** How a WebSocket speaks; `msgpack`. */
  encoding?: 'msgpack' | 'json';
  /** Even numbers from 0 to 1; `Math.random`. */
  random?: () => number;
  clock?: Clock;
  /** The class of WebSocket: that of the package `ws`, or one like the browser's. Found by itself where it is null. */
  webSocket?: (new (...args: any[]) => any) | null;
  fetch?: typeof globalThis.fetch | null;
}

/** Time as the client sees it: milliseconds that only ever grow. */
export interface Clock {
  now(): number;
  setTimeout(run: () => void, ms: number): any;
  clearTimeout(timer: any): void;
}

/** A place in the stream. */
export interface Position { epoch: number; seq: number | bigint | string }

export type Mode = 'latest' | 'interval' | 'all';
export type Kind = 'quote' | 'trade' | 'status';

export interface SubscriptionOptions {
  /** All, if it is not said. */
  kinds?: Kind[];
  /** `latest`, if it is not said. */
  mode?: Mode;
  /** Needed for mode `interval`. */
  intervalMs?: number;
  conflateTrades?: boolean;
  summary?: boolean;
  times?: boolean;
  onSlow?: 'conflate' | 'evict';
  /** Where to begin; `snapshot`. Times are nanoseconds since 1970. */
  from?: 'snapshot' | 'now' | Position | { time: bigint | number | string };
  /** The most ticks that wait for the iteration; 16,384. */
  buffer?: number;
  /** What a full buffer does: the server waits (default in `all`), or newer quotes stand for older ones. */
  whenFull?: 'wait' | 'conflate';
  /** Whether a gap ends the subscription with an error, or is only told. */
  onGap?: 'tell' | 'raise';
}

export interface Change {
  mode?: Mode;
  intervalMs?: number;
  conflateTrades?: boolean;
  summary?: boolean;
  onSlow?: 'conflate' | 'evict';
  add?: string[];
  remove?: string[];
}

/** Why a connection, or the client, ended. */
export type Reason = 'unreachable' | 'refused' | 'busy' | 'lost' | 'mute' | 'restarting' | 'slow' | 'unauthorized' | 'forbidden'
  | 'limit' | 'broken' | 'accounts' | 'handler' | 'fault' | 'owner' | 'ended';

export type State =
  | { state: 'connecting' | 'open'; road: Road | null }
  | { state: 'waiting'; road: Road; reason: Reason; code: number | null; text: string | null; attempt: number; retryInMs: number }
  | { state: 'closed'; road: Road | null; reason: Reason; code: number | null; text: string | null };

export interface Gap { id: number; from: bigint | null; to: bigint | null; cause: string }

export interface Statement {
  id: number;
  matched: number;
  delivered: number;
  conflated: { rate: number; socket: number; budget: number; server: number };
  filtered: number;
  discarded: number;
  pending: number;
  snapshot: number;
  firstSeq: bigint;
  lastSeq: bigint;
  addsUp: boolean;
}

export interface Events {
  state: State;
  subscribed: { id: number; epoch: number; seq: bigint; instruments: Instrument[]; unknown: string[] };
  gap: Gap;
  stale: { id: number; symbols: string[] };
  fresh: { id: number; symbols: string[] };
  notice: { id: number | null; code: string; detail: string | null };
  /** What a heartbeat of a WebSocket says: the server's clock in ms since 1970, and each feed's state. */
  heartbeat: { timeMs: number; feeds: Record<string, string> };
  evicted: { reason: string; position: { epoch: number; seq: bigint } | null };
  statement: Statement;
  error: { code: string; message: string; id: number | null };
  key: { for: 'connecting' | 'expiring' | 'refused' };
  tape: Tape;
}

/** Where the tape of a replay is: the last tick that was played, and the tape's time in nanoseconds since 1970. */
export interface Tape {
  state: 'waiting' | 'playing' | 'paused' | 'ended';
  seq: bigint;
  time: bigint;
  /** A number as text, or `max`. */
  speed: string;
  /** How often it began again from another place. */
  lap: number;
}

export type TapeOrder = { op: 'pause' | 'resume' } | { op: 'step'; ticks?: number } | { op: 'speed'; speed: number | 'max' }
  | { op: 'seek'; time: bigint | string } | { op: 'seek'; seq: bigint | string };

/** Makes a client, which connects by itself as soon as the caller's own code has run. */
export function connect(address: string, options?: ClientOptions): Client;

/** One address, at most one connection at a time, and any number of subscriptions, which outlive connections. */
export class Client {
  private constructor();
  /** What the last event `state` said. */
  readonly state: State;
  /** Settles when the client is closed. */
  readonly closed: Promise<void>;
  subscribe(symbols: string | Iterable<string>, options?: SubscriptionOptions): Subscription;
  /**
   * Has a handler called for each event of a name; gives a function that takes it back. While one runs, or what it gave back is not settled,
   * nothing more is taken in. One that throws, or whose promise is rejected, closes the client.
   */
  on<Name extends keyof Events>(event: Name, handler: (detail: Events[Name]) => void | Promise<void>): () => void;
  /**
   * Tells the tape of a replay what to do; the event `tape` answers. It holds after a reconnect, too; without a connection it is told to the next, but
   * for the ticks of a step. Throws a TypeError where there is no tape, or no such order.
   */
  tape(order: TapeOrder): void;
  close(): Promise<void>;
}

export interface Batch { ticks: Tick[]; /** What is missing before these ticks. */ gap: Gap | null }

/** What was asked for. Iterating gives ticks; leaving the loop ends nothing. */
export class Subscription implements AsyncIterable<Tick> {
  private constructor();
  readonly id: number;
  readonly symbols: string[];
  /** At what interval quotes are asked for now, in ms; null in a mode without one. A change that is refused is no longer asked for. */
  readonly intervalMs: number | null;
  /** Where the connection would go on from, ahead of what waits to be iterated. */
  readonly position: { epoch: number; seq: bigint } | null;
  isStale(symbol: string): boolean;
  modify(change: Change): void;
  pause(): void;
  resume(): void;
  statement(): Promise<Statement | null>;
  unsubscribe(): Promise<Statement | null>;
  [Symbol.asyncIterator](): AsyncIterableIterator<Tick>;
  /** All that waits at a time, which costs least. */
  batches(most?: number): AsyncIterableIterator<Batch>;
}

export class TickerError extends Error {
  constructor(reason: string, more?: { code?: number | null; text?: string | null; cause?: unknown });
  readonly reason: string;
  readonly code: number | null;
  readonly text: string | null;
}

/** An exact decimal: `String(it)` has every digit, `Number(it)` is the nearest number. */
export class Decimal {
  constructor(mantissa: number | bigint, scale: number);
  readonly mantissa: bigint;
  readonly scale: number;
  toString(): string;
  toJSON(): string;
  valueOf(): number;
}

export class Instrument {
  private constructor();
  readonly symbol: string;
  readonly priceScale: number;
  readonly sizeScale: number;
  /** Its place among those of the client, from 0. */
  readonly index: number;
}

/** What a tick stands for beside itself. */
export interface Collapsed {
  /** So many ticks, this one among them. */
  readonly count: number;
  readonly first: bigint;
  readonly cause: 'rate' | 'socket' | 'budget' | 'server' | 'client' | 'other';
  readonly bidHigh: Decimal | null;
  readonly bidLow: Decimal | null;
  readonly askHigh: Decimal | null;
  readonly askLow: Decimal | null;
  readonly volume: Decimal | null;
  readonly high: Decimal | null;
  readonly low: Decimal | null;
  readonly notional: Decimal | null;
}

interface AnyTick {
  readonly symbol: string;
  readonly instrument: Instrument;
  readonly seq: bigint;
  /** Nanoseconds since 1970; null if the feed did not say. */
  readonly time: bigint | null;
  /** The same in milliseconds, as the nearest number. */
  readonly timeMs: number | null;
  /** When the server received it, with `times`. */
  readonly received: bigint | null;
  readonly flags: number;
  /** Whether it is state rather than news. */
  readonly isSnapshot: boolean;
  readonly collapsed: Collapsed | null;
}

/** The best bid and ask; a side that is not there is null. Each as the nearest number, exact text and exact mantissa. */
export class Quote implements AnyTick {
  private constructor();
  readonly kind: 'quote';
  readonly bid: number | null;
  readonly bidText: string | null;
  readonly bidMantissa: bigint | null;
  readonly bidSize: number | null;
  readonly bidSizeText: string | null;
  readonly bidSizeMantissa: bigint | null;
  readonly ask: number | null;
  readonly askText: string | null;
  readonly askMantissa: bigint | null;
  readonly askSize: number | null;
  readonly askSizeText: string | null;
  readonly askSizeMantissa: bigint | null;
}
export interface Quote extends AnyTick {}

export class Trade implements AnyTick {
  private constructor();
  readonly kind: 'trade';
  readonly price: number;
  readonly priceText: string;
  readonly priceMantissa: bigint;
  readonly size: number;
  readonly sizeText: string;
  readonly sizeMantissa: bigint;
  readonly side: 'buy' | 'sell' | null;
  readonly tradeId: bigint | null;
}
export interface Trade extends AnyTick {}

export class Status implements AnyTick {
  private constructor();
  readonly kind: 'status';
  readonly state: 'trading' | 'halted' | 'paused' | 'closed' | 'pre-open' | null;
  readonly reason: string;
}
export interface Status extends AnyTick {}

export type Tick = Quote | Trade | Status;

/** The instruments of a connection, by the server's number and by name. */
export class Instruments {
  take(told: [ref: number, symbol: string, priceScale: number, sizeScale: number]): Instrument;
  byRef(ref: number): Instrument | undefined;
  byName(symbol: string): Instrument | undefined;
}

/** Reads data messages in MessagePack without a client around it. */
export class DataDecoder {
  constructor(instruments: { byRef(ref: number): Instrument | undefined });
  decode(bytes: Uint8Array): { id: number; ticks: Tick[] };
}
