// The worker: the socket and all decoding happen here, off the thread that draws.
import type { Tape } from '../../../js/index.js';
import { nowMs, type Place, type ToPage, type ToWorker } from '../contract.js';
import { Book } from './book.js';
import { Follow } from './follow.js';
import { FramePump } from './frame-pump.js';
import { LeftPlace } from './left-place.js';
import { measure } from './measure.js';
import { Stream } from './stream.js';
import { RefusedKey, ticketed, ticketRetryMs } from './ticket.js';
import { WatchedTrades } from './watched-trades.js';

type Port = { postMessage(message: ToPage, transfer?: Transferable[]): void; onmessage: ((event: MessageEvent<ToWorker>) => void) | null };

const page = self as unknown as Port;
const tell = (message: ToPage): void => page.postMessage(message);
const book = new Book();
const follow = new Follow(tell);
const trades = new WatchedTrades(tell);
const pump = new FramePump(book, (frame, buffer) => page.postMessage(frame, [buffer]));
let symbols: string[] = [];
let intervalMs = 0;
let stream: Stream | null = null;
let address: string | null = null;
/** Where the tape of this address was when its stream was left. */
let tape: Tape | null = null;
const left = new LeftPlace();
let openings = 0;
let measuring = new AbortController();

async function open(opening: { address: string; key: string | null; from: Place | null }): Promise<void> {
  const mine = ++openings;
  if (stream && address !== null) left.leave(address, stream.place, symbols);
  if (address !== opening.address) tape = null;
  else if (stream) tape = stream.tapeAt;
  stream?.close();
  stream = null;
  measuring.abort();
  book.beginAnew();
  if (address !== null && address !== opening.address) clear(true);
  address = opening.address;
  const again = (): void => { if (mine === openings) void open(opening); };
  let to: string;
  try {
    to = await ticketed(opening.address, opening.key);
  } catch (error) {
    if (mine !== openings) return;
    const text = (error as Error).message || null;
    if (error instanceof RefusedKey) {
      tell({ kind: 'connection', state: 'closed', reason: 'unauthorized', code: null, text });
      tell({ kind: 'key', why: 'refused', text });
    } else {
      tell({ kind: 'connection', state: 'waiting', reason: 'unreachable', text, attempt: 0, untilMs: nowMs() + ticketRetryMs });
      setTimeout(again, ticketRetryMs);
    }
    return;
  }
  if (mine !== openings) return;
  const from = left.placeFor(opening.address, symbols) ?? opening.from;
  stream = new Stream({ ...opening, from }, to, symbols, intervalMs, { book, follow, trades, tell, clear, news: () => pump.wake(), paced, again }, tape);
}

async function tellSpan(of: string, key: string | null): Promise<void> {
  measuring = new AbortController();
  const { signal } = measuring;
  const span = await measure(of, key, signal).catch(() => null);
  if (span && !signal.aborted) tell({ kind: 'span', ...span });
}

function paced(ms: number): void {
  intervalMs = ms;
  tell({ kind: 'pace', intervalMs });
}

function clear(isOther: boolean, after = 0n): void {
  book.forget(isOther);
  trades.clear();
  follow.begin(isOther ? null : follow.slot, after);
  tell({ kind: 'cleared', isOther });
  pump.wake();
}

page.onmessage = ({ data }) => {
  switch (data.kind) {
    case 'open': void open(data); break;
    case 'measure': void tellSpan(data.address, data.key); break;
    case 'renew': stream?.renew(data.key); break;
    case 'watch': symbols = data.symbols; stream?.watch(symbols); break;
    case 'pace': intervalMs = data.intervalMs; stream?.pace(intervalMs); break;
    case 'follow': follow.begin(data.slot, stream?.newest.seq ?? 0n); break;
    case 'past': stream?.past(); break;
    case 'trades': trades.turn(data.isOn); break;
    case 'tape': stream?.tape(data.order); break;
    case 'statement': stream?.statement(); break;
    case 'next': pump.ask(data.buffer); break;
    case 'ping': tell({ kind: 'pong' }); break;
  }
};
