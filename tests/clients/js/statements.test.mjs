// Every tick is accounted for: real recordings are played at full speed to a subscriber of every pace, to some that change
// their mind, and to some that do not read. Each keeps books of its own, which must agree with the server's statements
// at any moment, with what was published, and with what the recordings hold. The server has its default settings, but for
// the write deadline: those that do not read are to be cut off for how much waits for them, not for how long a play takes.
// The recordings come in three plays, each of fewer ticks than may wait for a subscriber, and the next only when those who
// get everything have all of it: so none of these is ever cut off, however slow the machine.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { play } from './programs.mjs';
import { golden, reasonToSkip, symbols, ticksOf, total } from './recordings.mjs';
import { startServer } from './server.mjs';
import { StatementBook } from './statement-book.mjs';
import { isOver, StatementClient } from './statement-client.mjs';
import { Tape } from './tape.mjs';
import { mantissa } from './tick-reading.mjs';

const feed = 'play';
const id = 7;

const paces = {
  'all': { mode: 'all' },
  'all, in JSON, with times': { mode: 'all', times: true, encoding: 'json' },
  'latest': { mode: 'latest' },
  'latest, in JSON': { encoding: 'json' },
  'interval 50 ms': { mode: 'interval', interval_ms: 50 },
  'interval 1000 ms, in JSON': { mode: 'interval', interval_ms: 1000, encoding: 'json' },
  'latest, trades too': { conflate_trades: true },
  'interval 20 ms with summary': { mode: 'interval', interval_ms: 20, summary: true },
  'interval 250 ms with summary, trades too, in JSON': { mode: 'interval', interval_ms: 250, summary: true, conflate_trades: true, encoding: 'json' },
};

/** Asks for something whenever so many more messages have come. */
const every = (frames, ask) => {
  let due = frames;
  return (client) => {
    if (client.dataFrames < due) return;
    due = client.dataFrames + frames;
    ask(client);
  };
};

const plays = [[0, 1], [2], [3]].map((which) => which.map((n) => golden[symbols[n]]));
const countOf = (played) => played.reduce((sum, { quotes, trades }) => sum + quotes + trades, 0);

const askStatement = (client) => client.send({ op: 'statement', id });

class Subscriber {
  constructor(server, name, { encoding, ...pace } = {}, { onData, onControl } = {}) {
    Object.assign(this, { name, request: { op: 'subscribe', id, symbols, ...pace } });
    this.client = new StatementClient(server.streamUrl, { name, encoding, onData, onControl });
  }

  async begin() {
    await this.client.opened;
    const seam = this.client.next(({ ev }) => ev === 'seam');
    this.client.send(this.request);
    await seam;
  }

  /** When the feed is over and all has come: a statement, the end with the last one, and the books. */
  async finish(over) {
    await over;
    const stated = this.client.next(({ ev }) => ev === 'statement');
    askStatement(this.client);
    await stated;
    const ended = this.client.next(({ ev }) => ev === 'unsubscribed');
    this.client.send({ op: 'unsubscribe', id });
    await ended;
    this.client.close();
  }

  /** Until the feed is over, so many ticks were published, and nothing is pending. */
  over(ticks) { return this.client.next((message) => message.ev === 'heartbeat' && message.seq >= ticks && isOver(message, feed)); }

  book(tape, recorder) {
    try {
      return new StatementBook(tape, this.request, recorder).take(this.client.messages());
    } catch (error) {
      error.message = `${this.name}: ${error.message}`;
      throw error;
    }
  }
}

/** The tape against the recordings: the same ticks in the same order, each exactly. */
async function checkTape(tape, scalesOf) {
  for (const [name, { file, quotes, trades, size }] of Object.entries(golden)) {
    const recorded = await ticksOf(file);
    const [priceScale, sizeScale] = scalesOf.get(name);
    const scales = { quote: [priceScale, sizeScale, priceScale, sizeScale], trade: [priceScale, sizeScale] };
    const published = ['quote', 'trade'].flatMap((kind) => tape.of(name, kind).map((tick) => ({ kind, ...tick }))).sort((a, b) => a.seq - b.seq);
    assert.equal(published.length, recorded.length, name);
    for (const [i, [kind, ...values]] of recorded.entries()) {
      const expected = values.map((value, n) => (typeof value === 'string' ? mantissa(value, scales[kind][n]) : value));
      const { kind: publishedKind, body } = published[i];
      if (publishedKind !== kind || expected.some((value, n) => value !== body[n])) assert.deepEqual([publishedKind, ...body], [kind, ...expected], `${name}: tick ${i}`);
    }
    assert.deepEqual([tape.of(name, 'quote').length, tape.of(name, 'trade').length], [quotes, trades]);
    assert.equal(tape.of(name, 'trade').reduce((sum, { body }) => sum + body[1], 0), mantissa(size, sizeScale));
  }
}

/** Volume, notional and the last quote of every instrument are those of the recording, at whatever pace. */
function checkTotals(book, tape, scales) {
  for (const [symbol, totals] of book.totals) {
    const trades = tape.of(symbol, 'trade');
    assert.deepEqual(totals, {
      quotes: golden[symbol].quotes,
      trades: golden[symbol].trades,
      volume: mantissa(golden[symbol].size, scales.get(symbol)[1]),
      notional: trades.reduce((sum, { body }) => sum + BigInt(body[0]) * BigInt(body[1]), 0n),
      lastQuote: tape.of(symbol, 'quote').at(-1).body,
    }, symbol);
  }
}

