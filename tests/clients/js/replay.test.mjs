// A recording that comes with Ticker, played to `ws`: every tick, in the same bytes each time, with their digest; and the
// tape does what it is told.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { decode } from '@msgpack/msgpack';
import WebSocket from 'ws';
import { connect } from '../../../src/clients/js/index.js';
import { startServer } from './server.mjs';

let server;
before(async () => { server = await startServer(); });
after(() => server.stop());

const read = (frame, binary) => (binary ? decode(frame, { useBigInt64: true }) : JSON.parse(frame));

/** Plays a recording to its end, telling the tape something whenever a message makes `answer` say so. */
const play = (query, { encoding = 'msgpack', subscribe = {}, answer = () => null } = {}) => new Promise((resolve, reject) => {
  const socket = new WebSocket(`ws://127.0.0.1:${server.webPort}/v1/replay?${query}`, `ticker.v1.${encoding}`);
  const digest = createHash('sha256');
  const run = { ticks: [], controls: [] };
  const say = (message) => socket.send(JSON.stringify(message));
  socket.on('open', () => say({ op: 'subscribe', id: 1, symbols: ['*'], mode: 'all', ...subscribe }));
  socket.on('message', (frame, binary) => {
    const message = read(frame, binary);
    const ticks = Array.isArray(message) ? message.slice(1) : message.ticks;
    if (ticks) {
      digest.update(frame);
      run.ticks.push(...ticks);
    } else {
      run.controls.push(message);
    }
    const told = answer(message, run);
    if (told) say(told);
  });
  socket.on('error', reject);
  socket.on('close', (code, reason) => resolve({ ...run, code, reason: String(reason), sha256: digest.digest('hex') }));
});

const statement = (run) => run.controls.findLast((message) => message.ev === 'statement');

for (const encoding of ['msgpack', 'json']) {
  test(`two replays in ${encoding} are the same bytes, and the statement says which`, async () => {
    const [first, second] = [await play('recording=calm&speed=max', { encoding }), await play('recording=calm&speed=max', { encoding })];
    assert.equal(first.ticks.length, 4846);
    assert.equal(first.code, 1000);
    assert.equal(first.reason, 'ended');
    assert.equal(first.sha256, second.sha256);
    assert.equal(statement(first).sha256, first.sha256);
    assert.equal(Number(statement(first).delivered), 4846);
  });
}

test('the tape steps, seeks, changes its speed and ends', async () => {
  const orders = [{ op: 'step', ticks: 5 }, { op: 'seek', seq: '4000' }, { op: 'speed', speed: 'max' }, { op: 'resume' }];
  const run = await play('recording=calm&paused=true', {
    encoding: 'json',
    // The first news tell where the tape stands; each order is answered by one more.
    answer: (message, { controls }) => (message.ev === 'seam' && controls.filter(({ ev }) => ev === 'seam').length === 1) || message.ev === 'tape'
      ? (controls.some(({ ev }) => ev === 'seam') ? orders.shift() : null) : null,
  });
  assert.deepEqual(orders, []);
  assert.deepEqual(run.ticks.slice(0, 5).map(({ seq }) => seq), ['26', '27', '28', '29', '30']);
  assert.equal(statement(run).first_seq, '4000');
  assert.ok(run.ticks.every(({ f }) => (f & 16) !== 0), 'every tick says that it is replayed');
  assert.deepEqual(run.controls.filter(({ ev }) => ev === 'tape').at(-1).state, 'ended');
});

test('the client tells the tape what to do, and is told where it is', async () => {
  const client = connect(`ws://127.0.0.1:${server.webPort}/v1/replay?recording=calm&paused=true`, { webSocket: WebSocket });
  const told = [];
  const seen = [];
  const orders = [{ op: 'seek', seq: 4000n }, { op: 'speed', speed: 'max' }, { op: 'resume' }];
  client.on('tape', (tape) => {
    told.push(tape);
    if (orders.length > 0) client.tape(orders.shift());
  });
  for await (const { seq, isSnapshot } of client.subscribe('*', { mode: 'all' })) if (!isSnapshot) seen.push(seq);
  assert.equal(client.state.reason, 'ended');
  assert.equal(seen[0], 4000n);
  assert.ok(told.some(({ state, lap }) => state === 'paused' && lap === 1), 'the seek began a lap');
  assert.deepEqual([told.at(-1).state, told.at(-1).speed, told.at(-1).seq], ['ended', 'max', seen.at(-1)]);
  assert.throws(() => client.tape({ op: 'rewind' }), TypeError);
  const live = connect(server.webUrl, { webSocket: WebSocket });
  assert.throws(() => live.tape({ op: 'pause' }), /only a replay/);
  await live.close();
});

test('the recordings are listed, with their spans', async () => {
  const { recordings } = await (await fetch(`${server.webUrl}/v1/recordings`)).json();
  const calm = recordings.find(({ name }) => name === 'calm');
  assert.deepEqual(recordings.map(({ name }) => name), ['calm', 'journal', 'stormy']);
  assert.equal(new Date(Number(BigInt(calm.from) / 1_000_000n)).toISOString().slice(0, 19), '2025-03-03T14:30:00');
  assert.ok(BigInt(calm.to) - BigInt(calm.from) > 110_000_000_000n);
});
