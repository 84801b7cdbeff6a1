// The feed door, driven by an unmodified @grpc/grpc-js with the very contract that publishers get.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import path from 'node:path';
import grpc from '@grpc/grpc-js';
import protoLoader from '@grpc/proto-loader';
import { repository, startServer } from './server.mjs';

const protos = path.join(repository, 'src/Ticker.Feeds.Grpc/Protos');
const load = (file) => grpc.loadPackageDefinition(protoLoader.loadSync(file, { includeDirs: [protos], longs: String, enums: String, defaults: true, oneofs: true }));
const { FeedService } = load('ticker/feed/v1/feed.proto').ticker.feed.v1;
const { Health } = load('grpc/health/v1/health.proto').grpc.health.v1;
const { ServerReflection } = load('grpc/reflection/v1/reflection.proto').grpc.reflection.v1;

let server;
let client;
let lastFeed = 0;

before(async () => {
  server = await startServer();
  client = new FeedService(server.grpcAddress, grpc.credentials.createInsecure());
});
after(async () => {
  client?.close();
  await server?.stop();
});

/** One Publish stream: its responses in order, and its status. */
class Publisher {
  responses = [];
  #waiting = [];

  constructor({ feed = `js-${++lastFeed}`, runId = 1, options = {}, metadata = new grpc.Metadata(), on = client } = {}) {
    Object.assign(this, { feed, runId });
    this.call = on.publish(metadata, options);
    this.call.on('data', (response) => { this.responses.push(response); this.#look(); });
    this.call.on('error', () => {});
    this.status = new Promise((resolve) => this.call.on('status', resolve));
    this.status.then((status) => { this.ended = status; this.#look(); });
  }

  /** Waits for the first response that the predicate takes. */
  next(takes) {
    return new Promise((resolve, reject) => { this.#waiting.push({ takes, resolve, reject }); this.#look(); });
  }

  #look() {
    this.#waiting = this.#waiting.filter(({ takes, resolve, reject }) => {
      const found = this.responses.find(takes);
      if (found) resolve(found);
      else if (this.ended) reject(new Error(`ended before: ${this.ended.code} ${this.ended.details}`));
      return !found && !this.ended;
    });
  }

  write(request) { return this.call.write(request); }
  async hello(more = {}) {
    this.write({ hello: { feed: this.feed, protocol: 1, runId: this.runId, software: 'feed.test.mjs', ...more } });
    return (await this.next((response) => response.ready)).ready;
  }
  define(more = {}) {
    this.write({ instrument: { number: 1, venue: 'XTST', symbol: this.feed, priceScale: 2, sizeScale: 0, assetClass: 'ASSET_CLASS_EQUITY', currency: 'USD', ...more } });
  }
  ticks(...ticks) { this.write({ batch: { ticks } }); }
  acked = async (sequence) => (await this.next(({ ack }) => ack && BigInt(ack.received) >= BigInt(sequence))).ack;
  rejected = async (sequence) => (await this.next(({ reject }) => reject && reject.sequence === String(sequence))).reject;
}

const trade = (sequence, more = {}) => ({ instrument: 1, sequence, trade: { price: 10125, size: 3, side: 'SIDE_BUY', tradeId: sequence }, ...more });
const quote = (sequence, body) => ({ instrument: 1, sequence, quote: body });

test('Publish_WholeFeed_IsReadyAcknowledgedAndEndsOk', async () => {
  const feed = new Publisher();
  const ready = await feed.hello();
  assert.ok(BigInt(ready.epoch) > 0n);
  assert.equal(ready.lastSequence, '0');
  feed.define();
  feed.ticks(
    quote(1, { bidPrice: -10124, bidSize: 5, askPrice: 10126, askSize: 7 }),
    trade(2),
    trade(3, { trade: { price: '1000000000000000000', size: 1, tradeIdText: 'T-77' } }),
    { instrument: 1, sequence: 4, status: { state: 'TRADING_STATE_HALTED', reason: 'LUDP' } },
  );
  const ack = await feed.acked(4);
  assert.equal(ack.rejectedTotal, '0');
  assert.equal(ack.durable, '0');
  feed.write({ end: { reason: 'done' } });
  feed.call.end();
  assert.equal((await feed.status).code, grpc.status.OK);
});

test('Publish_BadTicks_AreRejectedOneByOneAndTheStreamGoesOn', async () => {
  const feed = new Publisher();
  await feed.hello();
  feed.define();
  feed.ticks(
    trade(1, { instrument: 99 }),
    trade(2, { trade: { price: 1, size: -1 } }),
    trade(3, { trade: { price: '1000000000000000001', size: 1 } }),
    trade(4, { eventTime: String((BigInt(Date.now()) + 3_600_000n) * 1_000_000n) }),
    { instrument: 1, sequence: 5 },
    quote(6, { bidSize: 5 }),
    { instrument: 1, sequence: 7, status: { reason: 'none' } },
    trade(8),
  );
  const reasons = [];
  for (let sequence = 1; sequence <= 7; sequence++) reasons.push((await feed.rejected(sequence)).reason.replace('REJECT_REASON_', ''));
  assert.deepEqual(reasons, ['UNKNOWN_INSTRUMENT', 'NEGATIVE_SIZE', 'OUT_OF_RANGE', 'EVENT_TIME', 'NO_BODY', 'NEITHER_SIDE', 'BAD_STATE']);
  assert.equal((await feed.acked(8)).rejectedTotal, '7');
  feed.call.end();
  assert.equal((await feed.status).code, grpc.status.OK);
});

test('Publish_BadDefinitions_AreRejected', async () => {
  const feed = new Publisher();
  await feed.hello();
  feed.define();
  feed.define({ symbol: `${feed.feed} /A. B:C` });
  assert.equal((await feed.next(({ reject }) => reject?.reason === 'REJECT_REASON_REDEFINED_NUMBER')).reject.sequence, '0');
  feed.define({ number: 2, symbol: 'tab\tin' });
  assert.match((await feed.next(({ reject }) => reject?.reason === 'REJECT_REASON_BAD_DEFINITION')).reject.detail, /symbol/);
  feed.define({ number: 3, symbol: `${feed.feed} /A. B:C` });
  feed.ticks(trade(1, { instrument: 3 }));
  assert.equal((await feed.acked(1)).rejectedTotal, '2');
  feed.call.end();
});

test('Publish_SameRunAgain_TakesOverAndDropsDuplicates', async () => {
  const first = new Publisher();
  await first.hello();
  first.define();
  first.ticks(trade(1), trade(2));
  await first.acked(2);
  const second = new Publisher({ feed: first.feed, runId: first.runId });
  assert.equal((await second.hello()).lastSequence, '2');
  assert.equal((await first.status).code, grpc.status.ABORTED);
  second.define();
  second.ticks(trade(2), trade(3));
  assert.equal((await second.acked(3)).rejectedTotal, '0');

  const other = new Publisher({ feed: first.feed, runId: 2 });
  await assert.rejects(other.hello());
  assert.equal((await other.status).code, grpc.status.ALREADY_EXISTS);
  second.call.end();
  assert.equal((await second.status).code, grpc.status.OK);
});

test('Publish_AgainstTheContract_EndsWithTheStatusThatItNames', async () => {
  const statusOf = async (...requests) => {
    const feed = new Publisher();
    for (const request of requests) feed.write(request);
    feed.call.end();
    return (await feed.status).code;
  };
  const hello = (more) => ({ hello: { feed: `js-${++lastFeed}`, protocol: 1, runId: 1, ...more } });
  assert.equal(await statusOf(), grpc.status.INVALID_ARGUMENT);
  assert.equal(await statusOf({ heartbeat: {} }), grpc.status.INVALID_ARGUMENT);
  assert.equal(await statusOf(hello({ feed: '' })), grpc.status.INVALID_ARGUMENT);
  assert.equal(await statusOf(hello({ protocol: 2 })), grpc.status.FAILED_PRECONDITION);
  assert.equal(await statusOf(hello(), hello()), grpc.status.INVALID_ARGUMENT);
  assert.equal(await statusOf(hello(), { end: {} }, { heartbeat: {} }), grpc.status.INVALID_ARGUMENT);
  assert.equal(await statusOf(hello(), { heartbeat: {} }, { end: {} }), grpc.status.OK);
});

test('Publish_Gzip_IsInflated', async () => {
  const zipping = new FeedService(server.grpcAddress, grpc.credentials.createInsecure(), { 'grpc.default_compression_algorithm': grpc.compressionAlgorithms.gzip });
  const feed = new Publisher({ on: zipping });
  await feed.hello();
  feed.define();
  feed.ticks(...Array.from({ length: 1000 }, (_, i) => trade(i + 1)));
  assert.equal((await feed.acked(1000)).rejectedTotal, '0');
  feed.call.end();
  assert.equal((await feed.status).code, grpc.status.OK);
  zipping.close();
});

test('Publish_MessageOverFourMebibytes_IsResourceExhausted', async () => {
  const feed = new Publisher();
  await feed.hello();
  feed.write({ end: { reason: 'x'.repeat(4 * 1024 * 1024) } });
  const status = await feed.status;
  assert.equal(status.code, grpc.status.RESOURCE_EXHAUSTED);
  assert.match(status.details, /4194304/);
});

test('Publish_Deadline_IsDeadlineExceeded', async () => {
  const feed = new Publisher({ options: { deadline: Date.now() + 3_000 } });
  await feed.hello();
  assert.equal((await feed.status).code, grpc.status.DEADLINE_EXCEEDED);
});

test('Publish_CancelledByTheClient_LetsTheFeedGo', async () => {
  const first = new Publisher();
  await first.hello();
  first.call.cancel();
  assert.equal((await first.status).code, grpc.status.CANCELLED);
  // Another run is refused only while the first stream lives; the server may need a moment to see its end.
  for (;;) {
    const next = new Publisher({ feed: first.feed, runId: 2 });
    const ready = await next.hello().catch(() => null);
    if (ready) { next.call.end(); break; }
    assert.equal((await next.status).code, grpc.status.ALREADY_EXISTS);
  }
});

test('Call_UnknownMethod_IsUnimplemented', async () => {
  const Unknown = grpc.makeGenericClientConstructor({
    nothing: { path: '/ticker.feed.v1.FeedService/Nothing', requestStream: false, responseStream: false, requestSerialize: (b) => b, responseDeserialize: (b) => b },
  }, 'Unknown');
  const unknown = new Unknown(server.grpcAddress, grpc.credentials.createInsecure());
  const error = await new Promise((resolve) => unknown.nothing(Buffer.alloc(0), resolve));
  assert.equal(error.code, grpc.status.UNIMPLEMENTED);
  unknown.close();
});

test('Health_CheckAndWatch_SayServing', async () => {
  const health = new Health(server.grpcAddress, grpc.credentials.createInsecure());
  const check = (service) => new Promise((resolve, reject) => health.check({ service }, (error, reply) => (error ? reject(error) : resolve(reply.status))));
  assert.equal(await check(''), 'SERVING');
  assert.equal(await check('ticker.feed.v1.FeedService'), 'SERVING');
  await assert.rejects(check('no.such.Service'), { code: grpc.status.NOT_FOUND });
  const watch = health.watch({ service: '' });
  watch.on('error', () => {});
  assert.equal((await new Promise((resolve) => watch.once('data', resolve))).status, 'SERVING');
  watch.cancel();
  health.close();
});

test('Reflection_ListAndFile_GiveTheContract', async () => {
  const reflection = new ServerReflection(server.grpcAddress, grpc.credentials.createInsecure());
  const call = reflection.serverReflectionInfo();
  const ask = (question) => new Promise((resolve) => { call.once('data', resolve); call.write(question); });
  const { listServicesResponse } = await ask({ listServices: '' });
  assert.deepEqual(listServicesResponse.service.map(({ name }) => name), ['grpc.health.v1.Health', 'grpc.reflection.v1.ServerReflection', 'ticker.feed.v1.FeedService']);
  const { fileDescriptorResponse } = await ask({ fileContainingSymbol: 'ticker.feed.v1.Tick' });
  assert.equal(fileDescriptorResponse.fileDescriptorProto.length, 1);
  const { errorResponse } = await ask({ fileByFilename: 'no/such.proto' });
  assert.equal(errorResponse.errorCode, grpc.status.NOT_FOUND);
  call.end();
  await new Promise((resolve) => call.on('status', resolve));
  reflection.close();
});