/** Closed as slow, with a position up to which it had everything; or, when even the close was too slow for it, cut. */
function checkCutOff(book, code, reason) {
  if (code === 1006) return book.audit();
  assert.equal(code, 4008);
  const [, position] = /^slow:\d+:(\d+)$/.exec(reason);
  assert.ok(book.statement.discarded > 0 && book.statement.pending === 0);
  book.audit();
  book.auditUpTo(Number(position));
  return undefined;
}

test('golden play: at every pace, every tick is accounted for', { skip: reasonToSkip, timeout: 300_000 }, async (t) => {
  const server = await startServer({ settings: { 'Ticker:Subscribers:WriteDeadline': '00:05:00' } });
  t.after(() => server.stop());
  const all = [];
  const subscriber = (...args) => { const made = new Subscriber(server, ...args); all.push(made); t.after(() => made.client.close()); return made; };

  // What happens in the course of it happens when the first of them, which gets everything, has got so much more.
  const steps = [];
  const step = every(12, () => steps.forEach((one) => one()));
  const heard = [];
  const paced = Object.entries(paces).map(([name, pace]) => subscriber(name, pace, name === 'all'
    ? { onData: step, onControl: (message) => heard.forEach((one) => one(message)) }
    : { onData: every(40, askStatement) }));
  const first = paced[0];

  const paused = subscriber('paused and resumed', {}, { onData: (client) => { if (!client.paused && !client.over) { client.paused = true; client.send({ op: 'pause', id }); askStatement(client); } } });
  const resume = ({ client }) => { if (client.paused && !client.ended) { client.send({ op: 'resume', id }); client.paused = false; } };
  steps.push(() => resume(paused));

  const modified = subscriber('modified', { mode: 'interval', interval_ms: 500, encoding: 'json' });
  const changes = [{ mode: 'all' }, { mode: 'latest', conflate_trades: true, summary: true }, { mode: 'interval', interval_ms: 10, conflate_trades: false }, { mode: 'latest', on_slow: 'conflate', summary: false }];
  steps.push(() => { if (changes.length) modified.client.send({ op: 'modify', id, ...changes.shift() }); askStatement(modified.client); });

  const moved = subscriber('instruments taken out and put in', { mode: 'interval', interval_ms: 100, summary: true });
  const moves = [{ remove: [symbols[0]] }, { add: [symbols[0]], remove: [symbols[2]] }, { add: ['BINANCE-*'], mode: 'latest' }];
  steps.push(() => { if (moves.length) moved.client.send({ op: 'modify', id, ...moves.shift() }); });

  const deaf = subscriber('does not read, latest', { mode: 'latest' });
  const deafToAll = subscriber('does not read, all, not to be cut off', { mode: 'all', on_slow: 'conflate' });
  const cutOff = subscriber('does not read, all', { mode: 'all' });

  await Promise.all(all.map((one) => one.begin()));
  const late = subscriber('late, with a state to begin with', { mode: 'all', encoding: 'json' });
  let lateBegun;
  steps.push(() => { lateBegun ??= late.begin(); });
  for (const { client } of [deaf, deafToAll, cutOff]) client.socket.pause();
  heard.push(({ ev, seq }) => { if (ev === 'heartbeat' && seq > 150_000) cutOff.client.socket.resume(); });

  let published = 0;
  for (const recordings of plays) {
    const count = countOf(recordings);
    published += count;
    const everything = [first, paced[1], modified, ...(lateBegun ? [late] : [])].map((one) => one.over(published));
    const played = await play(server, recordings.map(({ file }) => file)).ended;
    assert.equal(played.code, 0, played.errors);
    assert.match(played.lines.at(-1), new RegExp(`^sent ${count} ticks, acked ${count}, rejected 0, `));
    await Promise.all(everything);
  }
  assert.equal(published, total);
  paused.client.over = true;
  resume(paused);
  deaf.client.socket.resume();
  deafToAll.client.socket.resume();
  await Promise.all(all.filter((one) => one !== cutOff).map((one) => one.finish(one.over(published))));
  const { code, reason } = await cutOff.client.closed;

  const tape = new Tape();
  const { scales } = first.book(null, tape);
  await t.test('what was published is what the recordings hold', () => checkTape(tape, scales));

  for (const one of all) {
    await t.test(one.name, () => {
      const book = one.book(tape);
      if (one === cutOff) return checkCutOff(book, code, reason);
      book.auditWhole();
      book.auditSnapshot();
      if (one !== moved && one !== late) checkTotals(book, tape, scales);
      const { conflated, statements, summaries, notices, snapshot } = book;
      const causes = Object.keys(conflated).filter((cause) => conflated[cause] > 0);
      if (one.request.mode === 'all' && one !== deafToAll) assert.deepEqual(causes, []);
      if (one.request.summary) assert.ok(summaries > 0);
      // A trade that goes by itself sends its instrument's quote early: at this speed an interval may never begin.
      if ((one.request.mode === 'interval' && one.request.conflate_trades) || one === paused) assert.ok(causes.includes('rate'));
      if (one === deaf) assert.ok(causes.includes('socket'));
      if (one === deafToAll) assert.deepEqual([causes.includes('budget'), notices.filter((code) => /ing|up/.test(code))], [true, ['conflating', 'caught_up']]);
      if (one === late || one === moved) assert.ok(snapshot > 0);
      if (one === modified) assert.equal(changes.length, 0);
      if (one === moved) assert.equal(moves.length, 0);
      assert.ok(statements >= 2);
    });
  }
});
