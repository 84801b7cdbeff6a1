// /asyncapi.json, validated by the specification's own schema, and held against a running server: every message of it is
// sent or comes, and is by its schema.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import specifications from '@asyncapi/specs';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import WebSocket from 'ws';
import { Publisher } from './publisher.mjs';
import { assertBy } from './schemas.mjs';
import { repository, startServer } from './server.mjs';

let server;
let text;
let api;
const seen = new Set();

before(async () => {
  server = await startServer();
  text = await (await fetch(`${server.webUrl}/asyncapi.json`)).text();
  api = JSON.parse(text);
});
after(async () => { await server?.stop(); });

/** A connection on which each message of either side is held against its schema. */
class Conversation {
  messages = [];
  #waiting = [];

  constructor(channel, query = '') {
    this.channel = api.channels[channel];
    this.socket = new WebSocket(`ws://127.0.0.1:${server.webPort}${this.channel.address}${query}`, 'ticker.v1.json', { perMessageDeflate: false });
    this.opened = new Promise((resolve, reject) => { this.socket.on('open', resolve); this.socket.on('error', reject); });
    this.closed = new Promise((resolve) => { this.socket.on('close', resolve); });
    this.socket.on('message', (bytes) => {
      try {
        const message = JSON.parse(bytes);
        this.#check(`server.${message.ev ?? 'data'}`, message);
        this.messages.push(message);
      } catch (error) {
        this.failure = error;
      }
      this.#look();
    });
    this.closed.then(() => { this.failure ??= new Error(`the server closed the connection after ${JSON.stringify(this.messages.slice(-3))}`); this.#look(); });
  }

  async send(message) {
    await this.opened;
    this.#check(`client.${message.op}`, message);
    this.socket.send(JSON.stringify(message));
  }

  /** Sends what no schema allows. */
  async sendRaw(message) {
    await this.opened;
    this.socket.send(JSON.stringify(message));
  }

  /** Waits for a message that came since the last one waited for. */
  next(wanted) {
    return new Promise((resolve, reject) => { this.#waiting.push({ wanted, resolve, reject, from: this.messages.length }); this.#look(); });
  }

  /** Waits for a message, which may have come before. */
  some(wanted) {
    return new Promise((resolve, reject) => { this.#waiting.push({ wanted, resolve, reject, from: 0 }); this.#look(); });
  }

  close() { this.socket.terminate(); }

  #check(name, message) {
    assert.ok(this.channel.messages[name], `${this.channel.address} has no ${name}`);
    assertBy(api, api.components.messages[name].payload, message, name);
    seen.add(name);
  }

  #look() {
    this.#waiting = this.#waiting.filter(({ wanted, resolve, reject, from }) => {
      const found = this.messages.slice(from).find(wanted);
      if (found) resolve(found);
      else if (this.failure) reject(this.failure);
      return !found && !this.failure;
    });
  }
}

test('the document is valid AsyncAPI 3.0, and the one that is kept beside the docs', async () => {
  const ajv = new Ajv({ strict: false, meta: false });
  addFormats(ajv);
  const valid = ajv.compile(specifications.schemas['3.0.0']);
  assert.ok(valid(api), JSON.stringify(valid.errors));
  assert.equal(await readFile(path.join(repository, 'src/docs/asyncapi.json'), 'utf8'), text, 'write it anew: curl -s http://127.0.0.1:8080/asyncapi.json > src/docs/asyncapi.json');
});

test('each message of the live stream is sent or comes, by its schema', async () => {
  const feed = await new Publisher(server.grpcAddress, 'ASYNC').begin();
  await feed.trades(10);
  const stream = new Conversation('stream');
  const { epoch } = await stream.some(({ ev }) => ev === 'welcome');
  await stream.send({ op: 'auth', token: 'none' });
  await stream.send({ op: 'subscribe', id: 1, symbols: [feed.symbol, 'NOBODY:NOTHING'], kinds: ['quote', 'trade', 'status'], mode: 'all', times: true, on_slow: 'conflate', from: 'snapshot' });
  await stream.some(({ ev, id }) => ev === 'subscribed' && id === 1);
  await stream.some(({ ev, id }) => ev === 'seam' && id === 1);
  const data = stream.next(({ ticks }) => ticks?.some(({ T, i }) => T === 't' && i === '15'));
  await feed.trades(5);
  await data;
  const changed = stream.next(({ ev, id }) => ev === 'subscribed' && id === 1);
  await stream.send({ op: 'modify', id: 1, mode: 'interval', interval_ms: 50, conflate_trades: true, summary: true, on_slow: 'evict', add: ['X*:Y'], remove: ['NOBODY:NOTHING'] });
  await changed;
  const statement = stream.next(({ ev }) => ev === 'statement');
  await stream.send({ op: 'pause', id: 1 });
  await stream.send({ op: 'resume', id: 1 });
  await stream.send({ op: 'statement', id: 1 });
  await statement;
  await stream.send({ op: 'subscribe', id: 2, symbols: [feed.symbol], from: { epoch: epoch - 1, seq: '3' } });
  assert.equal((await stream.some(({ ev, id }) => ev === 'gap' && id === 2)).cause, 'epoch_changed');
  await stream.send({ op: 'subscribe', id: 3, symbols: ['*'], mode: 'all', from: { time: 1 } });
  await stream.some(({ ev, id }) => ev === 'seam' && id === 3);
  await stream.send({ op: 'subscribe', id: 4, symbols: ['*'], from: { epoch, seq: 3 } });
  await stream.some(({ ev, id }) => ev === 'seam' && id === 4);
  await stream.send({ op: 'ping', t: 7 });
  assert.equal((await stream.some(({ ev }) => ev === 'pong')).t, 7);
  await stream.send({ op: 'unsubscribe', id: 3 });
  await stream.some(({ ev, id }) => ev === 'unsubscribed' && id === 3);
  await stream.sendRaw({ op: 'bogus' });
  assert.equal((await stream.some(({ ev, code }) => ev === 'error' && code === 'unknown_op')).fatal, false);
  await stream.some(({ ev }) => ev === 'heartbeat');
  await feed.end();
  await stream.some(({ ev, code, refs }) => ev === 'notice' && code === 'stale' && refs.length > 0);
  stream.close();
});

test('each message of a replay is sent or comes, by its schema', async () => {
  const replay = new Conversation('replay', '?recording=stormy&speed=max&paused=true&at_end=wait');
  await replay.send({ op: 'subscribe', id: 1, symbols: ['*'], mode: 'interval', interval_ms: 1000, conflate_trades: true, summary: true, times: true });
  await replay.send({ op: 'subscribe', id: 2, symbols: ['*'], mode: 'all' });
  await replay.some(({ ev, id }) => ev === 'seam' && id === 2);
  for (const message of [{ op: 'step', ticks: 10 }, { op: 'step' }, { op: 'seek', seq: '100' }, { op: 'seek', time: '1741012217000000000' }, { op: 'speed', speed: 'max' }, { op: 'pause' }, { op: 'resume' }]) {
    const told = replay.next(({ ev }) => ev === 'tape');
    await replay.send(message);
    await told;
  }
  await replay.some(({ ev, state }) => ev === 'tape' && state === 'ended');
  const statement = replay.next(({ ev, id }) => ev === 'statement' && id === 2);
  await replay.send({ op: 'statement', id: 2 });
  assert.match((await statement).sha256, /^[0-9a-f]{64}$/);
  const ticks = replay.messages.flatMap((message) => message.ticks ?? []);
  for (const kind of ['q', 't', 's']) assert.ok(ticks.some(({ T }) => T === kind), kind);
  for (const kind of ['q', 't']) assert.ok(ticks.some(({ T, c }) => T === kind && c), `a collapsed ${kind}`);
  replay.close();
});

test('a key that must stand is missed by the server, and one that need not is not', async () => {
  const whole = {
    auth: { token: 'x' }, subscribe: { id: 1, symbols: [] }, modify: { id: 1 }, unsubscribe: { id: 1 }, pause: {}, resume: {}, statement: { id: 1 },
    ping: { t: 1 }, seek: { seq: '1' }, step: {}, speed: { speed: '1' },
  };
  const messages = Object.values(api.operations.takeInReplay.messages).map(({ $ref }) => $ref.split('/').at(-1));
  assert.deepEqual(messages.map((name) => name.replace('client.', '')), Object.keys(whole));
  for (const [op, keys] of Object.entries(whole)) {
    const { required } = api.components.messages[`client.${op}`].payload;
    // An op that needs one of two keys is told so by its description alone.
    assert.deepEqual(required, ['op', ...(op === 'seek' ? [] : Object.keys(keys))]);
    for (const missing of required) {
      const stream = new Conversation('stream');
      await stream.sendRaw(Object.fromEntries(Object.entries({ op, ...keys }).filter(([key]) => key !== missing)));
      const { code, message } = await stream.some(({ ev }) => ev === 'error');
      assert.deepEqual([code, message], ['missing_key', `${missing} is missing`]);
      stream.close();
    }
  }
});

test('the golden messages are by its schemas', async () => {
  for (const file of ['client', 'server', 'data']) {
    const { cases } = JSON.parse(await readFile(path.join(repository, `tests/golden/${file}-messages.json`), 'utf8'));
    for (const { name, json } of cases) {
      const message = JSON.parse(json);
      // Read by every client, sent by no server: it is what a later one may say.
      if (!api.components.messages[`${file === 'client' ? 'client' : 'server'}.${message.op ?? message.ev ?? 'data'}`]) continue;
      assertBy(api, api.components.messages[`${file === 'client' ? 'client' : 'server'}.${message.op ?? message.ev ?? 'data'}`].payload, message, name);
    }
  }
});

test('every message of the document was sent or came', async () => {
  assert.deepEqual([...seen].sort(), Object.keys(api.components.messages).sort());
});
