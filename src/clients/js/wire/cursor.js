import { BrokenError } from '../errors.js';

const utf8 = new TextDecoder('utf-8', { fatal: true });
const TWO_32 = 4294967296;

/** Goes through the bytes of one MessagePack message. Reading past the end gives nonsense, which `finish` and `check` find. */
export class Cursor {
  constructor(bytes) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = 0;
    this.end = bytes.length;
    this.high = 0;
    this.low = 0;
  }

  /** Fails when more was read than there is. */
  check() { if (this.at > this.end) throw new BrokenError('a message ends too early'); }

  /** Fails unless all was read. */
  finish() { if (this.at !== this.end) throw new BrokenError('a message has other bytes than it says'); }

  /** An integer: a number, or a bigint where a number is not exact; null for nil. */
  int() {
    const first = this.bytes[this.at++];
    if (first < 0x80) return first;
    if (first >= 0xe0) return first - 0x100;
    const { at, view } = this;
    switch (first) {
      case 0xc0: return null;
      case 0xcc: this.at = at + 1; return view.getUint8(at);
      case 0xcd: this.at = at + 2; return view.getUint16(at);
      case 0xce: this.at = at + 4; return view.getUint32(at);
      case 0xcf: {
        this.at = at + 8;
        const high = view.getUint32(at);
        return high < 0x200000 ? high * TWO_32 + view.getUint32(at + 4) : view.getBigUint64(at);
      }
      case 0xd0: this.at = at + 1; return view.getInt8(at);
      case 0xd1: this.at = at + 2; return view.getInt16(at);
      case 0xd2: this.at = at + 4; return view.getInt32(at);
      case 0xd3: {
        this.at = at + 8;
        const high = view.getInt32(at);
        return high >= -0x200000 && high < 0x200000 ? high * TWO_32 + view.getUint32(at + 4) : view.getBigInt64(at);
      }
      default: throw new BrokenError('an integer was due');
    }
  }

  /** A time, into `high`, which has its sign, and `low`: 32 bits each. */
  time() {
    if (this.bytes[this.at] === 0xcf) {
      this.high = this.view.getUint32(this.at + 1);
      this.low = this.view.getUint32(this.at + 5);
      this.at += 9;
      return;
    }
    const value = this.int() ?? 0;
    if (typeof value === 'bigint') {
      this.high = Number(value >> 32n);
      this.low = Number(value & 0xffffffffn);
    } else {
      this.high = Math.floor(value / TWO_32);
      this.low = value - this.high * TWO_32;
    }
  }

  /** How many elements an array has; null for nil. */
  array() {
    const first = this.bytes[this.at++];
    if ((first & 0xf0) === 0x90) return first & 15;
    if (first === 0xdc) return this.#length(2);
    if (first === 0xdd) return this.#length(4);
    if (first === 0xc0) return null;
    throw new BrokenError('an array was due');
  }

  text() {
    const first = this.bytes[this.at++];
    let length;
    if ((first & 0xe0) === 0xa0) length = first & 31;
    else if (first === 0xd9) length = this.bytes[this.at++];
    else if (first === 0xda) length = this.#length(2);
    else if (first === 0xdb) length = this.#length(4);
    else throw new BrokenError('a text was due');
    this.at += length;
    this.check();
    try {
      return utf8.decode(this.bytes.subarray(this.at - length, this.at));
    } catch {
      throw new BrokenError('a text is not UTF-8');
    }
  }

  /** Anything, as control messages have it. */
  value() {
    const first = this.bytes[this.at];
    if (first === undefined) throw new BrokenError('a message ends too early');
    if ((first & 0xe0) === 0xa0 || (first >= 0xd9 && first <= 0xdb)) return this.text();
    if ((first & 0xf0) === 0x90 || first === 0xdc || first === 0xdd) return this.#list();
    if ((first & 0xf0) === 0x80 || first === 0xde || first === 0xdf) return this.#map();
    if (first === 0xc2 || first === 0xc3) { this.at++; return first === 0xc3; }
    return this.int();
  }

  #list() {
    const count = this.array();
    const list = [];
    for (let n = 0; n < count; n++) list.push(this.value());
    return list;
  }

  #map() {
    const first = this.bytes[this.at++];
    const count = first === 0xde ? this.#length(2) : first === 0xdf ? this.#length(4) : first & 15;
    const map = {};
    for (let n = 0; n < count; n++) {
      const key = this.text();
      const value = this.value();
      if (key !== '__proto__') map[key] = value;
    }
    return map;
  }

  #length(bytes) {
    if (this.at + bytes > this.end) throw new BrokenError('a message ends too early');
    const length = bytes === 2 ? this.view.getUint16(this.at) : this.view.getUint32(this.at);
    this.at += bytes;
    return length;
  }
}
