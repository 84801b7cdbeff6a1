// The JavaScript client against a server that says what the test wants: handlers, changes, ends.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, test } from 'node:test';
import { connect } from '../../../src/clients/js/index.js';
import { Following } from '../../../src/clients/js/following.js';
import { Keys } from '../../../src/clients/js/keys.js';
import { subscriptionOptions } from '../../../src/clients/js/options.js';
import { Request } from '../../../src/clients/js/request.js';
import { WebSocket } from '../conformance/packages.mjs';
import { StandIn } from '../conformance/stand-in.mjs';

const apple = [1, 'XTST:A', 2, 0];
const trade = (seq, ref = 1) => [2, ref, seq, 0, 100, 1, 1, 0, seq];

/** A latch: waits until it is opened. */
function latch() {
  let open;
  const opened = new Promise((resolve) => { open = resolve; });
  return { opened, open };
}

/** A client of a server that plays its part; both end with the test. */
async function played(t, play, options = {}) {
  const server = await new StandIn(play).listen();
  const client = connect(server.url, { webSocket: WebSocket, roads: ['ws'], backoffBaseMs: 1, backoffCapMs: 1, statementIntervalMs: 0, ...options });
  const states = [];
  client.on('state', (state) => { states.push(state); });
  t.after(async () => {
    await client.close();
    await server.stop();
  });
  return { server, client, states };
}

async function take(iterable, count) {
  const found = [];
  for await (const tick of iterable) {
    found.push(tick.sequence);
    if (found.length === count) break;
  }
  return found;
}

