// Messages in JSON, digit for digit.
import { BrokenError } from '../errors.js';
import { Collapsed } from '../ticks/collapsed.js';
import { compact, mantissaOf } from '../ticks/decimal.js';
import { Quote, Status, Trade } from '../ticks/ticks.js';

// Decimals become text before anything parses them. Inside of a text the quotation mark before the colon would be escaped.
const decimals = /"(bp|bs|ap|as|p|s|bh|bl|ah|al|v|h|l|notional)":(-?[\d.]+)/g;

/** Parses a JSON message; the decimals of ticks stay text. */
export function parseMessage(text) {
  try {
    return JSON.parse(text.replace(decimals, '"$1":"$2"'));
  } catch {
    throw new BrokenError('a message is not JSON');
  }
}

/** The ticks of a JSON data message. */
export const ticksOf = (list, instruments) => list.map((tick) => read(tick, instruments)).filter((tick) => tick !== null);

/** A sequence that is written as digits: a number, or a bigint where a number is not exact. */
export const sequenceOf = (value) => (typeof value === 'string' ? compact(BigInt(value)) : value);

function read(tick, instruments) {
  const { T: kind, S: symbol, seq, t, rt, f: flags, c } = tick;
  if (kind !== 'q' && kind !== 't' && kind !== 's') return null;
  const instrument = instruments.byName(symbol);
  if (!instrument) throw new BrokenError(`a tick of ${symbol}, which was not told`);
  const price = (text) => (text === undefined ? null : mantissaOf(text, instrument.priceScale));
  const size = (text) => (text === undefined ? null : mantissaOf(text, instrument.sizeScale));
  const [high, low] = instant(t);
  const sequence = sequenceOf(seq);
  const made = kind === 'q' ? new Quote(instrument, sequence, high, low, price(tick.bp), size(tick.bs), price(tick.ap), size(tick.as), flags)
    : kind === 't' ? new Trade(instrument, sequence, high, low, price(tick.p), size(tick.s), tick.side, flags, sequenceOf(tick.i))
      : new Status(instrument, sequence, high, low, tick.st, flags, tick.reason);
  [made.receivedHigh, made.receivedLow] = instant(rt);
  if (c) {
    made.collapsed = new Collapsed(instrument, c.n, sequenceOf(c.first), c.cause);
    if ('bh' in c || 'ah' in c) made.collapsed.extremes = [price(c.bh), price(c.bl), price(c.ah), price(c.al)];
    if ('v' in c) made.collapsed.sums = [size(c.v), price(c.h), price(c.l), mantissaOf(c.notional, instrument.priceScale + instrument.sizeScale)];
  }
  return made;
}

/** An RFC 3339 time of nine decimals, UTC, as nanoseconds since 1970 in two halves. */
function instant(text) {
  if (text === undefined) return [0, 0];
  const found = /^(.{19})\.(\d{9})Z$/.exec(text);
  if (!found) throw new BrokenError(`${text} is no time`);
  const all = BigInt(Date.parse(`${found[1]}Z`)) * 1_000_000n + BigInt(found[2]);
  return [Number(all >> 32n), Number(all & 0xffffffffn)];
}
