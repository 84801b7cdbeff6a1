// A server that is killed, and a client from npm that comes back with the last position it has: on an instrument that is
// busy at that moment and on one of which nothing has come for long, each missing tick comes once, then the seam, once.
// And two that ask for what is not there: they are told, and get the state.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { decode, encode } from '@msgpack/msgpack';
import grpc from '@grpc/grpc-js';
import protoLoader from '@grpc/proto-loader';
import WebSocket from 'ws';
import { repository, startServer } from './server.mjs';

const protos = path.join(repository, 'src/Ticker.Feeds.Grpc/Protos');
const load = (file) => grpc.loadPackageDefinition(protoLoader.loadSync(file, { includeDirs: [protos], longs: String, defaults: true, oneofs: true }));
const { FeedService } = load('ticker/feed/v1/feed.proto').ticker.feed.v1;

const busy = 'XTST:BUSY';
const quiet = 'XTST:QUIET';
const names = [busy, quiet];

/** One run of one feed; the price of each trade is its number in the feed, and the quiet instrument trades once at the beginning. */
class Publisher {
  received = 0;
  sent = 0;
  #waiting = () => {};

  constructor(server) {
    this.client = new FeedService(server.grpcAddress, grpc.credentials.createInsecure());
    this.call = this.client.publish();
    this.call.on('error', () => {});
    this.call.on('data', ({ ready, ack }) => {
      if (ready) this.sent = this.received = Number(ready.lastSequence);
      if (ack) this.received = Math.max(this.received, Number(ack.received));
      this.ready ||= Boolean(ready);
      this.#waiting();
    });
    this.call.write({ hello: { feed: 'crash', protocol: 1, runId: 1, software: 'recovery.test.mjs' } });
  }

  async begin() {
    await this.until(() => this.ready);
    for (const [i, name] of names.entries()) {
      this.call.write({ instrument: { number: i + 1, venue: 'XTST', symbol: name.split(':')[1], priceScale: 0, sizeScale: 0, assetClass: 'ASSET_CLASS_EQUITY' } });
    }
    return this;
  }

  publish(count) {
    const ticks = [];
    for (let n = 0; n < count; n++) {
      const sequence = ++this.sent;
      ticks.push({ instrument: sequence === 1 ? 2 : 1, sequence, trade: { price: sequence, size: 1, side: 'SIDE_BUY', tradeId: sequence } });
    }
    this.call.write({ batch: { ticks } });
  }

