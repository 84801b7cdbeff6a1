// The hot path: a data message in MessagePack becomes ticks.
import { BrokenError } from '../errors.js';
import { Collapsed } from '../ticks/collapsed.js';
import { compact } from '../ticks/decimal.js';
import { Quote, Status, Trade } from '../ticks/ticks.js';
import { Cursor } from './cursor.js';

const [QUOTE, TRADE, STATUS] = [1, 2, 3];

/** Whether a message is data: an array. A control message is a map. */
export const isData = (bytes) => (bytes[0] & 0xf0) === 0x90 || bytes[0] === 0xdc || bytes[0] === 0xdd;

/** Reads data messages of one connection, whose instruments it has to know. */
export class DataDecoder {
  #instruments;

  /** @param {{ byRef(ref: number): import('../ticks/instruments.js').Instrument | undefined }} instruments by the server's number */
  constructor(instruments) { this.#instruments = instruments; }

  /**
   * The subscription that a message is of, and its ticks in order. Ticks of kinds that are not known are passed over.
   * @param {Uint8Array} bytes the whole message
   */
  decode(bytes) {
    const cursor = new Cursor(bytes);
    try {
      const count = cursor.array();
      const id = cursor.int();
      const ticks = [];
      for (let n = 1; n < count; n++) {
        const tick = this.#tick(cursor);
        cursor.check();
        if (tick !== null) ticks.push(tick);
      }
      cursor.finish();
      return { id, ticks };
    } catch (error) {
      // What a DataView says of bytes that are not there.
      throw error instanceof RangeError ? new BrokenError('a message ends too early') : error;
    }
  }

  #tick(cursor) {
    const count = cursor.array();
    const kind = cursor.int();
    if (kind !== QUOTE && kind !== TRADE && kind !== STATUS) {
      for (let n = 1; n < count; n++) cursor.value();
      return null;
    }
    const ref = cursor.int();
    const instrument = this.#instruments.byRef(ref);
    if (instrument === undefined) throw new BrokenError(`a tick of instrument ${ref}, which was not told`);
    const sequence = cursor.int();
    cursor.time();
    const { high, low } = cursor;
    const tick = kind === QUOTE ? quote(cursor, instrument, sequence, high, low)
      : kind === TRADE ? trade(cursor, instrument, sequence, high, low)
        : status(cursor, instrument, sequence, high, low);
    let read = kind === STATUS ? 7 : 9;
    if (count > read && kind !== STATUS) {
      tick.collapsed = collapsed(cursor, instrument, kind);
      read++;
    }
    if (count > read) {
      cursor.time();
      tick.receivedHigh = cursor.high;
      tick.receivedLow = cursor.low;
      for (read++; read < count; read++) cursor.value();
    }
    return tick;
  }
}

const quote = (cursor, instrument, sequence, high, low) =>
  new Quote(instrument, sequence, high, low, cursor.int(), cursor.int(), cursor.int(), cursor.int(), cursor.int());

const trade = (cursor, instrument, sequence, high, low) =>
  new Trade(instrument, sequence, high, low, cursor.int(), cursor.int(), cursor.int(), cursor.int(), cursor.int());

const status = (cursor, instrument, sequence, high, low) =>
  new Status(instrument, sequence, high, low, cursor.int(), cursor.int(), cursor.text());

function collapsed(cursor, instrument, kind) {
  const count = cursor.array();
  if (count === null) return null;
  const told = new Collapsed(instrument, cursor.int(), cursor.int(), cursor.int());
  let read = 3;
  if (kind === QUOTE && count >= 7) {
    told.extremes = [cursor.int(), cursor.int(), cursor.int(), cursor.int()];
    read = 7;
  } else if (kind === TRADE && count >= 8) {
    const sums = [cursor.int(), cursor.int(), cursor.int()];
    told.sums = [...sums, compact((BigInt(cursor.int()) << 64n) + BigInt(cursor.int()))];
    read = 8;
  }
  for (; read < count; read++) cursor.value();
  return told;
}
