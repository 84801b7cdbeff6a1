// The golden bytes, read and written by two MessagePack codecs that were not written here.
import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { decode, encode } from '@msgpack/msgpack';
import { Packr, Unpackr } from 'msgpackr';

const golden = (file) => JSON.parse(readFileSync(new URL(`../../golden/${file}`, import.meta.url), 'utf8')).cases;
const bytesOf = (hex) => new Uint8Array(Buffer.from(hex, 'hex'));
const hexOf = (bytes) => Buffer.from(bytes).toString('hex');

/** The value of a case. What goes beyond 32 bits becomes a BigInt, which both codecs write as 64-bit integers. */
function meant(value) {
  if (Array.isArray(value)) return value.map(meant);
  if (typeof value === 'number') return value > 0xffffffff || value < -0x80000000 ? BigInt(value) : value;
  if (value === null || typeof value !== 'object') return value;
  if (typeof value.int === 'string') return BigInt(value.int);
  if (typeof value.repeat === 'string') return value.repeat.repeat(value.times);
  if (value.array_of !== undefined) return new Array(value.times).fill(value.array_of);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, meant(one)]));
}

/** Integers as BigInt wherever they stand, so that 1 and 1n are the same value. */
function exact(value) {
  if (typeof value === 'number') return BigInt(value);
  if (Array.isArray(value)) return value.map(exact);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, exact(one)]));
}

const msgpackr = { useRecords: false, variableMapSize: true, int64AsType: 'bigint' };

const codecs = {
  '@msgpack/msgpack': {
    read: (bytes) => decode(bytes, { useBigInt64: true }),
    write: (value) => encode(value, { useBigInt64: true, maxDepth: 8 }),
  },
  msgpackr: {
    read: (bytes) => new Unpackr(msgpackr).unpack(bytes),
    write: (value) => new Packr(msgpackr).pack(value),
  },
};

// msgpackr writes a BigInt below 2^63 as a signed 64-bit integer (0xd3), where the protocol says unsigned (0xcf):
// the same length and the same eight bytes.
function assertSameBytes(codec, actual, expected) {
  if (codec === 'msgpackr' && actual.length === expected.length) {
    actual = Uint8Array.from(actual, (one, at) => (one === 0xd3 && expected[at] === 0xcf && !(expected[at + 1] & 0x80) ? 0xcf : one));
  }
  assert.equal(hexOf(actual), hexOf(expected));
}

for (const [name, codec] of Object.entries(codecs)) {
  describe(name, () => {
    for (const file of ['smallest-forms.json', 'server-messages.json', 'client-messages.json', 'data-messages.json']) {
      const cases = golden(file).filter((one) => one.msgpack);
      test(`${file}: reads every case as it is meant`, () => {
        assert.ok(cases.length > 10);
        for (const one of cases) {
          assert.deepEqual(exact(codec.read(bytesOf(one.msgpack))), exact(meant(one.value)), one.name);
        }
      });
      test(`${file}: writes every case byte for byte, read or made`, () => {
        for (const one of cases) {
          const expected = bytesOf(one.msgpack);
          assertSameBytes(name, codec.write(codec.read(expected)), expected);
          assertSameBytes(name, codec.write(meant(one.value)), expected);
        }
      });
    }

    test('smallest-forms.json: long forms have the length and the head that are told', () => {
      const cases = golden('smallest-forms.json').filter((one) => one.msgpack_head);
      assert.ok(cases.length > 5);
      for (const one of cases) {
        const bytes = codec.write(meant(one.value));
        assert.equal(bytes.length, one.bytes, one.name);
        assert.equal(hexOf(bytes.subarray(0, 6)), one.msgpack_head, one.name);
      }
    });
  });
}

describe('JSON', () => {
  const wide = new Set(['seq', 'time', 'from', 'to', 'first_seq', 'last_seq', 't']);

  /** A control message with its digit strings turned back into integers. */
  function unquote(value, key = '') {
    if (Array.isArray(value)) return value.map((one) => unquote(one, key));
    if (typeof value === 'string' && (wide.has(key) || key === 'subs') && /^-?\d+$/.test(value)) return BigInt(value);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, unquote(one, name)]));
  }

  for (const file of ['server-messages.json', 'client-messages.json']) {
    test(`${file}: says the same as the MessagePack`, () => {
      for (const one of golden(file)) {
        assert.deepEqual(exact(unquote(JSON.parse(one.json))), exact(meant(one.value)), one.name);
      }
    });
  }

  test('data-messages.json: JSON.parse gives the nearest double of each decimal, and exact digits where they matter', () => {
    const decimal = (mantissa, scale) => Number(`${exact(meant(mantissa))}e-${scale}`);
    for (const one of golden('data-messages.json')) {
      const message = JSON.parse(one.json);
      const [id, ...ticks] = one.value;
      assert.equal(message.id, id, one.name);
      assert.equal(message.ticks.length, ticks.length, one.name);
      message.ticks.forEach((tick, at) => {
        const elements = ticks[at];
        const [symbol, priceScale, sizeScale] = one.instruments[elements[1]];
        assert.equal(tick.S, symbol);
        assert.equal(tick.T, 'qts'[elements[0] - 1]);
        assert.equal(BigInt(tick.seq), exact(meant(elements[2])));
        if (tick.T === 'q') {
          assert.equal(tick.bp, elements[4] === null ? undefined : decimal(elements[4], priceScale), one.name);
          assert.equal(tick.as, elements[7] === null ? undefined : decimal(elements[7], sizeScale), one.name);
        } else if (tick.T === 't') {
          assert.equal(tick.p, decimal(elements[4], priceScale), one.name);
          assert.equal(tick.s, decimal(elements[5], sizeScale), one.name);
          assert.equal(BigInt(tick.i), exact(meant(elements[8])), one.name);
        } else {
          assert.equal(tick.reason, elements[6], one.name);
        }
      });
    }
  });
});