  acked(sequence = this.sent) { return this.until(() => this.received >= sequence); }
  until(done) { return new Promise((resolve) => { this.#waiting = () => done() && resolve(); this.#waiting(); }); }
  close() { this.call.cancel(); this.client.close(); }
}

/** One connection with one subscription; everything that comes for it, in order. */
class Subscriber {
  ticks = [];
  controls = [];
  seamAt = null;
  #waiting = () => {};

  constructor(server, request, encoding = 'msgpack') {
    this.socket = new WebSocket(server.streamUrl, `ticker.v1.${encoding}`);
    this.socket.on('error', () => {});
    this.closed = new Promise((resolve) => this.socket.on('close', resolve));
    this.socket.on('open', () => {
      const message = { op: 'subscribe', id: 1, mode: 'all', ...request };
      this.socket.send(encoding === 'json' ? JSON.stringify(message) : encode(message));
    });
    this.socket.on('message', (frame, binary) => this.#take(binary ? decode(frame) : JSON.parse(frame)));
  }

  #take(message) {
    if (Array.isArray(message)) {
      for (const [, , seq, , price, , , flags] of message.slice(1)) this.ticks.push({ seq, price, flags });
    } else if (message.ticks) {
      for (const { seq, p, f } of message.ticks) this.ticks.push({ seq: Number(seq), price: p, flags: f });
    } else {
      if (message.ev === 'seam') this.seamAt = this.ticks.length;
      this.controls.push(message);
    }
    this.#waiting();
  }

  of(event) { return this.controls.filter(({ ev }) => ev === event); }
  get epoch() { return Number(this.of('welcome')[0].epoch); }
  until(done) { return new Promise((resolve) => { this.#waiting = () => done(this) && resolve(); this.#waiting(); }); }
}

const prices = (...subscribers) => subscribers.flatMap(({ ticks }) => ticks.map(({ price }) => price));
const range = (from, to) => Array.from({ length: to - from + 1 }, (_, n) => from + n);

for (const encoding of ['msgpack', 'json']) {
  test(`a client that comes back to a killed server has every tick once, in ${encoding}`, { timeout: 240_000 }, async (t) => {
    const journal = mkdtempSync(path.join(tmpdir(), 'ticker-recovery-'));
    t.after(() => rmSync(journal, { recursive: true, force: true }));
    const settings = { 'Ticker:Journal:Directory': journal };
    const first = await startServer({ settings });
    t.after(() => first.kill());
    const feed = await new Publisher(first).begin();
    feed.publish(100);
    await feed.acked();
    const before = new Subscriber(first, { symbols: [busy] }, encoding);
    const quietBefore = new Subscriber(first, { symbols: [quiet] }, encoding);
    await Promise.all([before, quietBefore].map((one) => one.until(({ seamAt }) => seamAt !== null)));
    for (let n = 0; n < 50; n++) feed.publish(200);
    // Killed while ticks are still on their way: what the feed was not told of, it sends again.
    await before.until(({ ticks }) => ticks.length > 3_000);
    first.kill();
    await Promise.all([before.closed, quietBefore.closed]);
    feed.close();

    const second = await startServer({ settings, webPort: first.webPort, grpcPort: first.grpcPort });
    t.after(() => second.stop());
    const again = await new Publisher(second).begin();
    const kept = again.sent;
    if (kept < 10_100) again.publish(10_100 - kept);
    const last = before.ticks.at(-1).seq;
    const quietLast = quietBefore.ticks.at(-1)?.seq ?? 0;
    const back = new Subscriber(second, { symbols: [busy], from: { epoch: before.epoch, seq: last } }, encoding);
    const quietBack = new Subscriber(second, { symbols: [quiet], from: { epoch: before.epoch, seq: quietLast } }, encoding);
    await Promise.all([back, quietBack].map((one) => one.until(({ seamAt }) => seamAt !== null)));
    again.publish(500);
    await again.acked();
    await back.until(({ ticks }) => ticks.at(-1)?.price === again.sent);

    assert.equal(back.epoch, before.epoch);
    // From the state on, which is the last trade of before.
    assert.ok(before.ticks[0].price <= 100);
    assert.deepEqual(prices(before, back), range(before.ticks[0].price, 10_600));
    assert.ok(back.ticks.every(({ seq, flags }, n) => seq > (back.ticks[n - 1]?.seq ?? last) && (flags & 1) === 0));
    assert.equal(back.of('seam').length, 1);
    assert.ok(back.ticks.slice(0, back.seamAt).every(({ seq }) => seq <= Number(back.of('seam')[0].seq)));
    assert.ok(back.ticks.slice(back.seamAt).every(({ seq }) => seq > Number(back.of('seam')[0].seq)));
    assert.deepEqual([prices(quietBefore), prices(quietBack)], [[1], []]);
    assert.equal(quietBack.of('seam').length, 1);
    assert.deepEqual([back, quietBack].flatMap((one) => [...one.of('gap'), ...one.of('error')]), []);

    const other = new Subscriber(second, { symbols: names, from: { epoch: before.epoch - 1, seq: last } }, encoding);
    const future = new Subscriber(second, { symbols: names, from: { epoch: before.epoch, seq: 1_000_000 } }, encoding);
    await Promise.all([other.until(({ seamAt }) => seamAt !== null), future.until((one) => one.of('error').length > 0)]);
    assert.deepEqual(other.of('gap').map(({ from, to, cause }) => [from, to, cause]), [[null, null, 'epoch_changed']]);
    assert.deepEqual(prices(other).sort((a, b) => a - b), [1, 10_600]);
    assert.ok(other.ticks.every(({ flags }) => (flags & 1) === 1));
    assert.equal(future.of('error')[0].code, 'bad_value');
    for (const one of [back, quietBack, other, future]) one.socket.close();
    again.close();
  });
}

test('a position that is not kept any more gives a gap and the state', { timeout: 120_000 }, async (t) => {
  const server = await startServer({ settings: { 'Ticker:RecentTicks': 1_024, 'Ticker:Journal:Enabled': false } });
  t.after(() => server.stop());
  const feed = await new Publisher(server).begin();
  for (let n = 0; n < 50; n++) feed.publish(100);
  await feed.acked();
  const first = new Subscriber(server, { symbols: names });
  await first.until(({ ticks }) => ticks.some(({ price }) => price === 5_000));
  const expired = new Subscriber(server, { symbols: names, from: { epoch: first.epoch, seq: 20 } });
  await expired.until(({ seamAt }) => seamAt !== null);
  const [{ from, to, cause }] = expired.of('gap');
  assert.deepEqual([from, cause], [21, 'journal_expired']);
  assert.ok(to >= 5_000 && expired.of('gap').length === 1);
  assert.deepEqual(prices(expired).sort((a, b) => a - b), [1, 5_000]);
  assert.ok(expired.ticks.every(({ flags }) => (flags & 1) === 1));
  for (const one of [first, expired]) one.socket.close();
  feed.close();
});
