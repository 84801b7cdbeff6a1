// Parts of the JavaScript client by themselves, with a clock and a chance of the test's own.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { Backoff } from '../../../src/clients/js/backoff.js';
import { connect, DataDecoder, Decimal, Instruments, Quote, TickerError, Trade } from '../../../src/clients/js/index.js';
import { Keys } from '../../../src/clients/js/keys.js';
import { isPassing, positionOf, reasonOfClose, reasonOfStatus, retryAfter } from '../../../src/clients/js/reasons.js';
import { addressOf } from '../../../src/clients/js/roads/address.js';
import { EventLines } from '../../../src/clients/js/roads/events-road.js';
import { queryOf } from '../../../src/clients/js/roads/request-query.js';
import { Standing } from '../../../src/clients/js/standing.js';
import { TickBuffer } from '../../../src/clients/js/ticks/buffer.js';
import { exactText, mantissaOf, nearest } from '../../../src/clients/js/ticks/decimal.js';

const instruments = new Instruments();
const a = instruments.take([1, 'XTST:A', 2, 0]);
const b = instruments.take([2, 'XTST:B', 2, 0]);
const quote = (instrument, seq, flags = 0) => new Quote(instrument, seq, 0, 0, 10_000 + seq, 1, 10_001 + seq, 1, flags);
const trade = (instrument, seq, flags = 0) => new Trade(instrument, seq, 0, 0, 10_000, 1, 1, flags, seq);