/** Begins every stream of events, and says on each what a test tells it; notes the keys. */
async function eventsServer(t) {
  const shown = [];
  const streams = [];
  const server = createServer((request, answer) => {
    shown.push(request.headers.authorization);
    answer.writeHead(200, { 'Content-Type': 'text/event-stream' });
    const say = (message) => { answer.write(`event: ${message.ev}\ndata: ${JSON.stringify(message)}\n\n`); };
    say({ ev: 'welcome', version: 1, server: 'stand-in', epoch: 7, time: '1', heartbeat_ms: 60_000, auth: 'off', limits: {} });
    say({ ev: 'subscribed', id: 1, epoch: 7, seq: '0', instruments: [apple], unknown: [], more: false });
    say({ ev: 'seam', id: 1, seq: '0' });
    streams.push(say);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => { server.closeAllConnections(); server.close(); });
  return { url: `http://127.0.0.1:${server.address().port}`, shown, streams };
}

describe('handlers', () => {
  const begin = ({ op, id }, peer) => {
    if (op !== 'subscribe') return;
    peer.subscribed(id, [apple]);
    peer.send([id, trade(1), trade(2)]);
    peer.send({ ev: 'notice', id, code: 'conflating', detail: 'x' });
    peer.send([id, trade(3)]);
  };

  test('are waited for, one after the other, and nothing is taken in meanwhile', async (t) => {
    const order = [];
    const slow = latch();
    const { client } = await played(t, { asked: begin });
    client.on('subscribed', async () => {
      order.push('first begins');
      await slow.opened;
      order.push('first ends');
    });
    client.on('subscribed', () => { order.push('second'); });
    client.on('notice', () => { order.push('notice'); });
    const subscription = client.subscribe('*', { mode: 'all' });
    const taking = take(subscription, 3);
    while (order.length === 0) await new Promise(setImmediate);
    assert.equal(subscription.position, null);
    slow.open();
    assert.deepEqual(await taking, [1, 2, 3]);
    assert.deepEqual(order, ['first begins', 'first ends', 'second', 'notice']);
  });

  test('that take longer than three heartbeats are no silence', async (t) => {
    const timers = [];
    const clock = { now: () => clock.time, time: 0, setTimeout: (run, ms) => timers.push({ run, at: clock.time + ms }) - 1, clearTimeout: (n) => { delete timers[n]; } };
    const pass = (ms) => {
      clock.time += ms;
      for (const [n, timer] of Object.entries(timers)) if (timer?.at <= clock.time) { delete timers[n]; timer.run(); }
    };
    const slow = latch();
    const began = latch();
    const { client, states } = await played(t, { asked: begin }, { clock });
    client.on('subscribed', () => { began.open(); return slow.opened; });
    const taking = take(client.subscribe('*', { mode: 'all' }), 3);
    await began.opened;
    for (let n = 0; n < 5; n++) pass(180_000);
    slow.open();
    assert.deepEqual(await taking, [1, 2, 3]);
    // Somebody who listens for so long hears that nothing comes.
    await new Promise(setImmediate);
    for (let n = 0; n < 2; n++) pass(180_000);
    while (states.at(-1).state !== 'waiting') await new Promise(setImmediate);
    assert.equal(states.at(-1).reason, 'mute');
  });

  for (const [what, handler] of [['throws', () => { throw new Error('mine'); }], ['rejects', async () => { throw new Error('mine'); }]]) {
    test(`one that ${what} closes the client with its error, in every iteration`, async (t) => {
      const { client } = await played(t, { asked: begin });
      client.on('subscribed', handler);
      const all = [client.subscribe('*'), client.subscribe('XTST:A')].map((one) => one[Symbol.asyncIterator]().next());
      for (const one of all) await assert.rejects(one, /mine/);
      await client.closed;
      assert.deepEqual([client.state.state, client.state.reason], ['closed', 'handler']);
    });
  }

  test('one may close the client and wait for that', async (t) => {
    const { client, states } = await played(t, { asked: begin });
    let hasEnded = false;
    client.on('subscribed', async () => {
      await client.close();
      hasEnded = true;
    });
    assert.deepEqual(await take(client.subscribe('*')), []);
    await client.closed;
    while (!hasEnded) await new Promise(setImmediate);
    assert.deepEqual([states.at(-1).state, states.at(-1).reason], ['closed', 'owner']);
  });

  test('what a handler asks for when the line opens is asked for once', async (t) => {
    const asked = [];
    const { client } = await played(t, { asked: (message, peer) => { asked.push(message.op); begin(message, peer); } });
    client.on('state', ({ state }) => { if (state === 'open') client.subscribe('*'); });
    assert.deepEqual(await take(client.subscribe('XTST:A'), 1), [1]);
    assert.deepEqual(asked, ['subscribe', 'subscribe']);
  });

  test('what nobody foresaw closes the client with its error', async (t) => {
    const { client } = await played(t, { asked: ({ id }, peer) => { peer.send({ ev: 'subscribed', id }); } });
    await assert.rejects(client.subscribe('*')[Symbol.asyncIterator]().next(), TypeError);
    assert.equal(client.state.reason, 'fault');
  });
});

describe('changes', () => {
  test('one that was refused is not asked for again', async (t) => {
    const asked = [];
    const peers = [];
    const { client, states } = await played(t, {
      came: (peer) => { peers.push(peer); },
      asked(message, peer) {
        asked.push(message);
        if (message.op === 'subscribe') peer.subscribed(message.id, [apple]);
        else peer.send({ ev: 'error', code: 'bad_value', message: 'interval_ms: needed', id: message.id, fatal: false });
      },
    });
    const told = latch();
    client.on('subscribed', told.open);
    const subscription = client.subscribe('XTST:A');
    await told.opened;
    const refused = latch();
    client.on('error', refused.open);
    subscription.modify({ mode: 'interval', add: ['XTST:B'] });
    assert.deepEqual(subscription.symbols, ['XTST:A', 'XTST:B']);
    await refused.opened;
    assert.deepEqual(subscription.symbols, ['XTST:A']);
    const again = latch();
    client.on('subscribed', again.open);
    peers.at(-1).socket.terminate();
    await again.opened;
    assert.deepEqual(asked.map(({ op, mode, symbols }) => [op, mode, symbols]), [['subscribe', undefined, ['XTST:A']], ['modify', 'interval', undefined], ['subscribe', undefined, ['XTST:A']]]);
    assert.equal(states.filter(({ state }) => state === 'open').length, 2);
  });

  test('a page is the answer to the oldest change if it names nothing, or something that it adds', () => {
    const request = new Request(['A:*'], {});
    const [mode, added] = [request.change({ mode: 'all' }), request.change({ add: ['B:*', 'C:C'] })];
    assert.equal(request.answer({ names: ['A:NEW'], unknown: [], seq: 5 }, true), null);
    assert.equal(request.answer({ names: [], unknown: [], seq: 5 }, true), mode);
    assert.deepEqual([request.isAll, request.pending], [true, 1]);
    assert.equal(request.answer({ names: ['A:NEW2'], unknown: [], seq: 6 }, true), null);
    assert.equal(request.answer({ names: ['B:B'], unknown: ['C:C'], seq: 7 }, true), added);
    // Its state is still to come: on a new connection it would be asked for again.
    request.settle(6);
    assert.deepEqual([request.keys().symbols, request.again()], [['A:*'], [added]]);
    request.answer({ names: ['B:B'], unknown: ['C:C'], seq: 9 }, true);
    request.settle(9);
    assert.deepEqual([request.keys().symbols, request.again()], [['A:*', 'B:*', 'C:C'], []]);
  });

  test('forbidden refuses all of a change but what it adds, of which some may be given', () => {
    const request = new Request(['A:A'], {});
    request.change({ add: ['B:B'], mode: 'all' });
    request.refuse('forbidden');
    assert.deepEqual([request.keys(), request.pending], [{ symbols: ['A:A', 'B:B'] }, 0]);
  });
});

describe('keys', () => {
  test('the same key again is none in place of one that ends soon', async () => {
    for (const key of ['only', () => 'only']) {
      const keys = new Keys(key, () => {});
      await keys.forConnection();
      assert.deepEqual([await keys.renewed(), keys.current], [null, 'only']);
    }
    let n = 0;
    const keys = new Keys(() => `key ${++n}`, () => {});
    await keys.forConnection();
    assert.deepEqual([await keys.renewed(), keys.current], ['key 2', 'key 2']);
  });

  test('on events every running request is asked for anew with a new one', async (t) => {
    const { url, shown, streams } = await eventsServer(t);
    const keys = ['first', 'second'];
    const client = connect(url, { roads: ['events'], statementIntervalMs: 0, key: () => keys.shift() });
    t.after(() => client.close());
    for (const symbols of ['XTST:A', '*']) client.subscribe(symbols);
    while (streams.length < 2) await new Promise(setImmediate);
    streams[0]({ ev: 'notice', code: 'token_expiring' });
    while (streams.length < 4) await new Promise(setImmediate);
    assert.deepEqual(shown, ['first', 'first', 'second', 'second'].map((key) => `Bearer ${key}`));
    assert.equal(client.state.state, 'open');
  });
});

describe('statements on events', () => {
  test('give null at once where none will come', async (t) => {
    const { url } = await eventsServer(t);
    for (const statementIntervalMs of [0, 3_600_000]) {
      const client = connect(url, { roads: ['events'], statementIntervalMs });
      t.after(() => client.close());
      const told = latch();
      client.on('subscribed', told.open);
      const subscription = client.subscribe('XTST:A');
      await told.opened;
      const asked = subscription.statement();
      if (statementIntervalMs) subscription.pause();
      assert.equal(await asked, null);
      assert.equal(await subscription.statement(), null);
    }
  });
});

describe('ends', () => {
  test('one whose line breaks before the answer ends at once, and nobody waits for a connection', async (t) => {
    const { client } = await played(t, {
      asked({ op, id }, peer) {
        if (op === 'subscribe') peer.subscribed(id, [apple]);
        else peer.socket.terminate();
      },
      upgrade: (request, socket, n) => n > 1 && socket.destroy(),
    });
    const told = latch();
    client.on('subscribed', told.open);
    const subscription = client.subscribe('*');
    const taking = take(subscription);
    await told.opened;
    assert.equal(await subscription.unsubscribe(), null);
    assert.deepEqual(await taking, []);
  });

  test('one that is full and that nobody iterates ends with its accounts', async (t) => {
    const { client } = await played(t, {
      asked({ op, id }, peer) {
        if (op === 'subscribe') {
          peer.subscribed(id, [apple]);
          for (let seq = 1; seq <= 9; seq += 3) peer.send([id, trade(seq), trade(seq + 1), trade(seq + 2)]);
        } else {
          peer.send({ ev: 'unsubscribed', id, matched: 9, delivered: 9, conflated: { rate: 0, socket: 0, budget: 0, server: 0 }, filtered: 0, discarded: 0, pending: 0, snapshot: 0, first_seq: 1, last_seq: 9 });
        }
      },
    });
    const subscription = client.subscribe('*', { mode: 'all', buffer: 2 });
    while (subscription.position?.seq !== 3n) await new Promise(setImmediate);
    assert.equal((await subscription.unsubscribe()).addsUp, true);
    // What had come; more than the rest of one message is not kept.
    assert.deepEqual(await take(subscription), [1, 2, 3]);
  });

  test('one that was full when it was left lacks nothing but its end, though there is room again', () => {
    const hooks = { full() {}, room() {}, ended() {} };
    const following = new Following(1, subscriptionOptions('*', { mode: 'all', buffer: 2 }), hooks);
    const instrument = { symbol: 'XTST:A', index: 0 };
    const came = (...seqs) => following.take(seqs.map((sequence) => ({ kind: 'trade', instrument, sequence: BigInt(sequence), isSnapshot: false, collapsed: null })));
    following.begin();
    following.page({ epoch: 7, seq: '0', instruments: [[1]], unknown: [], more: false }, [instrument]);
    following.seam('0');
    came(1, 2, 3);
    following.leave();
    came(4);
    const given = [following.shift(), following.shift(), following.shift()];
    came(5);
    following.gap({ id: 1, from: 6n, to: 6n, cause: 'feed_gap' });
    assert.deepEqual([...given.map(({ sequence }) => sequence), following.shift()], [1n, 2n, 3n, undefined]);
  });

  test('an answer of a poll that makes no sense is broken', async (t) => {
    const server = createServer((_, answer) => { answer.writeHead(200, { 'Content-Type': 'application/json' }).end('{"messages":[]}'); }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const client = connect(`http://127.0.0.1:${server.address().port}`, { roads: ['poll'] });
    t.after(() => { server.closeAllConnections(); server.close(); });
    await assert.rejects(client.subscribe('*')[Symbol.asyncIterator]().next(), { reason: 'broken' });
    assert.deepEqual([client.state.state, client.state.reason], ['closed', 'broken']);
  });
});
