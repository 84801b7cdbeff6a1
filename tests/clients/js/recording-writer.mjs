// Writes a recording in the journal's format, after src/Ticker.Recording/Journal/FORMAT.md and nothing else.

const magic = 0x31424b54;
const kinds = { head: 1, instruments: 2, ticks: 4, end: 5 };
const header = 64;
const recordBytes = 64;
const recordsInBlock = 500;
const none = -(2n ** 63n);

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value >>> 0;
});

function crc32c(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) value = table[(value ^ byte) & 0xff] ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

class Segment {
  #blocks = [];
  #offset = 0;

  block(kind, content, { first, last, least = 0n, greatest = 0n, count }) {
    const length = Math.ceil((header + content.length) / 32) * 32;
    const bytes = Buffer.alloc(length);
    bytes.writeUInt32LE(magic, 0);
    bytes.writeUInt32LE(length, 8);
    bytes.writeUInt8(kind, 12);
    bytes.writeBigUInt64LE(BigInt(this.#offset), 16);
    bytes.writeBigUInt64LE(first, 24);
    bytes.writeBigUInt64LE(last, 32);
    bytes.writeBigInt64LE(least, 40);
    bytes.writeBigInt64LE(greatest, 48);
    bytes.writeUInt32LE(count, 56);
    bytes.writeUInt32LE(1, 60);
    content.copy(bytes, header);
    bytes.writeUInt32LE(crc32c(bytes.subarray(8)), 4);
    this.#blocks.push(bytes);
    this.#offset += length;
  }

  bytes = () => Buffer.concat(this.#blocks);
}

function head(epoch, first, instruments) {
  const bytes = Buffer.alloc(128);
  bytes.writeUInt32LE(1, 0);
  bytes.writeUInt32LE(1, 4);
  bytes.writeBigInt64LE(epoch, 8);
  bytes.writeBigUInt64LE(first, 16);
  bytes.writeBigInt64LE(1n, 24);
  bytes.writeBigInt64LE(none, 64);
  bytes.writeUInt32LE(instruments, 72);
  return bytes;
}

function instrumentEntry({ number, venue, symbol, currency = '', priceScale = 2, sizeScale = 0 }) {
  const texts = [venue, symbol, currency].map((text) => Buffer.from(text));
  const bytes = Buffer.alloc(40);
  bytes.writeUInt8(priceScale, 2);
  bytes.writeUInt8(sizeScale, 3);
  texts.forEach((text, n) => bytes.writeUInt8(text.length, 6 + n));
  bytes.writeUInt32LE(number, 12);
  const entry = Buffer.concat([bytes, ...texts]);
  entry.writeUInt16LE(entry.length, 0);
  return entry;
}

function record(tick) {
  const bytes = Buffer.alloc(recordBytes);
  bytes.writeUInt8({ quote: 1, trade: 2, status: 3 }[tick.kind], 0);
  bytes.writeUInt8(tick.flags ?? 0, 1);
  bytes.writeUInt32LE(tick.instrument, 4);
  bytes.writeBigInt64LE(tick.eventTime ?? 0n, 8);
  bytes.writeBigInt64LE(tick.receiveTime, 16);
  bytes.writeBigUInt64LE(tick.sequence, 24);
  if (tick.kind === 'quote') {
    [tick.bid ?? none, tick.bidSize ?? 0n, tick.ask ?? none, tick.askSize ?? 0n].forEach((word, n) => bytes.writeBigInt64LE(word, 32 + 8 * n));
  } else if (tick.kind === 'trade') {
    bytes.writeBigInt64LE(tick.price, 32);
    bytes.writeBigInt64LE(tick.size, 40);
    bytes.writeBigUInt64LE(tick.tradeId ?? 0n, 48);
    bytes.writeUInt8({ buy: 1, sell: 2 }[tick.side] ?? 0, 56);
  } else {
    const reason = Buffer.from(tick.reason ?? '');
    bytes.writeUInt8({ trading: 1, halted: 2, paused: 3, closed: 4, 'pre-open': 5 }[tick.state], 32);
    bytes.writeUInt8(reason.length, 33);
    reason.copy(bytes, 34);
  }
  return bytes;
}

/**
 * The files of a recording of one segment, by name.
 * @param {bigint} epoch its epoch
 * @param {object[]} instruments numbered 1, 2, 3, ..
 * @param {object[]} ticks in the order of their sequences
 */
export function recordingFiles(epoch, instruments, ticks) {
  const segment = new Segment();
  const first = ticks[0]?.sequence ?? 1n;
  const before = { first: first - 1n, last: first - 1n };
  segment.block(kinds.head, head(epoch, first, instruments.length), { ...before, count: 1 });
  segment.block(kinds.instruments, Buffer.concat(instruments.map(instrumentEntry)), { ...before, count: instruments.length });
  for (let start = 0; start < ticks.length; start += recordsInBlock) {
    const some = ticks.slice(start, start + recordsInBlock);
    const times = some.map(({ receiveTime }) => receiveTime);
    segment.block(kinds.ticks, Buffer.concat(some.map(record)), {
      first: some[0].sequence,
      last: some.at(-1).sequence,
      least: times.reduce((a, b) => (a < b ? a : b)),
      greatest: times.reduce((a, b) => (a > b ? a : b)),
      count: some.length,
    });
  }
  const last = ticks.at(-1)?.sequence ?? first - 1n;
  segment.block(kinds.end, Buffer.alloc(0), { first: last, last, count: 0 });
  return { 'segment-00000001.ticks': segment.bytes() };
}