describe('coming back', () => {
  const options = { backoffBaseMs: 250, backoffCapMs: 30_000 };

  test('the longest waits double up to the cap, and the shortest are nothing', () => {
    const longest = new Backoff({ ...options, random: () => 1 });
    assert.deepEqual(Array.from({ length: 9 }, () => longest.next()), [250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    assert.equal(longest.attempt, 9);
    longest.reset();
    assert.equal(longest.next(), 250);
    const shortest = new Backoff({ ...options, random: () => 0 });
    assert.deepEqual([shortest.next(), shortest.next(2_500)], [0, 2_500]);
  });

  test('each close code and status has its reason', () => {
    assert.deepEqual([1000, 1001, 1006, 1012, 1013, 4008, 4401, 4403, 4408, 4409, 4413, 4429, 4400, 1009].map(reasonOfClose),
      ['lost', 'lost', 'lost', 'restarting', 'busy', 'slow', 'unauthorized', 'forbidden', 'lost', 'busy', 'limit', 'busy', 'broken', 'broken']);
    assert.deepEqual([200, 400, 401, 403, 404, 426, 501, 505, 507, 511].map(reasonOfStatus),
      ['refused', 'refused', 'unauthorized', 'refused', 'refused', 'refused', 'refused', 'refused', 'refused', 'refused']);
    assert.deepEqual([429, 500, 502, 503, 504].map(reasonOfStatus), ['busy', 'busy', 'busy', 'busy', 'busy']);
    assert.deepEqual(['lost', 'mute', 'slow', 'broken', 'forbidden', 'limit', 'accounts'].map(isPassing), [true, true, true, false, false, false, false]);
    assert.deepEqual([positionOf('slow:5:41'), positionOf('done')], [{ epoch: 5, seq: 41n }, null]);
    assert.deepEqual([retryAfter('2'), retryAfter(undefined), retryAfter('soon'), retryAfter('Sun, 22 Nov 2020 10:00:00 GMT')], [2_000, 0, 0, 0]);
    const inAMinute = retryAfter(new Date(Date.now() + 60_000).toUTCString());
    assert.ok(inAMinute > 0 && inAMinute <= 60_000, String(inAMinute));
  });

  test('a key that was refused is not shown again, and one that was got then is shown without another question', async () => {
    const asked = [];
    const given = ['one', 'two', 'two'];
    const keys = new Keys(() => given.shift(), (why) => asked.push(why));
    assert.equal(await keys.forConnection(), 'one');
    assert.equal(await keys.hasAnother(), true);
    assert.equal(await keys.forConnection(), 'two');
    assert.equal(await keys.hasAnother(), false);
    assert.deepEqual(asked, ['connecting', 'refused', 'refused']);
    assert.equal(await new Keys('fixed', () => assert.fail()).hasAnother(), false);
  });
});

describe('where a subscription stands', () => {
  const page = (standing, seq, more = false, named = [a]) => standing.page({ epoch: 7, seq, more }, named);
  const ids = (ticks) => ticks.map(({ sequence }) => sequence);

  test('before the state is whole it is asked for as at first', () => {
    const standing = new Standing('snapshot', true);
    assert.equal(standing.next(), 'snapshot');
    page(standing, 40);
    standing.take([trade(a, 38, 1)]);
    standing.told(40);
    assert.equal(standing.next(), 'snapshot');
  });

  test('in mode all it goes on after the last tick, otherwise from the last position that was told, and says so', () => {
    for (const [isAll, from] of [[true, 45], [false, 40]]) {
      const standing = new Standing('snapshot', isAll);
      standing.next();
      page(standing, 40);
      assert.equal(standing.position, null);
      standing.seam(40);
      standing.take([trade(a, 41), trade(a, 45)]);
      assert.deepEqual(standing.position, { epoch: 7, seq: BigInt(from) });
      assert.deepEqual(standing.next(), { epoch: 7, seq: from });
      standing.told(50);
      assert.deepEqual(standing.next(), { epoch: 7, seq: 50 });
    }
  });

  test('once in another mode it goes by the positions that are told for ever, since something older may have waited', () => {
    const standing = new Standing('snapshot', true);
    standing.next();
    page(standing, 40);
    standing.seam(40);
    standing.take([trade(a, 45)]);
    standing.notAll();
    assert.deepEqual(standing.next(), { epoch: 7, seq: 40 });
    assert.deepEqual(ids(standing.take([quote(b, 43), trade(a, 45), trade(a, 46)])), [43, 46]);
  });

  test('a position that is not known any more is told, and the state is asked for', () => {
    const standing = new Standing('snapshot', true);
    assert.equal(standing.refused(), null);
    standing.next();
    page(standing, 40);
    standing.seam(40);
    assert.equal(standing.refused(), 40);
    assert.equal(standing.next(), 'snapshot');
  });

  test('what came before is dropped once it goes on, and the state of what is named later is not', () => {
    const standing = new Standing('now', false);
    standing.next();
    page(standing, 40);
    assert.deepEqual(ids(standing.take([quote(a, 41), trade(a, 42), quote(a, 43)])), [41, 42, 43]);
    assert.deepEqual(standing.next(), { epoch: 7, seq: 40 });
    page(standing, 40);
    assert.deepEqual(ids(standing.take([trade(a, 42), quote(a, 43), quote(a, 44), trade(a, 45)])), [44, 45]);
    standing.seam(45);
    page(standing, 46, false, [a]);
    assert.deepEqual(ids(standing.take([quote(a, 44, 1)])), [44]);
  });

  test('after a gap with state, positions count anew', () => {
    const standing = new Standing({ epoch: 6, seq: 9 }, true);
    assert.deepEqual(standing.next(), { epoch: 6, seq: 9 });
    page(standing, 100);
    standing.gap({ cause: 'epoch_changed' });
    standing.take([trade(a, 3, 1)]);
    assert.equal(standing.next(), 'snapshot');
    page(standing, 100);
    standing.seam(100);
    assert.deepEqual(standing.next(), { epoch: 7, seq: 100 });
  });
});

describe('the buffer', () => {
  test('a quote takes the place of the newest that waits of its instrument, and stands for it', () => {
    const buffer = new TickBuffer(4, true);
    for (const tick of [quote(a, 1), trade(b, 2), quote(a, 3), quote(b, 4)]) assert.equal(buffer.offer(tick), true);
    assert.equal(buffer.offer(quote(a, 5)), true);
    assert.equal(buffer.offer(trade(a, 6)), false);
    assert.equal(buffer.offer(quote(a, 7)), true);
    const all = Array.from({ length: 5 }, () => buffer.shift());
    assert.deepEqual(all.map((tick) => tick?.sequence), [1, 2, 7, 4, undefined]);
    assert.deepEqual([all[2].collapsed.count, all[2].collapsed.first, all[2].collapsed.cause, all[3].collapsed], [3, 3n, 'client', null]);
  });

  test('no quote stands for one before a gap, nor a live one for the state', () => {
    const buffer = new TickBuffer(3, true);
    for (const entry of [quote(a, 1), { kind: 'gap' }, quote(b, 2, 1)]) assert.equal(buffer.offer(entry), true);
    assert.deepEqual([buffer.offer(quote(a, 3)), buffer.offer(quote(b, 4)), buffer.offer(quote(b, 5, 1))], [false, false, true]);
    const all = Array.from({ length: 3 }, () => buffer.shift());
    assert.deepEqual([all[0].sequence, all[1].kind, all[2].sequence, all[2].collapsed.count], [1, 'gap', 5, 2]);
  });

  test('a quote behind a waiting trade of its instrument waits, and so does all else without leave to conflate', () => {
    const buffer = new TickBuffer(2, true);
    assert.deepEqual([buffer.offer(quote(a, 1)), buffer.offer(trade(a, 2)), buffer.offer(quote(a, 3))], [true, true, false]);
    const strict = new TickBuffer(1, false);
    assert.deepEqual([strict.offer(quote(a, 1)), strict.offer(quote(a, 2)), strict.count], [true, false, 1]);
  });
});

describe('decimals', () => {
  test('are exact as text and nearest as numbers', () => {
    assert.deepEqual([[1872300, 4], [-40, 0], [-1, 2], [0, 8], [100, 2], [9223372036854775807n, 8]].map(([m, s]) => exactText(m, s)),
      ['187.23', '-40', '-0.01', '0', '1', '92233720368.54775807']);
    assert.deepEqual([nearest(1872300, 4), nearest(3, 1), nearest(9223372036854775807n, 8), nearest(null, 2)], [187.23, 0.3, 92233720368.54775807, null]);
    assert.deepEqual([mantissaOf('-0.01', 4), mantissaOf('92233720368.54775807', 8), mantissaOf('1', 2)], [-100, 9223372036854775807n, 100]);
    assert.throws(() => mantissaOf('1.234', 2), RangeError);
    const notional = new Decimal(2n ** 80n, 2);
    assert.deepEqual([String(notional), `${JSON.stringify({ notional })}`], ['12089258196146291747061.76', '{"notional":"12089258196146291747061.76"}']);
  });
});

describe('messages', () => {
  const { cases } = JSON.parse(readFileSync(new URL('../../golden/data-messages.json', import.meta.url)));

  test('each sample that is cut short, or has a byte too many, is broken', () => {
    for (const one of cases) {
      const own = new Instruments();
      for (const [ref, rest] of Object.entries(one.instruments)) own.take([Number(ref), ...rest]);
      const decoder = new DataDecoder(own);
      const bytes = Buffer.from(one.msgpack, 'hex');
      const whole = decoder.decode(bytes);
      assert.equal(whole.ticks.length > 0, true, one.name);
      for (let length = 0; length < bytes.length; length++) {
        assert.throws(() => decoder.decode(bytes.subarray(0, length)), { reason: 'broken' }, `${one.name} of ${length} bytes`);
      }
      assert.throws(() => decoder.decode(Buffer.concat([bytes, Buffer.from([0])])), { reason: 'broken' }, one.name);
    }
  });

  test('what is not known is passed over: kinds, and elements behind those that are', () => {
    const decoder = new DataDecoder(instruments);
    // [1, [4, 1, {"x": [1.. no: maps and texts], ..], a trade with two elements more]
    const bytes = Buffer.from([0x93, 1, 0x94, 4, 1, 0xa1, 0x78, 0x81, 0xa1, 0x79, 0x91, 1, 0x9c, 2, 1, 9, 0, 100, 1, 1, 0, 7, 0xc0, 0, 0xa1, 0x7a]);
    const { id, ticks } = decoder.decode(bytes);
    assert.deepEqual([id, ticks.length, ticks[0].sequence, ticks[0].tradeId], [1, 1, 9, 7n]);
    assert.throws(() => decoder.decode(Buffer.from([0x92, 1, 0x99, 1, 77, 1, 0, 1, 1, 1, 1, 0])), /instrument 77/);
  });

  test('events are read wherever their pieces end', () => {
    const text = ': a comment\n\nevent: ticks\ndata: {"a":1}\nid: 5:41\n\n:\nid: 5:42\n\ndata: x\r\ndata: y\r\n\r\n';
    for (let at = 0; at <= text.length; at++) {
      const told = [];
      const lines = new EventLines((event) => told.push(event));
      lines.take(text.slice(0, at));
      lines.take(text.slice(at));
      assert.deepEqual(told, [{ name: 'ticks', data: '{"a":1}', id: '5:41' }, { name: undefined, data: '', id: '5:42' }, { name: undefined, data: 'x\ny', id: undefined }]);
    }
  });

  test('a subscription is a query, and names keep their commas', () => {
    const query = queryOf({ op: 'subscribe', id: 9, symbols: ['X:A,B', '*'], kinds: ['quote', 'trade'], mode: 'all', from: { epoch: '5', seq: '41' } }, { wait_ms: 0 });
    assert.equal(String(query), 'symbol=X%3AA%2CB&symbol=*&kinds=quote%2Ctrade&mode=all&wait_ms=0&from=5%3A41');
  });
});

describe('a client', () => {
  test('takes addresses as people write them, and no key in them', () => {
    assert.equal(addressOf('http://127.0.0.1:8080').stream, 'ws://127.0.0.1:8080/v1/stream');
    assert.equal(addressOf('wss://h/ticker/v1/stream').poll, 'https://h/ticker/v1/poll');
    assert.equal(addressOf('ws://h:1/v1/replay?recording=x').stream, 'ws://h:1/v1/replay?recording=x');
    assert.throws(() => addressOf('ws://user:key@h'), TypeError);
    assert.throws(() => addressOf('ftp://h'), TypeError);
  });

  test('says at once what is wrong with its options', () => {
    assert.throws(() => connect('ws://127.0.0.1:1', { backoffCap: 1 }), /no option 'backoffCap'/);
    assert.throws(() => connect('ws://127.0.0.1:1', { roads: [] }), RangeError);
    assert.throws(() => connect('ws://127.0.0.1:1', { connectTimeoutMs: -1 }), RangeError);
  });

  test('a handler that throws closes it with its error, which whoever iterates gets', async () => {
    const client = connect('ws://127.0.0.1:1', { webSocket: class { close() {} } });
    const wrong = new Error('wrong');
    client.on('state', ({ state }) => { if (state === 'connecting') throw wrong; });
    const subscription = client.subscribe('*');
    await assert.rejects(subscription[Symbol.asyncIterator]().next(), wrong);
    await client.closed;
    assert.deepEqual([client.state.state, client.state.reason], ['closed', 'handler']);
    assert.throws(() => client.subscribe('*'), TickerError);
  });
});
